import LoopbackExchange
import Testing

@testable import Host

/// Verdicts from the books of an exchange on this machine.
@Suite(.timeLimit(.minutes(2))) struct LiveVerdictTests {
  @Test func `an entry passes and is rejected by the books of now`() async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    let gate = try LiveGate(exchange)
    defer { gate.stop() }
    // The first question waits for the first frames.
    let first = try await gate.enter()
    #expect(first.word == "approved")
    #expect(first.input("perp:PURR", "mid") == "0.00123")
    #expect(first.input("spot:PURR", "mid") == "0.001249")
    #expect(first.input("spot:PURR", "source") == "ws")
    #expect(try await gate.enter("short").word == "spread_insufficient")
    exchange.publish(["PURR": .init(bid: "0.00128", ask: "0.0013")])
    try await eventually("the new book") { gate.mid("perp:PURR") == "0.00129" }
    #expect(try await gate.enter().word == "spread_insufficient")
    #expect(try await gate.enter("short").word == "approved")
  }

  @Test func `the spot book is the one the exchange names, proved before it is subscribed to, and fast`() async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    let gate = try LiveGate(exchange)
    defer { gate.stop() }
    try await gate.live("perp:PURR", "spot:PURR")
    let (requests, messages) = exchange.with { ($0.requests, $0.messages) }
    #expect(Set(requests) == ["meta", "spotMetaAndAssetCtxs", "l2Book PURR", "l2Book PURR/USDC"])
    #expect(messages.filter { $0.contains(#""subscribe""#) }.count == 2)
    #expect(messages.allSatisfy { $0.contains(#""fast":true"#) || $0.contains("ping") })
    #expect(exchange.with { $0.subscribed } == ["PURR", "PURR/USDC"])
  }

  @Test(arguments: [LoopbackExchange.Book.empty, .init(bid: "0.00122"), .init(ask: "0.00124")])
  func `a book without two sides is no price, and the feed lives`(book: LoopbackExchange.Book) async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    exchange.with { $0.books["PURR"] = book }
    let gate = try LiveGate(exchange)
    defer { gate.stop() }
    #expect(try await gate.enter().word == "perp_missing")
    #expect(gate.live == ["perp:PURR", "spot:PURR"])
  }

  @Test func `a coin that the exchange does not list is rejected`() async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    let gate = try LiveGate(exchange)
    defer { gate.stop() }
    for symbol in ["NOPE", "purrx", "JEFF/USDC"] {
      let answer = try await gate.enter(symbol: symbol)
      #expect(answer.word == "unknown_coin" && answer.stage == "input" && answer.seq != nil, "\(answer)")
    }
    #expect(try await gate.enter(symbol: "HYPE-PERP").word == "approved")
  }

  @Test func `a delisted perp is known, its feed is missing, and the spot feed lives`() async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    exchange.with { $0.perps["PURR"] = true }
    let gate = try LiveGate(exchange)
    defer { gate.stop() }
    let answer = try await gate.enter()
    #expect(answer.word == "perp_missing" && answer.stage == "gates", "\(answer)")
    try await gate.live("spot:PURR")
    #expect(exchange.with { $0.subscribed } == ["PURR/USDC"])
    #expect(try gate.logged("the perp PURR is delisted") == 1)
  }

  @Test func `without the spot pair its feed is missing, and the perp feed lives`() async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    // Of the tokens whose names contain the coin's, one is left.
    exchange.with { $0.spotPairs.removeAll { $0.index == 0 } }
    let gate = try LiveGate(exchange)
    defer { gate.stop() }
    #expect(try await gate.enter().word == "spot_missing")
    try await gate.live("perp:PURR")
    #expect(exchange.with { $0.subscribed } == ["PURR"])
  }

  @Test func `a spot book that is listed and not known is not subscribed to, and the perp feed lives`() async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    exchange.with { $0.books["PURR/USDC"] = nil }
    let gate = try LiveGate(exchange)
    defer { gate.stop() }
    #expect(try await gate.enter().word == "spot_missing")
    try await gate.live("perp:PURR")
    #expect(exchange.with { ($0.opened == 1, $0.messages.contains { $0.contains("PURR/USDC") }) } == (true, false))
    try await eventually("the warning") { try gate.logged("coin PURR/USDC: the exchange does not know it") == 1 }
  }

  @Test(arguments: [
    Fixture.rules(Fixture.longOnly("long")),
    Fixture.rules(Fixture.longOnly("long"), Fixture.arb(#","enabled":false"#)),
  ])
  func `without a feed nothing is looked up, and no coin is unknown`(rules: String) async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    let gate = try LiveGate(exchange, rules: rules)
    defer { gate.stop() }
    #expect(try await gate.enter(symbol: "NOPE").word == "approved")
    #expect(try await gate.enter("short").word == "direction_not_allowed")
    #expect(exchange.with { ($0.requests.count, $0.opened) } == (0, 0))
  }
}
