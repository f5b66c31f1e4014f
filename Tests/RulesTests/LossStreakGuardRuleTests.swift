import RuleEngine
import Rules
import Testing

struct LossStreakGuardRuleTests {
  @Test(arguments: LossStreakGuardRule.examples)
  func `examples hold`(_ example: RuleExample) { #expect(example.mismatch(with: LossStreakGuardRule.self) == nil) }

  @Test(arguments: RuleConformance.allCases)
  func conforms(_ check: RuleConformance) { #expect(check.faults(of: LossStreakGuardRule.self) == []) }

  @Test func `a rejection says how long the row is, and how much of the pause is left`() throws {
    let rule = try LossStreakGuardRule.make(parameters: #"{"max_losses": 2, "pause_s": 60, "per": "pair"}"#)
    let history = (1...3).map { History.Entry.closed(secondsAgo: Double($0), pnlUSD: -1) }
    let reason = try #require(rule.evaluate(.example(history: history)).rejection)
    #expect(reason.evidence.measured == [.whole("losses", 3), .decimal("elapsed_s", 1)])
    #expect(reason.evidence.required == [.whole("max_losses", 2), .whole("pause_s", 60)])
    #expect(reason.evidence.margin == .decimal(-59))
  }
}
