import RuleEngine
import Rules
import Testing

struct NotionalCapRuleTests {
  @Test(arguments: NotionalCapRule.examples)
  func `examples hold`(_ example: RuleExample) { #expect(example.mismatch(with: NotionalCapRule.self) == nil) }

  @Test(arguments: RuleConformance.allCases)
  func conforms(_ check: RuleConformance) { #expect(check.faults(of: NotionalCapRule.self) == []) }

  @Test func `a rejection says by how much the cap was passed`() throws {
    let rule = try NotionalCapRule.make(parameters: #"{"max_notional_usd": 1000}"#)
    let reason = try #require(rule.evaluate(.example(notionalUSD: "1250.5")).rejection)
    #expect(reason.code == "notional_over")
    #expect(reason.evidence.margin?.description == "-250.5")
  }

  @Test func `a cap of nothing is no cap`() {
    #expect(throws: ConfigurationFaults.self) { try NotionalCapRule.make(parameters: #"{"max_notional_usd": 0}"#) }
  }
}
