import LoopbackExchange
import RuleEngine
import Testing

@testable import Host

/// Disconnections: no verdict uses a price from before one, and all comes back after it.
@Suite(.timeLimit(.minutes(2))) struct LiveDisconnectTests {
  // What passes a long, and what does not.
  private static let cheap = LoopbackExchange.Book(bid: "0.00122", ask: "0.00124")
  private static let dear = LoopbackExchange.Book(bid: "0.00128", ask: "0.0013")

  /// Every code that may stand in a close frame and some that must not, and an end without a frame.
  private static let codes: [UInt16?] =
    [nil] + Array(1000...1015) + [2999, 3000, 4000, 4999, 5000]

  @Test(arguments: codes)
  func `the prices die with the connection, and come back anew`(code: UInt16?) async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    let gate = try LiveGate(exchange, feedWaitMs: 0)
    defer { gate.stop() }
    #expect(try await gate.enter().word == "approved")
    exchange.with { $0.refusesSockets = true }
    exchange.drop(code: code)
    try await gate.live()
    let dead = try await gate.enter()
    #expect(dead.word == "perp_missing" && !dead.description.contains("inputs"), "\(dead)")
    exchange.with { state in
      state.books["PURR"] = LiveDisconnectTests.dear
      state.refusesSockets = false
    }
    try await gate.live("perp:PURR", "spot:PURR")
    let back = try await gate.enter()
    #expect(back.word == "spread_insufficient" && back.input("perp:PURR", "mid") == "0.00129", "\(back)")
    // The prices may have come back by REST first.
    try await eventually("the reconnection") { gate.driver.status(nowMs: 0).reconnects == 1 }
    // The lists are not an hour old.
    #expect(exchange.with { $0.requests.filter { $0 == "meta" }.count } == 1)
  }

  @Test func `a signal waits for its feeds, and is judged by the prices after the connection is back`() async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    let gate = try LiveGate(exchange, feedWaitMs: 60_000)
    defer { gate.stop() }
    #expect(try await gate.enter().word == "approved")
    exchange.with { $0.refusesSockets = true }
    exchange.drop()
    try await gate.live()
    gate.say(LiveGate.signal())
    exchange.with { state in
      state.books["PURR"] = LiveDisconnectTests.dear
      state.refusesSockets = false
    }
    let answer = try await gate.lastAnswer()
    #expect(answer.word == "spread_insufficient" && answer.input("perp:PURR", "mid") == "0.00129", "\(answer)")
  }

  @Test func `each time a connection ends, the next verdict is by the books after it`() async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    let gate = try LiveGate(exchange, feedWaitMs: 60_000)
    defer { gate.stop() }
    try await gate.live("perp:PURR", "spot:PURR")
    for round in 1...3 {
      let reconnects = gate.driver.status(nowMs: 0).reconnects
      let isCheap = round.isMultiple(of: 2)
      // Nobody is told of the new book: only a new subscription shows it.
      exchange.with { $0.books["PURR"] = isCheap ? LiveDisconnectTests.cheap : LiveDisconnectTests.dear }
      exchange.drop(code: round == 2 ? 1000 : nil)
      try await eventually("a new connection") { gate.driver.status(nowMs: 0).reconnects > reconnects }
      let answer = try await gate.enter()
      #expect(answer.input("perp:PURR", "mid") == (isCheap ? "0.00123" : "0.00129"), "\(answer)")
    }
  }

  @Test func `while the socket is down for long, the books come by REST and say so`() async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    let gate = try LiveGate(exchange)
    defer { gate.stop() }
    try await gate.live("perp:PURR", "spot:PURR")
    exchange.with { $0.refusesSockets = true }
    exchange.drop()
    try await gate.live()
    exchange.with { $0.books["PURR"] = LiveDisconnectTests.dear }
    gate.advance(5001)
    let polled = try await gate.enter()
    #expect(polled.word == "spread_insufficient" && polled.input("perp:PURR", "mid") == "0.00129", "\(polled)")
    #expect(polled.input("perp:PURR", "source") == "rest" && polled.input("spot:PURR", "source") == "rest", "\(polled)")
    // Polled again, once a second.
    exchange.with { $0.books["PURR"] = LiveDisconnectTests.cheap }
    gate.advance(1000)
    try await eventually("the next poll") { gate.mid("perp:PURR") == "0.00123" }
    exchange.with { $0.refusesSockets = false }
    gate.advance(30_000)
    try await eventually("the socket") {
      gate.driver.status(nowMs: 0).feeds.allSatisfy { $0.source == .webSocket }
    }
    #expect(try await gate.enter().input("perp:PURR", "source") == "ws")
  }

  @Test func `an exchange that starts after the host is waited for`() async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    exchange.with { $0.refusesSockets = true }
    let gate = try LiveGate(exchange)
    defer { gate.stop() }
    gate.say(LiveGate.signal())
    try await eventually("the proofs") { exchange.with { $0.requests.count } >= 4 }
    exchange.with { $0.refusesSockets = false }
    #expect(try await gate.lastAnswer().word == "approved")
  }
}
