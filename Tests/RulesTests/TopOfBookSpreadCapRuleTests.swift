import RuleEngine
import Rules
import Testing

struct TopOfBookSpreadCapRuleTests {
  @Test(arguments: TopOfBookSpreadCapRule.examples)
  func `examples hold`(_ example: RuleExample) { #expect(example.mismatch(with: TopOfBookSpreadCapRule.self) == nil) }

  @Test(arguments: RuleConformance.allCases)
  func conforms(_ check: RuleConformance) { #expect(check.faults(of: TopOfBookSpreadCapRule.self) == []) }

  @Test func `rejects the first tick above the cap`() throws {
    let rule = try TopOfBookSpreadCapRule.make(parameters: #"{"leg": "perp", "max_bps": 10}"#)
    #expect(rule.evaluate(.example(perp: .book("0.9995", "1.0005"))).kind == .pass)
    let reason = try #require(rule.evaluate(.example(perp: .book("0.9995", "1.000500001"))).rejection)
    #expect(reason.code == "book_spread_wide")
    #expect(reason.evidence.required == [.decimal("max_bps", 10)])
  }

  @Test func `the other leg is not looked at`() throws {
    let rule = try TopOfBookSpreadCapRule.make(parameters: #"{"leg": "spot", "max_bps": 10}"#)
    #expect(rule.feeds(for: "PURR") == [.spot("PURR")])
    #expect(rule.evaluate(.example(perp: .book("1", "2"), spot: .book("1", "1"))).kind == .pass)
  }
}
