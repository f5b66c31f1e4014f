import LoopbackExchange
import Testing

@testable import Host

/// What goes wrong without a word, and what comes right again in its own time.
@Suite(.timeLimit(.minutes(2))) struct LiveRecoveryTests {
  @Test func `a socket that stays open and silent is given up, and its prices with it`() async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    let gate = try LiveGate(exchange)
    defer { gate.stop() }
    #expect(try await gate.enter().word == "approved")
    exchange.with { $0.books["PURR"] = .init(bid: "0.00128", ask: "0.0013") }
    gate.advance(15_000)
    try await eventually("another connection") { exchange.with { $0.opened } == 2 }
    let answer = try await gate.enter()
    #expect(answer.word == "spread_insufficient" && answer.input("perp:PURR", "mid") == "0.00129", "\(answer)")
  }

  @Test func `a peer that accepts and never answers is given up`() async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    exchange.with { $0.ignoresSockets = true }
    let gate = try LiveGate(exchange)
    defer { gate.stop() }
    gate.say(LiveGate.signal())
    try await eventually("a connection") { exchange.with { $0.ignored } == 1 }
    exchange.with { $0.ignoresSockets = false }
    gate.advance(10_000)
    // By REST if need be: the connection has been missing for more than 5 s.
    #expect(try await gate.lastAnswer().word == "approved")
    try await eventually("another connection") { exchange.with { $0.opened } == 1 }
  }

  @Test func `a spot pair that is listed later is found after five minutes`() async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    exchange.with { $0.spotPairs.removeAll { $0.index == 0 } }
    let gate = try LiveGate(exchange)
    defer { gate.stop() }
    try await gate.live("perp:PURR")
    exchange.with { $0.spotPairs = ExchangeTexts.spotPairs }
    gate.advance(300_000)
    try await gate.live("perp:PURR", "spot:PURR")
    #expect(try await gate.enter().word == "approved")
  }

  @Test func `a coin that closed the socket is tried again after five minutes`() async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    exchange.with { $0.poison = ["PURR/USDC"] }
    let gate = try LiveGate(exchange)
    defer { gate.stop() }
    try await eventually("the warning") { try gate.logged("feed spot:PURR is off: coin PURR/USDC") == 1 }
    try await gate.live("perp:PURR")
    exchange.with { $0.poison = [] }
    gate.advance(300_000)
    try await gate.live("perp:PURR", "spot:PURR")
    #expect(try await gate.enter().word == "approved")
  }

  @Test func `a connection made again after an hour looks at the lists again`() async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    let gate = try LiveGate(exchange)
    defer { gate.stop() }
    #expect(try await gate.enter().word == "approved")
    exchange.with { state in
      state.spotPairs = [.init(name: nil, index: 99, base: 1)]
      state.books["PURR/USDC"] = nil
      state.books["@99"] = .init(bid: "0.001", ask: "0.001")
    }
    gate.advance(3_600_000)
    try await eventually("the other book") { gate.mid("spot:PURR") == "0.001" }
    #expect(try await gate.enter().input("spot:PURR", "mid") == "0.001")
    #expect(exchange.with { $0.subscribed } == ["PURR", "@99"])
  }
}
