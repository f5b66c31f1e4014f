import LoopbackExchange
import RuleEngine
import Testing

@testable import Host

/// A clock on the wall that somebody sets while the host runs.
@Suite(.timeLimit(.minutes(2))) struct LiveClockTests {
  @Test func `by a clock that is an hour fast no price is fresh, and all is well when it is right again`() async throws
  {
    let jump: Int64 = 3_600_000
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    let gate = try LiveGate(exchange)
    defer { gate.stop() }
    #expect(try await gate.enter().word == "approved")
    exchange.clock.jump(jump)
    let wrong = try await gate.enter()
    #expect(wrong.word == "stale", "\(wrong)")
    // New books do not help: their time and the host's are an hour apart.
    exchange.publish(["PURR": .init(bid: "0.00121", ask: "0.00123")])
    try await eventually("the next book") { gate.mid("perp:PURR") == "0.00122" }
    #expect(try await gate.enter().word == "stale")
    exchange.clock.jump(-jump)
    let right = try await gate.enter()
    #expect(right.word == "approved", "\(right)")
    #expect((right.input("perp:PURR", "age_ms").flatMap { Int64($0) } ?? .max) < 60_000, "\(right)")
    // The connection never noticed.
    #expect(exchange.with { ($0.opened, $0.socketCount) } == (1, 1))
    #expect(gate.live == ["perp:PURR", "spot:PURR"])
  }

  @Test func `by a clock that is an hour slow a price is as old as the other clock says`() async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    let gate = try LiveGate(exchange)
    defer { gate.stop() }
    #expect(try await gate.enter().word == "approved")
    exchange.clock.jump(-3_600_000)
    gate.advance(2000)
    let answer = try await gate.enter()
    #expect(answer.word == "approved", "\(answer)")
    let ageMs = try #require(answer.input("perp:PURR", "age_ms").flatMap { Int64($0) })
    #expect((2000..<60_000).contains(ageMs), "\(answer)")
  }

  @Test func `an age is no less than the time since the receipt, whatever the clock on the wall says`() async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    let rules = Fixture.rules(
      Fixture.arb(#","on_unavailable":"reject""#, params: #""max_age_ms":3000,"max_skew_ms":60000"#))
    let gate = try LiveGate(exchange, rules: rules)
    defer { gate.stop() }
    #expect(try await gate.enter().word == "approved")
    // 4 s pass, and the clock is set back by as much: by its time the books are of this moment. The machine's own clock goes
    // on, too; after 15 s of silence in all there would be new books.
    gate.advance(4000)
    exchange.clock.jump(-4000)
    let answer = try await gate.enter()
    #expect(answer.word == "stale", "\(answer)")
  }

  @Test(arguments: [3_600_000, -3_600_000] as [Int64])
  func `a jump blocks nothing: pings, silence, polls and waits go by the other clock`(jump: Int64) async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    let gate = try LiveGate(exchange, feedWaitMs: 5000)
    defer { gate.stop() }
    #expect(try await gate.enter().word == "approved")
    exchange.clock.jump(jump)
    exchange.with { $0.refusesSockets = true }
    exchange.drop()
    try await gate.live()
    // It waits for its feeds, and no longer than it should.
    gate.say(LiveGate.signal())
    gate.advance(5001)
    let waited = try await gate.lastAnswer()
    // By then REST may have had a book, which is fresh by a clock that is slow.
    #expect(waited.word != "approved" || jump < 0 && waited.input("perp:PURR", "source") == "rest", "\(waited)")
    try await eventually("REST") { gate.driver.status(nowMs: 0).feeds.allSatisfy { $0.source == .rest } }
    exchange.with { $0.refusesSockets = false }
    gate.advance(30_000)
    try await eventually("the socket") { gate.driver.status(nowMs: 0).feeds.allSatisfy { $0.source == .webSocket } }
    exchange.clock.jump(-jump)
    #expect(try await gate.enter().word == "approved")
    let status = try await gate.ask(#"{"command":"status"}"#).description
    #expect(status.contains(#""state":"open""#))
  }

  @Test func `limits count by the times of the verdicts, and a jump there and back leaves them as they were`() throws {
    let host = try LiveFixture(Fixture.rules(Fixture.rate(2, windowSeconds: 3600)))
    let hour: Int64 = 3_600_000
    func ask(_ id: String) { host.say(1, Fixture.liveLine(id)) }
    let sent = try host.run([
      { ask("a") }, { ask("b") }, { ask("c") },
      // By the clock, the window has passed.
      { host.time.jump(hour) }, { ask("d") },
      // The clock is right again: what it called later counts later.
      { host.time.jump(-hour) }, { ask("e") },
      { host.time.pass(hour) }, { ask("f") }, { ask("g") },
    ])
    #expect(
      sent.map(\.word) == [
        "approved", "approved", "rate_exceeded", "approved", "rate_exceeded", "approved", "rate_exceeded",
      ])
  }

  @Test func `a signal's own time is judged by the clock on the wall`() throws {
    let host = try LiveFixture(Fixture.rules(Fixture.longOnly("longs")))
    func ask(_ id: String) { host.say(1, Fixture.line(id)) }
    let sent = try host.run([
      { ask("a") }, { host.time.jump(3_600_000) }, { ask("b") }, { host.time.jump(-7_200_000) }, { ask("c") },
      { host.time.jump(3_600_000) }, { ask("d") },
    ])
    #expect(sent.map(\.word) == ["approved", "signal_stale", "signal_future", "approved"])
  }
}
