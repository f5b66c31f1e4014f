import LoopbackExchange
import Testing

@testable import Host

/// Rules that change while market data comes: feeds are added and dropped, and what stays is not disturbed.
@Suite(.timeLimit(.minutes(2))) struct LiveReloadTests {
  private static let depth = """
    {"id":"depth","rule":"min_depth","scope":{"coins":["HYPE"]},\
    "params":{"leg":"perp","min_usd":1,"max_age_ms":60000}}
    """
  private static let arb = Fixture.arb(
    #","on_unavailable":"reject""#, params: #""max_age_ms":60000,"max_skew_ms":60000"#)

  @Test func `a reload adds a feed and drops it again, and the others go on`() async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    let gate = try LiveGate(exchange, feedWaitMs: 60_000)
    defer { gate.stop() }
    #expect(try await gate.enter().word == "approved")
    #expect(
      try await gate.reload(Fixture.rules(LiveReloadTests.arb, LiveReloadTests.depth)).description.contains("true"))
    // It waits for the new feed.
    let added = try await gate.enter(symbol: "HYPE")
    #expect(added.word == "approved" && added.input("perp:HYPE", "mid") == "30.5", "\(added)")
    #expect(gate.live == ["perp:PURR", "spot:PURR", "perp:HYPE"])
    _ = try await gate.reload(LiveGate.rules)
    try await eventually("two subscriptions") { exchange.with { $0.subscribed } == ["PURR", "PURR/USDC"] }
    try await gate.live("perp:PURR", "spot:PURR")
    #expect(exchange.with { $0.opened } == 1)
    #expect(exchange.with { state in state.messages.filter { $0.contains(#""PURR""#) }.count } == 1)
  }

  @Test func `the first feed is looked up when it is added, and the last one takes the lists along`() async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    let none = Fixture.rules(Fixture.longOnly("long"))
    let gate = try LiveGate(exchange, rules: none, feedWaitMs: 60_000)
    defer { gate.stop() }
    #expect(try await gate.enter(symbol: "NOPE").word == "approved")
    _ = try await gate.reload(LiveGate.rules)
    #expect(try await gate.enter().word == "approved")
    #expect(try await gate.enter(symbol: "NOPE").word == "unknown_coin")
    _ = try await gate.reload(none)
    #expect(try await gate.enter(symbol: "NOPE").word == "approved")
    try await eventually("no connection") { exchange.with { $0.socketCount } == 0 }
    #expect(gate.driver.status(nowMs: 0).feeds.isEmpty)
  }

  @Test func `a faulty file leaves the rules and the feeds as they are`() async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    let gate = try LiveGate(exchange)
    defer { gate.stop() }
    let before = try await gate.enter()
    for rules in ["", "{", #"{"version":2,"chain":[]}"#] {
      #expect(try await gate.reload(rules).description.hasPrefix(#"{"reload":{"ok":false,"errors":["#))
    }
    let after = try await gate.enter()
    #expect(after.word == before.word && after.input("perp:PURR", "mid") == "0.00123", "\(after)")
    #expect(exchange.with { ($0.opened, $0.subscribed) } == (1, ["PURR", "PURR/USDC"]))
  }
}
