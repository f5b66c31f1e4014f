import LoopbackExchange
import RuleEngine
import Testing

@testable import Host

/// An account's balance from an exchange on this machine, in rule, alert and log.
@Suite(.timeLimit(.minutes(2))) struct LiveAccountTests {
  private static let rules = Fixture.rules(Fixture.longOnly("longs"), riskReview: [AccountTexts.floor("250.5")])

  private func address() throws -> AccountAddress { try #require(AccountAddress(AccountTexts.address)) }

  /// Waits until the exchange was asked so often, and the last answer was taken.
  private func asked(_ exchange: LoopbackExchange, _ count: Int) async throws {
    try await eventually("\(count) questions") { exchange.with { $0.requests.count } >= count }
  }

  /// Waits until the log, which is written behind the answers, says something so often.
  private func logged(_ gate: LiveGate, _ text: String, _ count: Int) async throws {
    try await eventually("\(count) times in the log: \(text)") { try gate.logged(text) == count }
  }

  @Test func `the rule passes and rejects by the balance of now, and knows nothing once it is old`() async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    let address = try address()
    exchange.with { $0.withdrawable = [address.text: "250.5"] }
    let gate = try LiveGate(exchange, rules: Self.rules, address: address)
    defer { gate.stop() }
    // The first question waits for the first balance.
    #expect(try await gate.enter().word == "approved")
    try await logged(gate, "the balance of 0xabcd…12ef is known", 1)
    // A rejection by another rule has the balance in its alert too.
    #expect(try await gate.enter("short").word == "direction_not_allowed")
    try await logged(gate, "PURR short | longs | direction_not_allowed | available=$250.5", 1)

    exchange.with { $0.withdrawable = [address.text: "250.499999"] }
    gate.advance(30_000)
    try await eventually("another balance") { gate.availableUSD == "250.499999" }
    let poor = try await gate.enter()
    #expect(poor.stage == "risk_review" && poor.rule == "funds" && poor.code == "balance_insufficient")
    #expect(poor.description.contains(#""measured":{"available_usd":"250.499999"},"required":{"min_usd":"250.5"}"#))
    #expect(poor.description.contains(#""margin":"-0.000001""#))
    try await logged(gate, "PURR long | funds | balance_insufficient | available=$250.499999", 1)

    // From now on the exchange does not tell it any more.
    exchange.with { $0.withdrawable = [:] }
    for _ in 0..<3 {
      let before = exchange.with { $0.requests.count }
      gate.advance(30_000)
      try await asked(exchange, before + 1)
    }
    gate.advance(1)
    let blind = try await gate.enter()
    #expect(blind.word == "balance_stale" && blind.stage == "risk_review", "\(blind)")
    try await logged(gate, "the balance of 0xabcd…12ef did not come", 1)
    // An alert leaves out what is not known any more.
    try await logged(gate, "PURR long | funds | balance_stale\n", 1)

    exchange.with { $0.withdrawable = [address.text: "1000"] }
    gate.advance(30_000)
    try await logged(gate, "the balance of 0xabcd…12ef is known", 2)
    #expect(try await gate.enter().word == "approved")
    #expect(try gate.logged("did not come") == 1)
    // No entry reads a book, and so nothing but the balance was asked for.
    #expect(Set(exchange.with { $0.requests }) == ["clearinghouseState \(address.text)"])
    #expect(try gate.logged(address.text) == 0)
  }

  @Test func `an exchange that does not answer is in no verdict's way`() async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    exchange.with { $0.faults["clearinghouseState"] = [.cutOff] }
    let gate = try LiveGate(exchange, rules: Self.rules, address: try address())
    defer { gate.stop() }
    #expect(try await gate.enter().word == "balance_missing")
    #expect(try await gate.enter("short").word == "direction_not_allowed")
    try await logged(gate, "did not come", 1)
    #expect(try gate.logged("available=") == 0)
  }

  @Test func `books and balance come side by side`() async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    let address = try address()
    exchange.with { $0.withdrawable = [address.text: "1e3"] }
    let arb = Fixture.arb(#","on_unavailable":"reject""#, params: #""max_age_ms":60000,"max_skew_ms":60000"#)
    let gate = try LiveGate(
      exchange, rules: Fixture.rules(arb, riskReview: [AccountTexts.floor("1000")]), address: address)
    defer { gate.stop() }
    let answer = try await gate.enter()
    #expect(answer.word == "approved" && answer.input("perp:PURR", "mid") == "0.00123", "\(answer)")
    #expect(answer.description.contains(#""measured":{"available_usd":"1000"}"#))
  }
}
