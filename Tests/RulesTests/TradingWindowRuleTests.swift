import RuleEngine
import Rules
import Testing

struct TradingWindowRuleTests {
  @Test(arguments: TradingWindowRule.examples)
  func `examples hold`(_ example: RuleExample) { #expect(example.mismatch(with: TradingWindowRule.self) == nil) }

  @Test(arguments: RuleConformance.allCases)
  func conforms(_ check: RuleConformance) { #expect(check.faults(of: TradingWindowRule.self) == []) }

  @Test func `a window holds the same minutes every day, to the millisecond`() throws {
    let rule = try TradingWindowRule.make(parameters: #"{"from": "08:00", "to": "20:00"}"#)
    // Midnight of a Wednesday.
    let midnight: Int64 = 1_774_396_800_000
    for day in 0..<7 as Range<Int64> {
      let start = midnight + (day * 24 + 8) * 3_600_000
      #expect(rule.evaluate(.example(nowMs: start - 1)).rejection?.code == "outside_window")
      #expect(rule.evaluate(.example(nowMs: start)).kind == .pass)
      #expect(rule.evaluate(.example(nowMs: start + 12 * 3_600_000 - 1)).kind == .pass)
      #expect(rule.evaluate(.example(nowMs: start + 12 * 3_600_000)).rejection?.code == "outside_window")
    }
  }

  @Test func `a window that never opens is refused`() {
    #expect(throws: ConfigurationFaults.self) {
      try TradingWindowRule.make(parameters: #"{"from": "08:00", "to": "08:00"}"#)
    }
  }
}
