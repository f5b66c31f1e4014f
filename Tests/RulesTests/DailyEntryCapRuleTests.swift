import RuleEngine
import Rules
import Testing

struct DailyEntryCapRuleTests {
  @Test(arguments: DailyEntryCapRule.examples)
  func `examples hold`(_ example: RuleExample) { #expect(example.mismatch(with: DailyEntryCapRule.self) == nil) }

  @Test(arguments: RuleConformance.allCases)
  func conforms(_ check: RuleConformance) { #expect(check.faults(of: DailyEntryCapRule.self) == []) }

  @Test func `a day begins with room for all its entries`() throws {
    let rule = try DailyEntryCapRule.make(parameters: #"{"max_entries": 2, "per": "coin"}"#)
    let midnight: Int64 = 1_774_483_200_000
    let history = [-2, -1, 0, 1].map { History.Entry(timeMs: midnight + $0, coin: "PURR", pair: "PURR") }
    func kind(_ nowMs: Int64) -> Outcome.Kind { rule.evaluate(.example(history: history, nowMs: nowMs)).kind }
    #expect([-2, -1, 0, 1].map { kind(midnight + $0) } == [.pass, .reject, .pass, .reject])
  }
}
