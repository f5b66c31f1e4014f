import LoopbackExchange
import Testing

@testable import Host

/// Connections that end in other ways than by a close frame, and exchanges that go away and come back.
@Suite(.timeLimit(.minutes(2))) struct LiveRestartTests {
  private static let dear = LoopbackExchange.Book(bid: "0.00128", ask: "0.0013")

  /// How a connection may end.
  enum End: CaseIterable {
    case reset, emptyClose, closeOfOneByte, insideABook

    func happen(on exchange: LoopbackExchange) {
      let book = #"{"channel":"l2Book","data":{"coin":"PURR","time":99999999999999,"levels":[[{"px":"9","sz":"9"#
      switch self {
      case .reset: exchange.reset()
      case .emptyClose: exchange.sendToAll(serverFrame(8))
      case .closeOfOneByte: exchange.sendToAll(serverFrame(8, [3]))
      case .insideABook:
        // The frame promises more than comes.
        exchange.sendToAll([0x81, 126, 0, 200] + Array(book.utf8))
        exchange.drop()
      }
    }
  }

  @Test(arguments: End.allCases) func `however a connection ends, its prices end with it`(end: End) async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    let gate = try LiveGate(exchange, feedWaitMs: 0)
    defer { gate.stop() }
    #expect(try await gate.enter().word == "approved")
    exchange.with { $0.refusesSockets = true }
    end.happen(on: exchange)
    try await gate.live()
    let dead = try await gate.enter()
    #expect(dead.word == "perp_missing" && !dead.description.contains("inputs"), "\(dead)")
    exchange.with { state in
      state.books["PURR"] = LiveRestartTests.dear
      state.refusesSockets = false
    }
    try await gate.live("perp:PURR", "spot:PURR")
    let back = try await gate.enter()
    #expect(back.word == "spread_insufficient" && back.input("perp:PURR", "mid") == "0.00129", "\(back)")
  }

  @Test func `an exchange that restarts at its port is found again, with the prices it then has`() async throws {
    let first = try LoopbackExchange()
    let gate = try LiveGate(first, feedWaitMs: 0)
    defer { gate.stop() }
    #expect(try await gate.enter().word == "approved")
    first.stop()
    try await gate.live()
    #expect(try await gate.enter().word == "perp_missing")
    // Nobody listens for so long that REST is tried, too.
    gate.advance(5001)
    try await eventually("REST") { try gate.logged("connection down, polling by REST") == 1 }
    #expect(try await gate.enter().word == "perp_missing")
    let second = try LoopbackExchange(clock: first.clock, port: first.port)
    defer { second.stop() }
    second.with { $0.books["PURR"] = LiveRestartTests.dear }
    gate.advance(30_000)
    try await gate.live("perp:PURR", "spot:PURR")
    let back = try await gate.enter()
    #expect(back.word == "spread_insufficient" && back.input("perp:PURR", "mid") == "0.00129", "\(back)")
    try await eventually("the socket") { second.with { $0.subscribed } == ["PURR", "PURR/USDC"] }
    // What came to nothing in between is said once, not with each attempt.
    #expect(try gate.logged("market data connection: cannot be made") == 1)
  }

  @Test func `an exchange that is gone for an hour is found again`() async throws {
    let first = try LoopbackExchange()
    let gate = try LiveGate(first)
    defer { gate.stop() }
    #expect(try await gate.enter().word == "approved")
    first.stop()
    try await gate.live()
    for _ in 0..<60 { gate.advance(60_000) }
    let second = try LoopbackExchange(clock: first.clock, port: first.port)
    defer { second.stop() }
    gate.advance(60_000)
    try await gate.live("perp:PURR", "spot:PURR")
    #expect(try await gate.enter().word == "approved")
  }
}
