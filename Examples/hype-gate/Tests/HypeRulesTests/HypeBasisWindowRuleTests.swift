import HypeRules
import RuleEngine
import Testing

struct HypeBasisWindowRuleTests {
  @Test(arguments: HypeBasisWindowRule.examples)
  func `examples hold`(_ example: RuleExample) { #expect(example.mismatch(with: HypeBasisWindowRule.self) == nil) }

  @Test(arguments: RuleConformance.allCases)
  func conforms(_ check: RuleConformance) { #expect(check.faults(of: HypeBasisWindowRule.self) == []) }
}
