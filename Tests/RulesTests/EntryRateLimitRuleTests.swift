import RuleEngine
import Rules
import Testing

struct EntryRateLimitRuleTests {
  @Test(arguments: EntryRateLimitRule.examples)
  func `examples hold`(_ example: RuleExample) { #expect(example.mismatch(with: EntryRateLimitRule.self) == nil) }

  @Test(arguments: RuleConformance.allCases)
  func conforms(_ check: RuleConformance) { #expect(check.faults(of: EntryRateLimitRule.self) == []) }

  @Test func `a rejection says how many there were and how many may be`() throws {
    let rule = try EntryRateLimitRule.make(parameters: #"{"max_entries": 3, "window_s": 60, "per": "pair"}"#)
    let history = (0..<5).map { History.Entry.approved(secondsAgo: Double($0)) }
    let reason = try #require(rule.evaluate(.example(history: history)).rejection)
    #expect(reason.code == "rate_exceeded")
    #expect(reason.evidence.measured == [.whole("entries", 5)])
    #expect(reason.evidence.required == [.whole("max_entries", 3)])
  }

  @Test func `as entries leave the window there is room again`() throws {
    let rule = try EntryRateLimitRule.make(parameters: #"{"max_entries": 1, "window_s": 60, "per": "all"}"#)
    let history = [History.Entry.approved(secondsAgo: 0)]
    let now: Int64 = 1_774_403_200_000
    #expect(rule.evaluate(.example(history: history, nowMs: now + 59_999)).rejection != nil)
    #expect(rule.evaluate(.example(history: history, nowMs: now + 60_000)).rejection == nil)
  }
}
