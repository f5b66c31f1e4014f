import LoopbackExchange
import Testing

@testable import Host

/// Connections that stand and of which something is missing.
@Suite(.timeLimit(.minutes(2))) struct LiveSilenceTests {
  private static let rules = Fixture.rules(
    Fixture.arb(#","on_unavailable":"reject""#, params: #""max_age_ms":10000,"max_skew_ms":60000"#))

  /// Lets time pass, publishes a book of its own, and waits until it is kept.
  private func pass(
    _ ms: Int64, round: Int, _ exchange: LoopbackExchange, _ gate: LiveGate,
    at location: SourceLocation = #_sourceLocation
  ) async throws {
    gate.advance(ms)
    let bid = 1200 + 2 * round
    exchange.publish(["PURR": .init(bid: "0.00\(bid)", ask: "0.00\(bid + 2)")])
    // Without the zeros at the end.
    let mid = "0.00\(bid + 1)"
    try await eventually("the book of round \(round)", at: location) { gate.mid("perp:PURR") == mid }
  }

  @Test func `one feed that is silent is subscribed to again alone, and is dead meanwhile`() async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    let gate = try LiveGate(exchange, rules: LiveSilenceTests.rules, feedWaitMs: 0)
    defer { gate.stop() }
    try await gate.live("perp:PURR", "spot:PURR")
    exchange.with { $0.mute = ["PURR/USDC"] }
    try await pass(8000, round: 0, exchange, gate)
    try await pass(8000, round: 1, exchange, gate)
    try await gate.live("perp:PURR")
    #expect(try await gate.enter().word == "spot_missing")
    try await eventually("the subscription") {
      exchange.with { state in state.messages.filter { $0.contains(#""unsubscribe""#) }.count } == 1
    }
    exchange.with { $0.mute = [] }
    // The subscription may be behind the first of them.
    try await eventually("both feeds live") {
      exchange.publish()
      return gate.live == ["perp:PURR", "spot:PURR"]
    }
    let (opened, messages) = exchange.with { ($0.opened, $0.messages) }
    #expect(opened == 1 && messages.filter { $0.contains(#""PURR""#) }.count == 1, "\(messages)")
    #expect(try await gate.enter("short").word == "spread_insufficient")
  }

  @Test func `who is silent for a minute is closed, and the host never is`() async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    let gate = try LiveGate(exchange)
    defer { gate.stop() }
    try await gate.live("perp:PURR", "spot:PURR")
    for round in 0..<12 {
      try await pass(10_000, round: 2 * round, exchange, gate)
      // The first ping is due 20 s after the connection stands, and the machine's clock goes on, too.
      let due = (round + 1) * 10 / 20
      try await eventually("ping \(due)") {
        exchange.with { state in state.messages.filter { $0.contains("ping") }.count } >= due
      }
      // What comes behind its pong: the pong is there.
      try await pass(0, round: 2 * round + 1, exchange, gate)
      #expect(exchange.dropIdle() == 0)
    }
    #expect(exchange.with { ($0.opened, $0.socketCount) } == (1, 1))
    // The rule that it escapes is there.
    exchange.clock.advance(60_000)
    #expect(exchange.dropIdle() == 1)
  }

  @Test func `a peer that sends books and answers no ping is given up after ten seconds`() async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    let gate = try LiveGate(exchange, feedWaitMs: 60_000)
    defer { gate.stop() }
    try await gate.live("perp:PURR", "spot:PURR")
    exchange.with { $0.ignoresPings = true }
    try await pass(10_000, round: 0, exchange, gate)
    try await pass(10_000, round: 1, exchange, gate)
    try await eventually("a ping") { exchange.with { $0.messages.contains { $0.contains("ping") } } }
    exchange.with { $0.ignoresPings = false }
    exchange.with { $0.books["PURR"] = .init(bid: "0.00128", ask: "0.0013") }
    gate.advance(10_000)
    try await eventually("another connection") { exchange.with { $0.opened } == 2 }
    #expect(try await gate.enter().input("perp:PURR", "mid") == "0.00129")
  }

  @Test func `a peer of which one half is gone is given up, and what it kept back never counts`() async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    let gate = try LiveGate(exchange, feedWaitMs: 60_000)
    defer { gate.stop() }
    #expect(try await gate.enter().word == "approved")
    // It takes whatever is sent, and neither closes nor answers.
    exchange.silence()
    gate.advance(5000)
    exchange.publish(["PURR": .init(bid: "0.00128", ask: "0.0013")])
    #expect(gate.mid("perp:PURR") == "0.00123")
    gate.advance(10_000)
    try await eventually("another connection") { exchange.with { $0.opened } == 2 }
    let answer = try await gate.enter()
    #expect(answer.word == "spread_insufficient" && answer.input("perp:PURR", "mid") == "0.00129", "\(answer)")
  }

  @Test func `a server that ignores fast is told of, in the log and in status, where it matters`() async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    exchange.with { $0.ignoresFast = true }
    let quick = Fixture.rules(
      Fixture.arb(#","on_unavailable":"reject""#, params: #""max_age_ms":3000,"max_skew_ms":3000"#))
    let gate = try LiveGate(exchange, rules: quick)
    defer { gate.stop() }
    try await gate.live("perp:PURR", "spot:PURR")
    // Not to those that heed it: nobody here.
    exchange.publish(["PURR": .init(bid: "1", ask: "2")], onlyFast: true)
    let warning = "feed perp:PURR: books come every"
    for round in 0..<3 {
      #expect(try gate.logged(warning) == 0)
      try await pass(5400, round: round, exchange, gate)
    }
    // The log may be ahead of the status.
    func slow() -> Bool { gate.driver.status(nowMs: 0).feeds.contains { $0.isSlow } }
    try await eventually("the warning") { try gate.logged(warning) == 1 && slow() }
    #expect(try await gate.ask(#"{"command":"status"}"#).description.contains(#""source":"ws","slow":true}"#))
    #expect(gate.live == ["perp:PURR", "spot:PURR"])
    for round in 3..<6 { try await pass(540, round: round, exchange, gate) }
    let inTime = "feed perp:PURR: books come in time again"
    try await eventually("the end of it") { try gate.logged(inTime) == 1 && !slow() }
    #expect(try await !gate.ask(#"{"command":"status"}"#).description.contains("slow"))
  }
}
