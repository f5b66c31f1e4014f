import RuleEngine
import Testing

@testable import Host

/// Which lines are exits, and what is said of those that are wrong.
@Suite struct ExitParserTests {
  private static func read(
    _ text: String, requiresTime: Bool = false, acceptsMarket: Bool = false
  ) throws -> SignalSource.Reading {
    let source = SignalSource(
      requiresTime: requiresTime, acceptsMarket: acceptsMarket, chain: try BadLine.chain(), name: "signals.jsonl")
    return LineFeed.with(text, number: 17) { source.read($0) }
  }

  private static func exit(_ text: String, requiresTime: Bool = false) throws -> Exit? {
    if case .exit(let exit) = try read(text, requiresTime: requiresTime) { exit } else { nil }
  }

  private static func refusal(
    _ text: String, requiresTime: Bool = false, acceptsMarket: Bool = false
  ) throws -> (code: String?, report: String)? {
    let reading = try read(text, requiresTime: requiresTime, acceptsMarket: acceptsMarket)
    guard case .bad(let answer, let report) = reading else { return nil }
    let value = try JSONValue(parsing: answer)
    return ((value["exit"] ?? value)["code"]?.string, report)
  }

  @Test func `an exit names its signal and says what the position made`() throws {
    #expect(
      try Self.exit(#"{"event":"exit","signal_id":"s-1","pnl_usd":-12.5}"#)
        == Exit(signalID: "s-1", pnlUSD: "-12.5"))
    #expect(
      try Self.exit(#" {"pnl_usd":1e3,"time":7,"note":{"a":[1]},"signal_id":"期","event":"exit"} "#, requiresTime: true)
        == Exit(signalID: "期", timeMs: 7, pnlUSD: 1000))
  }

  @Test func `a symbol or a direction of null is none`() throws {
    let line = #"{"event":"exit","signal_id":"a","symbol":null,"direction":null,"pnl_usd":1}"#
    #expect(try Self.exit(line) == Exit(signalID: "a", pnlUSD: 1))
  }

  @Test(arguments: ["1000000000000", "-1000000000000", "0", "-0", "0.000000001", "-1e-9"])
  func `results up to the bounds are read`(_ pnl: String) throws {
    #expect(try Self.exit(#"{"event":"exit","signal_id":"a","pnl_usd":\#(pnl)}"#)?.pnlUSD == ExactDecimal(pnl))
  }

  @Test(arguments: [
    "1000000000000.000000001", "-1000000000001", "0.0000000001", "1e-10", "1e999", "\"5\"", "[1]", "true",
  ])
  func `absurd results are refused`(_ pnl: String) throws {
    let refusal = try #require(try Self.refusal(#"{"event":"exit","signal_id":"a","pnl_usd":\#(pnl)}"#))
    #expect(refusal.code == "bad_exit")
    #expect(
      refusal.report.hasPrefix(
        #"signals.jsonl:17:43: "pnl_usd": expected a number from -1000000000000 to 1000000000000 (USD)"#),
      "\(refusal.report)")
  }

  @Test(arguments: [
    (#"{"event":"exit","signal_id":"a"}"#, #"17:1: missing "pnl_usd""#),
    (#"{"event":"exit","signal_id":"a","pnl_usd":null}"#, #"17:1: missing "pnl_usd""#),
    (#"{"event":"exit","signal_id":"","pnl_usd":1}"#, #"17:29: "signal_id": expected a string that is not empty"#),
    (
      #"{"event":"exit","signal_id":7,"pnl_usd":1}"#,
      #"17:29: "signal_id": expected a string that is not empty, found 7"#
    ),
    (
      #"{"event":"exit","signal_id":["a"],"pnl_usd":1}"#, #"17:29: "signal_id": expected a string that is not empty, f"#
    ),
    (#"{"event":"exit","signal_id":null,"pnl_usd":1}"#, #"17:1: missing "signal_id""#),
    (#"{"event":"exit","pnl_usd":1}"#, #"17:1: missing "signal_id""#),
    (#"{"event":"Exit","signal_id":"a","pnl_usd":1}"#, #"17:10: "event": expected "exit", found the string "Exit""#),
    (#"{"signal_id":"a","EVENT":"exit"}"#, #"17:18: unknown key "EVENT"; nearest is "event""#),
    (#"{"event":"exit","signal_id":"a","signal_id":"b","pnl_usd":1}"#, #"17:33: duplicate key "signal_id""#),
    (#"{"event":"exit","signal_id":"a","pnl_usd":1,"time":1.5}"#, "17:52: \"time\": expected milliseconds"),
    (#"{"event":"exit","signal_id":"a","pnl_usd":1,"time":-1}"#, "17:52: \"time\": expected milliseconds"),
  ])
  func `what is wrong is said with its place`(_ line: String, _ words: String) throws {
    let refusal = try #require(try Self.refusal(line))
    #expect(refusal.code == "bad_exit")
    #expect(refusal.report.hasPrefix("signals.jsonl:" + words), "\(refusal.report)")
  }

  @Test func `outside run an exit must say when it was`() throws {
    let line = #"{"event":"exit","signal_id":"a","pnl_usd":1}"#
    #expect(try Self.refusal(line, requiresTime: true)?.report == #"signals.jsonl:17:1: missing "time""#)
    #expect(try Self.exit(line) != nil)
  }

  @Test func `where signals bring their history there is no place for exits`() throws {
    let refusal = try Self.refusal(#"{"event":"exit","signal_id":"a","pnl_usd":1}"#, acceptsMarket: true)
    #expect(refusal?.code == "bad_exit")
  }

  @Test func `an answer names the exit where its signal_id could be read, and nothing else`() throws {
    func answer(_ line: String) throws -> String {
      guard case .bad(let answer, _) = try Self.read(line) else { return "" }
      return String(decoding: answer, as: UTF8.self)
    }
    #expect(
      try answer(#"{"event":"EXIT","signal_id":"a"}"#)
        .hasPrefix(#"{"exit":{"signal_id":"a","recorded":false,"code":"bad_exit","reason":"#))
    #expect(
      try answer(#"{"event":"exit","signal_id":7}"#)
        .hasPrefix(#"{"exit":{"recorded":false,"code":"bad_exit","reason":"#))
  }

  @Test(arguments: [
    #"{"event":"exit"}"#, #"{"event":"exit","signal_id":null}"#, #"{"event":"close","signal_id":"a","pnl_usd":1}"#,
    #"{"event":"Exit","signal_id":"a","pnl_usd":1,"symbol":"PURR"}"#,
    #"{"event":"exit","signal_id":"a","pnl_usd":1,"symbol":"PURR"}"#,
    #"{"event":"exit","signal_id":"a","pnl_usd":1,"direction":"long"}"#,
    #"{"symbol":"PURR","direction":"long","event":"exit"}"#, #"{"reduce_only":true,"signal_id":"a","pnl_usd":1}"#,
  ])
  func `a signal that is no entry stays one`(_ line: String) throws {
    #expect(try Self.refusal(line)?.code == "not_an_entry")
  }

  @Test func `an entry that names another signal is an entry`() throws {
    let line = #"{"event":"entry","signal_id":"a","pnl_usd":1,"symbol":"PURR","direction":"long"}"#
    guard case .signal = try Self.read(line) else {
      Issue.record("no signal")
      return
    }
  }
}
