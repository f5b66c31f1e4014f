import LoopbackExchange
import RuleEngine
import Testing

@testable import Host

/// Asset contexts from an exchange on this machine, in rule, status and log; and signals that wait for the first.
@Suite(.timeLimit(.minutes(2))) struct LiveContextTests {
  static let funding =
    #"{"id":"funding","rule":"funding_rate_band","scope":{"coins":["PURR"]},"params":{"max_cost":0.00005}}"#
  private static let rules = Fixture.rules(funding)
  private static let kind = "metaAndAssetCtxs"

  /// Waits until the log, which is written behind the answers, says something so often.
  private func logged(_ gate: LiveGate, _ text: String, _ count: Int) async throws {
    try await eventually("\(count) times in the log: \(text)") { try gate.logged(text) == count }
  }

  @Test func `the rule goes by the rate of now, and knows nothing once it is old`() async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    exchange.with { $0.contexts["PURR"] = .init(funding: "0.00005", oracle: "0.00123") }
    let gate = try LiveGate(exchange, rules: Self.rules)
    defer { gate.stop() }
    // The first question waits for the first answer.
    let first = try await gate.enter()
    #expect(first.word == "approved" && first.input("context:PURR", "funding_rate") == "0.00005", "\(first)")
    #expect(first.input("context:PURR", "oracle") == "0.00123" && first.input("context:PURR", "age_ms") != nil)
    try await logged(gate, "funding rates and oracle prices are known", 1)

    exchange.with { $0.contexts["PURR"] = .init(funding: "0.0000500001", oracle: nil) }
    gate.advance(15_000)
    try await eventually("another rate") { gate.fundingRate("PURR") == "0.0000500001" }
    let dear = try await gate.enter()
    #expect(dear.code == "funding_cost_high" && dear.rule == "funding", "\(dear)")
    #expect(try await gate.enter("short").word == "approved")

    // A null is no rate, and no failure.
    exchange.with { $0.contexts["PURR"] = .init(funding: nil, oracle: "0.00123") }
    gate.advance(15_000)
    try await eventually("no rate") { gate.fundingRate("PURR") == nil }
    #expect(try await gate.enter().word == "funding_missing")

    exchange.with { $0.contexts["PURR"] = .init(funding: "0", oracle: "0.00123") }
    gate.advance(15_000)
    try await eventually("a rate again") { gate.fundingRate("PURR") == "0" }
    // From now on the exchange fails, in one way after the other.
    let faults: [LoopbackExchange.Fault] = [
      .status(500, "null"), .body(#"[{"universe":[{"name":"PURR"}]},[]]"#), .cutOff, .body("null"),
    ]
    exchange.with { $0.faults[Self.kind] = faults }
    for index in faults.indices {
      // Up to a minute old it still counts.
      #expect(try await gate.enter().word == "approved", "after \(index) faults")
      let before = exchange.with { $0.requests.count }
      gate.advance(15_000)
      try await eventually("a question") { exchange.with { $0.requests.count } > before }
    }
    try await logged(gate, "funding rates and oracle prices did not come", 1)
    try await eventually("no fault left") { exchange.with { $0.faults[Self.kind]?.isEmpty == true } }
    gate.advance(1)
    let blind = try await gate.enter()
    let ageMs = blind.input("context:PURR", "age_ms").flatMap { Int64($0) } ?? 0
    #expect(blind.word == "context_stale" && ageMs > 60_000, "\(blind)")

    gate.advance(15_000)
    try await logged(gate, "funding rates and oracle prices are known", 2)
    #expect(try await gate.enter().word == "approved")
    // No entry reads a book, and so nothing else was asked for.
    #expect(Set(exchange.with { $0.requests }) == [Self.kind])
  }

  @Test func `only while an entry reads them are they asked for`() async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    exchange.with { $0.contexts["PURR"] = .init(funding: "0", oracle: "0.00123") }
    let off = Self.funding.replacing(#""scope""#, with: #""enabled":false,"scope""#)
    let gate = try LiveGate(exchange, rules: Fixture.rules(Fixture.longOnly("longs"), off))
    defer { gate.stop() }
    #expect(try await gate.enter().word == "approved")
    #expect(exchange.with { $0.requests }.isEmpty)
    let reload = try await gate.reload(Self.rules)
    #expect(reload.description.contains(#""ok":true"#))
    try await eventually("a rate") { gate.fundingRate("PURR") == "0" }
    #expect(try await gate.enter().word == "approved")
    #expect(exchange.with { $0.requests } == [Self.kind])
  }

  @Test func `after the start signals wait for the first contexts, and for ten seconds at most`() throws {
    let host = try LiveFixture(Self.rules)
    host.market.awaitContexts()
    let context = AssetContext(fundingRate: 0, oracle: nil, receivedMs: Fixture.nowMs)
    let sent = try host.run([
      { host.say(1, Fixture.liveLine("a")) }, { host.time.pass(9999) }, { host.market.set(context, of: "PURR") }, {},
    ])
    #expect(sent.map(\.word) == ["approved"] && sent.map(\.step) == [2])
    let late = try LiveFixture(Self.rules)
    late.market.awaitContexts()
    let blind = try late.run([
      { late.say(1, Fixture.liveLine("a")) }, { late.time.pass(9999) }, { late.time.pass(1) }, {},
    ])
    #expect(blind.map(\.word) == ["funding_missing"] && blind.map(\.step) == [2])
  }

  @Test func `a record holds the context that was read, in full, and what was not read is not there`() throws {
    let host = try LiveFixture(Fixture.rules(Self.funding, Fixture.longOnly("longs")))
    let context = AssetContext(fundingRate: "0.0000125", oracle: "0.0012", receivedMs: Fixture.nowMs - 340)
    host.market.set(context, of: "PURR")
    host.market.set(context, of: "HYPE")
    let sent = try host.run([
      { host.say(1, Fixture.liveLine("a")) }, { host.say(1, Fixture.liveLine("b").replacing("PURR", with: "HYPE")) },
    ])
    let read = #"{"feed":"context:PURR","funding_rate":"0.0000125","oracle":"0.0012","age_ms":340"#
    #expect(sent.first?.text.contains(#""inputs":[\#(read)}],"chain""#) == true, "\(sent)")
    #expect(sent.last?.text.contains("inputs") == false)
    let connection = try SQLiteConnection(path: host.storePath, .readWrite, busyTimeoutMs: 10_000)
    let evidence = try StoreFixture.rows("SELECT evidence FROM verdicts ORDER BY seq", connection, columns: 1)
      .map { $0[0] ?? "" }
    #expect(evidence[0].hasPrefix(#"{"inputs":[\#(read),"received":\#(Fixture.nowMs - 340)}]"#), "\(evidence[0])")
    #expect(evidence[1].hasPrefix(#"{"inputs":[]"#))
  }
}
