import Foundation
import RuleEngine
import Rules
import Testing

@testable import Host

/// The risks and fall-backs that the original document lists, row by row, through the program with its own rules.
@Suite struct RiskTableTests {
  private let gate: GateProcess

  private static let header = #"{"recording":1,"network":"mainnet","spot":{"PURR":"PURR/USDC"}}"#
  private static let skipped = "WARNING ⚠️ 期现套利门控跳过(价格不可用) | "

  init() throws {
    let folder = try ScratchFolder()
    gate = GateProcess(folder: folder)
    let rules = try String(contentsOf: GateProcess.package.appending(path: "rules.json"), encoding: .utf8)
    try folder.file("rules.json", rules)
  }

  private static func frame(_ coin: String, _ bid: String, _ ask: String, atMs time: Int64 = Fixture.nowMs - 500)
    -> String
  {
    let level = { (price: String) in price.isEmpty ? "" : "{\"px\":\"\(price)\",\"sz\":\"99999999\",\"n\":1}" }
    return "{\"channel\":\"l2Book\",\"data\":{\"coin\":\"\(coin)\",\"time\":\(time),"
      + "\"levels\":[[\(level(bid))],[\(level(ask))]]}}"
  }

  // A spread of about 0.2 %: where the gate sees it, it blocks.
  private static let perp = frame("PURR", "0.14800", "0.14810")
  private static let spot = frame("PURR/USDC", "0.14820", "0.14850")

  /// Replays one signal against these lines of a recording.
  private func replay(
    _ market: [String], signal: String = Fixture.line("s-1"), enabled: String? = "true", more: [String] = []
  ) throws -> GateProcess.Run {
    try gate.folder.file("market.jsonl", market.joined(separator: "\n"))
    try gate.folder.file("signals.jsonl", signal + "\n")
    let run = try gate.run(
      ["replay", "--market", "market.jsonl", "--signals", "signals.jsonl"] + more,
      environment: enabled.map { ["TRADING_FUTURES_SPOT_ARB_ENABLED": $0] } ?? [:])
    #expect(run.code == 0 && run.lines.count == 1, "\(run.errors)")
    return run
  }

  private func expectSkipped(
    _ run: GateProcess.Run, _ code: String, _ legs: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(run.output.contains(#""action":"approved","#), sourceLocation: sourceLocation)
    #expect(
      run.output.contains(#""warnings":[{"id":"purr-futures-spot-arb","code":"\#(code)"}]"#),
      sourceLocation: sourceLocation)
    #expect(
      run.output.contains(#""rule":"futures_spot_arb","outcome":"unavailable","code":"\#(code)""#),
      sourceLocation: sourceLocation)
    #expect(
      run.errors.split(separator: "\n").count { $0.hasSuffix(RiskTableTests.skipped + legs) } == 1,
      sourceLocation: sourceLocation)
    #expect(run.errors.contains(#/\nallowed without data +1\n/#), sourceLocation: sourceLocation)
  }

  @Test func `with both books there is a spread to see, and the gate blocks`() throws {
    let run = try replay([RiskTableTests.header, RiskTableTests.perp, RiskTableTests.spot])
    #expect(run.output.contains(#""stage":"gates","rule":"purr-futures-spot-arb","code":"spread_insufficient""#))
    #expect(run.output.contains(#""inputs":[{"feed":"perp:PURR","#))
  }

  @Test(arguments: [
    // The book was never sent, has no side, has one side, or died with the connection.
    [perp], [perp, frame("PURR/USDC", "", "")], [perp, frame("PURR/USDC", "0.148", "")],
    [
      spot, #"{"received":1774399999600,"event":"disconnected"}"#,
      frame("PURR", "0.148", "0.1481", atMs: Fixture.nowMs - 300),
    ],
  ])
  func `Spot L2 缓存无数据(WS 断连/PURR spot 无流动性) → 跳过门控,WARNING,不阻塞开仓`(_ market: [String]) throws {
    expectSkipped(try replay([RiskTableTests.header] + market), "spot_missing", "perp=可用 spot=不可用")
  }

  @Test(arguments: [[spot], [spot, frame("PURR", "", "")], [spot, frame("PURR", "", "0.148")]])
  func `Perp L2 缓存无数据 → 跳过门控,同上`(_ market: [String]) throws {
    expectSkipped(try replay([RiskTableTests.header] + market), "perp_missing", "perp=不可用 spot=可用")
  }

  @Test func `spot_meta_and_asset_ctxs 查不到 PURR → 初始化 WARNING,运行时跳过门控`() throws {
    // Names that contain PURR are other coins.
    try gate.folder.file(
      "meta.json",
      #"[{"universe":[{"tokens":[32,0],"name":"@32","index":32},{"tokens":[9,0],"name":"PURR/USDC","index":0}],"#
        + #""tokens":[{"name":"USDC","index":0},{"name":"PURRPS","index":32},{"name":"PURRO","index":9}]},[]]"#)
    // Whatever books come, none is the feed's.
    let market = [RiskTableTests.perp, RiskTableTests.spot, RiskTableTests.frame("@32", "0.1482", "0.1483")]
    let run = try replay(market, more: ["--spot-meta", "meta.json"])
    expectSkipped(run, "spot_missing", "perp=可用 spot=不可用")
    let warning = run.errors.split(separator: "\n").firstIndex {
      $0.contains(" WARNING ") && $0.contains("spot:PURR") && $0.contains("PURR/USDC")
    }
    let alert = run.errors.split(separator: "\n").firstIndex { $0.contains("入场信号") }
    #expect(try #require(warning) < #require(alert))
    #expect(!run.output.contains("spot:PURR"))
    // The entry's own policy holds: it may block instead.
    let rules = try gate.folder.text("rules.json").replacing(
      #""on_unavailable": "allow""#, with: #""on_unavailable": "reject""#)
    try gate.folder.file("rules.json", rules)
    let blocked = try replay(market, more: ["--spot-meta", "meta.json"])
    #expect(
      blocked.output.contains(
        #""action":"rejected","stage":"gates","rule":"purr-futures-spot-arb","code":"spot_missing""#))
  }

  @Test(arguments: [nil, "false", "FALSE", ""])
  func `功能开关关闭 → 完全跳过,零开销`(_ enabled: String?) throws {
    // A reply without PURR would be warned of, had anybody to read a spot book.
    try gate.folder.file("meta.json", #"[{"universe":[],"tokens":[]},[]]"#)
    let run = try replay(
      [RiskTableTests.perp, RiskTableTests.spot], enabled: enabled, more: ["--spot-meta", "meta.json"])
    #expect(run.output.contains(#""action":"approved","outcomes":[{"id":"global-rate""#))
    #expect(!run.output.contains("futures") && !run.output.contains("inputs") && !run.output.contains("warnings"))
    #expect(!run.errors.contains("WARNING") && !run.errors.contains("期现"))
    // No feed is read: both books are of no use.
    #expect(run.errors.contains("2 books no entry reads"))
    let rules = try gate.folder.text("rules.json")
    let loader = ChainLoader(registry: try RuleRegistry(BuiltInRules.all), environment: [:])
    #expect(try loader.load(SourceText(name: "rules.json", bytes: Array(rules.utf8))).feeds.isEmpty)
  }

  @Test(arguments: ["HYPE/USDC:USDC", "PURRPS", "XPURR-PERP", "xyz:PURR"])
  func `非 PURR 配对 → 跳过`(_ symbol: String) throws {
    let run = try replay(
      [RiskTableTests.header, RiskTableTests.perp, RiskTableTests.spot],
      signal: Fixture.line("s-1", symbol: symbol, base: "PURR/USDC:USDC"))
    #expect(run.output.contains(#""action":"approved""#))
    #expect(
      !run.output.contains("futures_spot_arb") && !run.output.contains("warnings") && !run.output.contains("inputs"))
    #expect(!run.errors.contains("期现"))
  }
}
