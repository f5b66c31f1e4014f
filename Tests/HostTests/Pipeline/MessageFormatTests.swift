import RuleEngine
import Testing

@testable import Host

/// The message lines and stored reasons, to the letter of the design.
@Suite struct MessageFormatTests {
  private func signal(
    _ direction: String, _ perp: String?, _ spot: String?, more: String = ""
  ) -> String {
    Fixture.line(
      "s-1", direction, more: Fixture.market(perp: perp.map { "\"\($0)\"" }, spot: spot.map { "\"\($0)\"" }) + more)
  }

  private let stale = #","market":{"perp":{"PURR":{"mid":"0.001","age_ms":10001}},"spot":{"PURR":"0.001"}}"#

  @Test(arguments: [
    (Language.zh, "long", "0.001230", "✅ 期现套利门控通过 | PURR|HYPE long | spread=-1.5212% | perp=$0.001230 spot=$0.001249"),
    (.zh, "short", "0.001268", "✅ 期现套利门控通过 | PURR|HYPE short | spread=+1.5212% | perp=$0.001268 spot=$0.001249"),
    (
      .zh, "long", "0.001245",
      "🚫 期现套利门控拦截 | PURR|HYPE | 期现价差不足 | long | spread=-0.3203% (需≤-1.0000%) | perp=$0.001245 spot=$0.001249"
    ),
    (
      .zh, "short", "0.001253",
      "🚫 期现套利门控拦截 | PURR|HYPE | 期现价差不足 | short | spread=+0.3203% (需≥+1.0000%) | perp=$0.001253 spot=$0.001249"
    ),
    (
      .en, "long", "0.001230",
      "✅ futures/spot gate passed | PURR|HYPE long | spread=-1.5212% | perp=$0.001230 spot=$0.001249"
    ),
    (
      .en, "short", "0.001268",
      "✅ futures/spot gate passed | PURR|HYPE short | spread=+1.5212% | perp=$0.001268 spot=$0.001249"
    ),
    (
      .en, "long", "0.001245",
      "🚫 futures/spot gate blocked | PURR|HYPE | spread insufficient | long | spread=-0.3203% (need ≤-1.0000%) | "
        + "perp=$0.001245 spot=$0.001249"
    ),
    (
      .en, "short", "0.001253",
      "🚫 futures/spot gate blocked | PURR|HYPE | spread insufficient | short | spread=+0.3203% (need ≥+1.0000%) | "
        + "perp=$0.001253 spot=$0.001249"
    ),
  ])
  func `the gate's lines on passing and blocking`(
    _ language: Language, _ direction: String, _ perp: String, _ expected: String
  ) throws {
    let enforced = try VerdictFixture(Fixture.rules(Fixture.arb()), language)
    #expect(try enforced.messages(signal(direction, perp, "0.001249")) == [expected])
    let shadow = try VerdictFixture(Fixture.rules(Fixture.arb(#","mode":"shadow""#)), language)
    #expect(try shadow.messages(signal(direction, perp, "0.001249")) == ["[shadow] " + expected])
    // The stored reason is the line's part from the cause on.
    guard expected.hasPrefix("🚫") else { return }
    let reason = try #require(try enforced.reason(signal(direction, perp, "0.001249")))
    #expect(expected.hasSuffix(" | PURR|HYPE | " + reason))
    #expect(reason.hasPrefix(language == .zh ? "期现价差不足 | " : "spread insufficient | "))
  }

  @Test func `the gate's line on skipping names the leg that is missing or stale`() throws {
    let zh = try VerdictFixture(Fixture.rules(Fixture.arb()))
    let en = try VerdictFixture(Fixture.rules(Fixture.arb()), .en)
    let shadow = try VerdictFixture(Fixture.rules(Fixture.arb(#","mode":"shadow""#)))
    #expect(try zh.messages(signal("long", "1", nil)) == ["⚠️ 期现套利门控跳过(价格不可用) | perp=可用 spot=不可用"])
    #expect(try zh.messages(signal("short", nil, "1")) == ["⚠️ 期现套利门控跳过(价格不可用) | perp=不可用 spot=可用"])
    #expect(try zh.messages(signal("long", nil, nil)) == ["⚠️ 期现套利门控跳过(价格不可用) | perp=不可用 spot=不可用"])
    #expect(
      try zh.messages(Fixture.line("s-1", more: stale)) == ["⚠️ 期现套利门控跳过(价格不可用) | perp=不可用 spot=可用"])
    #expect(
      try en.messages(signal("long", "1", nil)) == [
        "⚠️ futures/spot gate skipped (price unavailable) | perp=available spot=unavailable"
      ])
    #expect(try shadow.messages(signal("long", "1", nil)) == ["[shadow] ⚠️ 期现套利门控跳过(价格不可用) | perp=可用 spot=不可用"])
  }

  @Test func `a skipped gate is a warning, the others are information`() throws {
    let fixture = try VerdictFixture(Fixture.rules(Fixture.arb()))
    #expect(try fixture.logLines(signal("long", "1", nil)).map(\.level) == [.warning])
    #expect(try fixture.logLines(signal("long", "0.9", "1")).map(\.level) == [.info])
    #expect(try fixture.logLines(signal("long", "1", "1")).map(\.level) == [.info])
  }

  @Test(arguments: [
    // perp, spot, what the line shows; ties go to the even digit.
    ("0.9899995", "1", "spread=-1.0000% | perp=$0.990000 spot=$1.000000"),
    ("0.9899985", "1", "spread=-1.0002% | perp=$0.989998 spot=$1.000000"),
    ("0.8500005", "0.8999995", "spread=-5.5554% | perp=$0.850000 spot=$0.900000"),
  ])
  func `shown decimals are rounded half to even`(_ perp: String, _ spot: String, _ expected: String) throws {
    let fixture = try VerdictFixture(Fixture.rules(Fixture.arb()))
    #expect(
      try fixture.messages(signal("long", perp, spot)) == ["✅ 期现套利门控通过 | PURR|HYPE long | \(expected)"])
  }

  @Test func `a negative spread that rounds to zero keeps its sign`() throws {
    let fixture = try VerdictFixture(Fixture.rules(Fixture.arb()))
    let reason = try fixture.reason(signal("long", "0.999999999", "1"))
    #expect(reason == "期现价差不足 | long | spread=-0.0000% (需≤-1.0000%) | perp=$1.000000 spot=$1.000000")
    let even = try fixture.reason(signal("short", "1", "1"))
    #expect(even == "期现价差不足 | short | spread=+0.0000% (需≥+1.0000%) | perp=$1.000000 spot=$1.000000")
  }

  @Test func `a threshold from the rules is shown with its own four decimals`() throws {
    let fixture = try VerdictFixture(Fixture.rules(Fixture.arb(params: #""min_spread":0.0050005"#)))
    // 0.50005 % is a tie; its fourth decimal, 0, is even.
    let reason = try fixture.reason(signal("long", "1", "1"))
    #expect(reason == "期现价差不足 | long | spread=+0.0000% (需≤-0.5000%) | perp=$1.000000 spot=$1.000000")
  }

  @Test(arguments: [Language.zh, .en])
  func `a rejection by another code reads code, direction and what was measured`(_ language: Language) throws {
    func reason(_ entry: String, _ line: String) throws -> String {
      let fixture = try VerdictFixture(Fixture.rules(entry), language)
      let reason = try #require(try fixture.reason(line))
      #expect(try fixture.messages(line).map { $0.hasSuffix("| PURR|HYPE | \(reason)") } == [true])
      return reason
    }
    let legs = [
      (#"{"bid":"1.2","ask":"1.1"}"#, "book_crossed", "1.2"), (#"{"mid":"1","age_ms":3001}"#, "skewed", "3001"),
    ]
    for (perp, code, number) in legs {
      let line = Fixture.line("s-1", "short", more: Fixture.market(perp: perp, spot: #""1""#))
      let text = try reason(Fixture.arb(), line)
      #expect(text.hasPrefix("\(code) | short | ") && text.contains(number))
    }
    // How the measured spread is written there, as a fraction or in per cent, the design leaves open.
    let wide = try reason(Fixture.arb(), signal("long", "1.5", "1"))
    #expect(wide.hasPrefix("spread_implausible | long | ") && wide.contains(#/spread=\+?(0\.5|50)/#))
    let missing = try reason(Fixture.arb(#","on_unavailable":"reject""#), signal("long", nil, "1"))
    #expect(missing.hasPrefix("perp_missing | long | "))
    let notional = try reason(
      #"{"rule":"notional_cap","params":{"max_notional_usd":5}}"#, Fixture.line("s-1", more: #","notional_usd":5.25"#))
    #expect(notional.hasPrefix("notional_over | long | ") && notional.contains("5.25"))
  }

  @Test func `the rule inside a combination gives its words to the reason`() throws {
    let fixture = try VerdictFixture(Fixture.rules(#"{"id":"both","all":[\#(Fixture.arb())]}"#))
    #expect(
      try fixture.reason(signal("long", "0.001245", "0.001249"))
        == "期现价差不足 | long | spread=-0.3203% (需≤-1.0000%) | perp=$0.001245 spot=$0.001249")
  }

  @Test func `a line of the log is time, level and message, or a JSON object`() {
    let entry = LogEntry(level: .warning, timeMs: Fixture.nowMs + 7, message: #"⚠️ "x""#)
    #expect(Log.line(entry, .text) == "2026-03-25T00:53:20.007Z WARNING ⚠️ \"x\"\n")
    #expect(
      Log.line(entry, .json)
        == #"{"time":"2026-03-25T00:53:20.007Z","level":"warning","message":"⚠️ \"x\""}"# + "\n")
  }
}
