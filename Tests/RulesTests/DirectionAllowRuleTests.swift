import RuleEngine
import Rules
import Testing

struct DirectionAllowRuleTests {
  @Test(arguments: DirectionAllowRule.examples)
  func `examples hold`(_ example: RuleExample) { #expect(example.mismatch(with: DirectionAllowRule.self) == nil) }

  @Test(arguments: RuleConformance.allCases)
  func conforms(_ check: RuleConformance) { #expect(check.faults(of: DirectionAllowRule.self) == []) }

  @Test func `a rejection names what was asked and what is allowed`() throws {
    let rule = try DirectionAllowRule.make(parameters: #"{"directions": ["short"]}"#)
    let reason = try #require(rule.evaluate(.example(.long)).rejection)
    #expect(reason.code == "direction_not_allowed")
    #expect(reason.evidence.measured == [.word("direction", "long")])
    #expect(reason.evidence.required == [.word("directions", "short")])
  }

  @Test func `a list of one direction can reject, a list of both cannot`() throws {
    let one = try DirectionAllowRule.make(parameters: #"{"directions": ["short"]}"#)
    #expect(one.reach.outcomes == [.pass, .reject])
    let both = try DirectionAllowRule.make(parameters: #"{"directions": ["long", "short"]}"#)
    #expect(both.reach.outcomes == [.pass])
  }
}
