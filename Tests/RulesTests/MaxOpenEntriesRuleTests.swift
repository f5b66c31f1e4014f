import RuleEngine
import Rules
import Testing

struct MaxOpenEntriesRuleTests {
  @Test(arguments: MaxOpenEntriesRule.examples)
  func `examples hold`(_ example: RuleExample) { #expect(example.mismatch(with: MaxOpenEntriesRule.self) == nil) }

  @Test(arguments: RuleConformance.allCases)
  func conforms(_ check: RuleConformance) { #expect(check.faults(of: MaxOpenEntriesRule.self) == []) }

  @Test func `how long an entry may count as open must be said`() {
    #expect(throws: ConfigurationFaults.self) {
      try MaxOpenEntriesRule.make(parameters: #"{"max_open": 1, "per": "all"}"#)
    }
  }

  @Test(arguments: [("60", 60_000), ("null", Int64.max)] as [(String, Int64)])
  func `open entries are remembered as long as they count`(_ maxAge: String, _ windowMs: Int64) throws {
    let rule = try MaxOpenEntriesRule.make(parameters: "{\"max_open\": 1, \"max_age_s\": \(maxAge), \"per\": \"all\"}")
    #expect(rule.openEntriesWindowMs == windowMs && rule.historyWindowMs == 0)
  }
}
