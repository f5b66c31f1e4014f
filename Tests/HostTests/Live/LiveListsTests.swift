import LoopbackExchange
import RuleEngine
import Testing

@testable import Host

/// Signals outside all scopes, whose coin only the exchange's lists can tell.
@Suite(.timeLimit(.minutes(2))) struct LiveListsTests {
  @Test func `a signal waits for the lists as for a feed, and then is refused or judged as it stands`() throws {
    let host = try LiveFixture(Fixture.rules(Fixture.arb()))
    let hype = { (id: String) in Fixture.line(id, symbol: "HYPE", base: nil) }
    let sent = try host.run([
      { host.say(1, hype("a")) }, { host.market.awaitLists(true) }, { host.say(1, hype("b")) },
      { host.time.pass(1999) },
      {
        host.market.unlist("HYPE")
        host.market.awaitLists(false)
      },
      { host.market.awaitLists(true) }, { host.say(1, Fixture.line("c", symbol: "BTC", base: nil)) },
      { host.time.pass(1999) }, { host.time.pass(1) }, {},
    ])
    #expect(sent.map(\.id) == ["a", "b", "c"])
    #expect(sent.map(\.word) == ["approved", "unknown_coin", "approved"])
    #expect(sent.map(\.step) == [0, 4, 8])
  }

  @Test func `right after the first feed is added an unknown coin is still unknown, whatever comes first`() async throws
  {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    let gate = try LiveGate(exchange, rules: Fixture.rules(Fixture.longOnly("long")), feedWaitMs: 60_000)
    defer { gate.stop() }
    #expect(try await gate.enter(symbol: "NOPE").word == "approved")
    // The lists come at the second attempt only.
    exchange.with { $0.faults["meta"] = [.status(500, "null")] }
    _ = try await gate.reload(LiveGate.rules)
    #expect(try await gate.enter(symbol: "NOPE").word == "unknown_coin")
    #expect(try await gate.enter(symbol: "HYPE").word == "approved")
  }

  @Test func `lists that do not come let a signal be judged as it stands`() async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    exchange.with { $0.faults["meta"] = Array(repeating: .status(500, "null"), count: 100) }
    let gate = try LiveGate(exchange, rules: Fixture.rules(Fixture.longOnly("long")), feedWaitMs: 50)
    defer { gate.stop() }
    #expect(try await gate.enter(symbol: "NOPE").word == "approved")
    _ = try await gate.reload(LiveGate.rules)
    #expect(try await gate.enter(symbol: "NOPE").word == "approved")
    let said = ":\(exchange.port)/info: the exchange answered with status 500"
    try await eventually("the cause") { try gate.logged(said) >= 1 }
  }

  @Test func `lists that are longer than any list are not read, and the log says so`() async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    let long = #"{"universe":[],"x":"\#(String(repeating: "x", count: RESTClient.maxResponseBytes))"}"#
    exchange.with { $0.faults["meta"] = [.body(long), .body("null"), .status(500, "null")] }
    let gate = try LiveGate(exchange)
    defer { gate.stop() }
    for cause in ["answer is longer than it may be", "answer cannot be used", "exchange answered with status 500"] {
      try await eventually(cause) {
        gate.advance(60_000)
        let place = "http://127.0.0.1:\(exchange.port)/info"
        return try gate.logged("the exchange's lists did not come; trying again | \(place): the \(cause)") == 1
      }
    }
  }
}
