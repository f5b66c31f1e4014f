import RuleEngine
import Rules
import Testing

struct CooldownRuleTests {
  @Test(arguments: CooldownRule.examples)
  func `examples hold`(_ example: RuleExample) { #expect(example.mismatch(with: CooldownRule.self) == nil) }

  @Test(arguments: RuleConformance.allCases)
  func conforms(_ check: RuleConformance) { #expect(check.faults(of: CooldownRule.self) == []) }

  @Test func `the latest verdict counts, in whatever order they are told`() throws {
    let rule = try CooldownRule.make(parameters: #"{"seconds": 60, "after": "any"}"#)
    let verdicts: [History.Entry] = [.approved(secondsAgo: 5), .rejected(secondsAgo: 90), .approved(secondsAgo: 70)]
    for history in [verdicts, verdicts.reversed()] {
      let reason = try #require(rule.evaluate(.example(history: history)).rejection)
      #expect(reason.code == "cooling_down")
      #expect(reason.evidence.margin?.description == "-55")
    }
  }

  @Test func `a strategy that keeps asking is not blocked for ever`() throws {
    let rule = try CooldownRule.make(parameters: #"{"seconds": 60, "after": "rejected"}"#)
    let asked = (1...59).map { History.Entry.rejected(secondsAgo: Double($0), code: "cooling_down") }
    let first = History.Entry.rejected(secondsAgo: 60, code: "spread_insufficient")
    #expect(rule.evaluate(.example(history: asked + [first])).kind == .pass)
  }
}
