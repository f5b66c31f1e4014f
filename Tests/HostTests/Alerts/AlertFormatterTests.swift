import RuleEngine
import Testing

@testable import Host

/// What each webhook is posted, to the byte.
@Suite struct AlertFormatterTests {
  private static let time = Fixture.nowMs

  private func body(_ format: AlertFormat, _ text: String) -> String {
    let message = AlertMessage(
      kind: .signal, timeMs: AlertFormatterTests.time, text: text, json: #"{"alert":"signal"}"#)
    return String(decoding: AlertFormatter(format: format, chatID: "-100123").body(message), as: UTF8.self)
  }

  @Test(arguments: [
    (AlertFormat.json, #"{"alert":"signal"}"#),
    (.slack, #"{"text":"📡 \"a\" &amp; &lt;!channel&gt;"}"#),
    (.discord, #"{"content":"📡 \"a\" & <!channel>","allowed_mentions":{"parse":[]}}"#),
    (.telegram, #"{"chat_id":"-100123","text":"📡 \"a\" & <!channel>"}"#),
    (.feishu, #"{"msg_type":"text","content":{"text":"📡 \"a\" & <!channel>"}}"#),
    (.dingtalk, #"{"msgtype":"text","text":{"content":"📡 \"a\" & <!channel>"}}"#),
  ])
  func `each format has its own body`(_ format: AlertFormat, _ expected: String) {
    #expect(body(format, #"📡 "a" & <!channel>"#) == expected)
  }

  @Test(arguments: [
    (AlertFormat.json, 200, "", true), (.json, 204, "", true), (.slack, 200, "ok", true), (.slack, 302, "", false),
    (.discord, 204, "", true), (.discord, 404, "", false), (.telegram, 200, #"{"ok":true}"#, true),
    (.telegram, 400, #"{"ok":false}"#, false), (.feishu, 200, #"{"code":0,"msg":"success"}"#, true),
    (.feishu, 200, #"{"code":19001,"msg":"param invalid"}"#, false), (.feishu, 500, #"{"code":0}"#, false),
    (.dingtalk, 200, #"{"errcode":0,"errmsg":"ok"}"#, true),
    (.dingtalk, 200, #"{"errcode":310000,"errmsg":"keywords not in content"}"#, false), (.dingtalk, 200, "?", true),
  ])
  func `an answer is read as its service means it`(
    _ format: AlertFormat, _ status: Int, _ answer: String, _ isAccepted: Bool
  ) {
    #expect(AlertFormatter(format: format).isAccepted(status: status, body: Array(answer.utf8)) == isAccepted)
  }

  @Test func `a long text is cut between characters, below what the strictest service takes`() throws {
    // A family is one character of eleven UTF-16 units.
    let family = "👨‍👩‍👧‍👦"
    for text in [String(repeating: "x", count: 5000), String(repeating: family, count: 500)] {
      let value = try JSONValue(parsing: Array(body(.discord, text).utf8))
      let content = try #require(value["content"]?.string)
      #expect(content.utf16.count <= 1900 && content.utf16.count > 1880)
      #expect(content.hasSuffix("…") && text.hasPrefix(content.dropLast()))
    }
    #expect(body(.telegram, String(repeating: "y", count: 1900)).contains("…") == false)
  }

  private static let signalJSON =
    #""signal_id":"s-1","symbol":"PURR/USDC:USDC","base_symbol":"HYPE/USDC:USDC","direction":"long""#

  @Test func `an alert's own object names everything it is about`() throws {
    let plain = try AlertFixture.signal()
    let rich = try AlertFixture.signal(more: #","strategy":"s","z_score":-2.31,"notional_usd":500"#)
    let feed = Feed.perp("PURR")
    let own = AlertFormatterTests.signalJSON
    let balance: ExactDecimal = "12.5"
    let table: [(Alert, String)] = [
      (.signal(plain), #""signal","time":T,"text":"📡 entry signal | PURR|HYPE long",\#(own)"#),
      (
        .signal(rich),
        #""signal","time":T,"text":"📡 entry signal | PURR|HYPE long | z=-2.31 | notional=$500",\#(own),"#
          + #""strategy":"s","z_score":"-2.31","notional_usd":"500""#
      ),
      (
        .rejected(plain, AlertFixture.rejection, availableBalanceUSD: balance),
        #""rejected","time":T,"text":"⛔ entry rejected | PURR|HYPE long | arb | spread_insufficient | available=$12.5","#
          + #"\#(own),"stage":"gates","rule":"arb","code":"spread_insufficient","reason":"期现价差不足 | long","#
          + #""available_usd":"12.5""#
      ),
      (
        .gateSkipped(plain, AlertFixture.skip()),
        #""gate_skipped","time":T,"text":"⚠️ skipped",\#(own),"rule":"arb","code":"price_missing""#
      ),
      (.feed(feed, isLive: false), #""feed_down","time":T,"text":"⚠️ feed \#(feed) is down","feed":"\#(feed)""#),
      (.feed(feed, isLive: true), #""feed_back","time":T,"text":"✅ feed \#(feed) is back","feed":"\#(feed)""#),
      (
        .reloadFailed("rules.json:1: x\ny"),
        #""reload_failed","time":T,"text":"❌ reload failed, the rules stay | rules.json:1: x y","#
          + #""reason":"rules.json:1: x\ny""#
      ),
      (
        .halted(Halt(why: "news", sinceMs: 5, untilMs: 0)),
        #""halted","time":T,"text":"⛔ entries halted | news | until=1970-01-01T00:00:00.000Z","#
          + #""why":"news","since":5,"until":0"#
      ),
      (.resumed, #""resumed","time":T,"text":"▶️ entries resumed""#),
    ]
    for (alert, expected) in table {
      let message = AlertMessage(alert, timeMs: AlertFormatterTests.time, language: .en)
      #expect(message.json == "{\"alert\":" + expected.replacing("T,", with: "\(AlertFormatterTests.time),") + "}")
      #expect(message.kind == alert.kind && message.timeMs == AlertFormatterTests.time)
    }
  }

  @Test func `what was held back is counted in the next alert`() {
    let message = AlertMessage(.resumed, timeMs: 7, heldBack: 3, language: .zh)
    #expect(message.text == "▶️ 已恢复开仓 | 期间另有 3 次")
    #expect(message.json == #"{"alert":"resumed","time":7,"text":"▶️ 已恢复开仓 | 期间另有 3 次","held_back":3}"#)
  }
}
