import RuleEngine
import Rules
import Testing

struct MinAvailableBalanceRuleTests {
  @Test(arguments: MinAvailableBalanceRule.examples)
  func `examples hold`(_ example: RuleExample) { #expect(example.mismatch(with: MinAvailableBalanceRule.self) == nil) }

  @Test(arguments: RuleConformance.allCases)
  func conforms(_ check: RuleConformance) { #expect(check.faults(of: MinAvailableBalanceRule.self) == []) }

  @Test func `a rejection says what there was and what there should be`() throws {
    let rule = try MinAvailableBalanceRule.make(parameters: #"{"min_usd": 250}"#)
    let reason = try #require(rule.evaluate(.example(balance: .usd("123.4"))).rejection)
    #expect(reason.code == "balance_insufficient")
    #expect(reason.evidence.measured == [.decimal("available_usd", "123.4")])
    #expect(reason.evidence.required == [.decimal("min_usd", 250)])
    #expect(reason.evidence.margin?.description == "-126.6")
  }

  @Test func `a stale balance shows its age and not its amount`() throws {
    let rule = try MinAvailableBalanceRule.make(parameters: #"{"min_usd": 250}"#)
    let outcome = rule.evaluate(.example(balance: .usd("9000", ageMs: 100_000)))
    #expect(outcome.evidence.measured == [.whole("age_ms", 100_000)])
    #expect(outcome.evidence.required == [.whole("max_age_ms", 90_000)])
  }

  @Test func `it reads no book, and a floor of nothing is no floor`() throws {
    #expect(try MinAvailableBalanceRule.make(parameters: #"{"min_usd": 1}"#).feeds(for: "PURR").isEmpty)
    for parameters in ["{}", #"{"min_usd": 0}"#, #"{"min_usd": -1}"#] {
      #expect(throws: ConfigurationFaults.self) { try MinAvailableBalanceRule.make(parameters: parameters) }
    }
  }
}
