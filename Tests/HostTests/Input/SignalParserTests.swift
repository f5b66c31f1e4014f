@testable import Host
import RuleEngine
import Testing

/// What a line of signals may say.
@Suite struct SignalParserTests {
  @Test func `reads every field`() throws {
    guard case .signal(let signal, let quotes, let history, let balance) = SignalTexts.parse(SignalTexts.full) else {
      Issue.record("no signal")
      return
    }
    #expect(signal.id == "s-1" && signal.timeMs == 1_774_400_000_000)
    #expect(signal.symbol == "PURR/USDC:USDC" && signal.baseSymbol == "HYPE/USDC:USDC")
    #expect(signal.coin == "PURR" && signal.baseCoin == "HYPE" && signal.pair == "PURR|HYPE")
    #expect(signal.direction == .long && signal.strategy == "adaptive_bollinger")
    #expect(signal.zScore == "-2.31" && signal.notionalUSD == "500")
    #expect(signal.attributes == [.init(name: "leverage", value: .number("3"))])
    #expect(quotes[.perp("PURR")] == .mid("0.001245"))
    let now: Int64 = 1_774_400_000_000
    #expect(history.approvals(in: .pair("PURR|HYPE"), now: now, windowMs: 2_000_000) == 1)
    #expect(balance == nil)
  }

  @Test func `needs a symbol and a direction, and a time where it is asked for`() throws {
    let least = #"{"symbol":"PURR","direction":"short","time":0}"#
    let signal = try SignalTexts.signal(least)
    #expect(signal.id == nil && signal.timeMs == 0 && signal.pair == "PURR" && signal.direction == .short)
    #expect(signal.baseSymbol == nil && signal.strategy == nil && signal.zScore == nil && signal.notionalUSD == nil)
    #expect(signal.attributes.isEmpty)
    let timeless = #"{"symbol":"PURR","direction":"short"}"#
    #expect(SignalTexts.fault(SignalTexts.parse(timeless))?.problem == .missing("time"))
    #expect(SignalTexts.signalOrNil(SignalTexts.parse(timeless, requiresTime: false))?.timeMs == nil)
    #expect(SignalTexts.signalOrNil(SignalTexts.parse(least, requiresTime: false))?.timeMs == 0)
  }

  @Test func `takes null for a key that is left out`() throws {
    let nulls = [
      "id", "base_symbol", "strategy", "z_score", "notional_usd", "event", "reduce_only", "market", "history",
    ]
    .map { "\"\($0)\":null" }.joined(separator: ",")
    #expect(
      try SignalTexts.signal(SignalTexts.line(nulls))
        == SignalTexts.signal(#"{"symbol":"PURR","direction":"long","time":1000}"#))
    for key in ["symbol", "direction", "time"] {
      let members = ["symbol": #""PURR""#, "direction": #""long""#, "time": "1000"].merging([key: "null"]) { $1 }
      let text = "{\(members.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ","))}"
      #expect(SignalTexts.fault(SignalTexts.parse(text)) == SignalFault(.missing(key), at: 0))
    }
  }

  @Test func `keeps other scalars in their order, numbers as they were written`() throws {
    let text = SignalTexts.line(#""b":"x","a":1.50e+3,"c":true,"d":null,"":false,"é\n":-0,"Symbol":"BTC""#)
    #expect(
      try SignalTexts.signal(text).attributes == [
        .init(name: "b", value: .string("x")), .init(name: "a", value: .number("1.50e+3")),
        .init(name: "c", value: .bool(true)), .init(name: "d", value: .null), .init(name: "", value: .bool(false)),
        .init(name: "é\n", value: .number("-0")), .init(name: "Symbol", value: .string("BTC")),
      ])
  }

  @Test func `reads escape sequences in keys and values`() throws {
    let text = #"{"\u0073ymbol":"P\u0055RR\/USDC","direct\u0069on":"l\u006fng","time":1,"id":"\ud83d\ude00\n"}"#
    let signal = try SignalTexts.signal(text)
    #expect(signal.coin == "PURR" && signal.id == "😀\n" && signal.attributes.isEmpty)
  }

  @Test(
    arguments: [
      ("PURR", "PURR"), ("PURR/USDC:USDC", "PURR"), ("PURR-PERP", "PURR"), ("PURR/", "PURR"), ("kPEPE/USDC", "kPEPE"),
      ("xyz:SP500", "xyz:SP500"), ("xyz:SP500-PERP", "xyz:SP500"), ("xyz:SP500/USDC:USDC", "xyz:SP500"), ("1", "1"),
      ("PURR/USDC-PERP", "PURR"), ("PURR/期", "PURR"),
    ] as [(String, Coin)])
  func `finds the coin of a symbol`(symbol: String, coin: Coin) throws {
    let line = #"{"symbol":"\#(symbol)","base_symbol":"\#(symbol)","direction":"long","time":1}"#
    let signal = try SignalTexts.signal(line)
    #expect(signal.symbol == symbol && signal.coin == coin && signal.baseCoin == coin)
    #expect(signal.pair == "\(coin)|\(coin)")
  }

  @Test(
    arguments: [
      "", "/", "/USDC", "-PERP", "PURR-USD", "PURR-perp", "PURR-PERP-PERP", "PURR ", " PURR", "PURR:USDC", "XYZ:SP500",
      "a:b:c", ":PURR", "xyz:", "PURR_1", "@107", "#5", "期", "PÜRR", "ＰＵＲＲ", "PURR\\u0000", "PURR-PERP/USDC",
    ])
  func `finds no coin in a symbol of another form`(symbol: String) {
    let texts = [
      #"{"symbol":"\#(symbol)","direction":"long","time":1}"#,
      #"{"symbol":"PURR","base_symbol":"\#(symbol)","direction":"long","time":1}"#,
    ]
    for (text, key) in zip(texts, ["symbol", "base_symbol"]) {
      guard case .notACoin(key, _) = SignalTexts.fault(SignalTexts.parse(text))?.problem else {
        Issue.record("\(SignalTexts.parse(text))")
        continue
      }
    }
  }

  @Test(arguments: [("0", 0), ("1e3", 1000), ("1000.0", 1000), ("-0", 0), ("9223372036854", 9_223_372_036_854)])
  func `reads a time`(text: String, time: Int64) throws {
    #expect(try SignalTexts.signal(#"{"symbol":"A","direction":"long","time":\#(text)}"#).timeMs == time)
  }

  @Test(
    arguments: [
      "-1", "0.5", "1000.001", "9223372036855", "9223372036854775807", "9223372036854775808", "1e19", "1e400", "1e-400",
      "1774400000000000000", "\"1000\"", "true", "[]", "{}", "\"2026-03-25T00:00:00Z\"",
    ])
  func `reads no time outside 1970 to 2262, and none in another form`(text: String) {
    let before = #"{"symbol":"A","direction":"long","time":"#
    let line = SignalTexts.parse("\(before)\(text)}")
    let fault = SignalTexts.fault(line)
    guard case .expected("milliseconds since 1970, a whole number", key: "time", found: _) = fault?.problem else {
      Issue.record("\(text)")
      return
    }
    #expect(fault?.offset == before.utf8.count)
  }

  @Test(
    arguments: [
      ("0", "0"), ("-0.0", "0"), ("-2.31", "-2.31"), ("1e3", "1000"), ("2.5E-1", "0.25"),
      ("1e-18", "0.000000000000000001"),
      ("170141183460469231731", "170141183460469231731"), ("170141183460469231732", nil), ("1e21", nil), ("1e400", nil),
      ("\"2\"", nil), ("true", nil), ("[]", nil),
    ] as [(String, String?)])
  func `reads numbers exactly, and none beyond what it can hold`(text: String, number: String?) {
    for key in ["z_score", "notional_usd"] {
      let line = SignalTexts.parse(SignalTexts.line("\"\(key)\":\(text)"))
      let signal = SignalTexts.signalOrNil(line)
      #expect((key == "z_score" ? signal?.zScore : signal?.notionalUSD)?.description == number)
      if number == nil {
        guard case .expected("a number", key: key, found: _) = SignalTexts.fault(line)?.problem else {
          Issue.record("\(line)")
          continue
        }
      }
    }
  }

  @Test func `takes market and history only where they come with the signal`() {
    for (member, kind) in [(#""market":{}"#, "market"), (#""history":[]"#, "history")] {
      let text = SignalTexts.line(member)
      #expect(SignalTexts.signalOrNil(SignalTexts.parse(text)) != nil)
      let fault = SignalTexts.fault(SignalTexts.parse(text, acceptsMarket: false))
      guard case .expected(_, key: kind, found: _) = fault?.problem else {
        Issue.record("\(String(describing: fault))")
        continue
      }
      #expect(fault?.offset == text.utf8.count - 3)
    }
  }
}
