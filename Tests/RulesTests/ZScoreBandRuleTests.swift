import RuleEngine
import Rules
import Testing

struct ZScoreBandRuleTests {
  @Test(arguments: ZScoreBandRule.examples)
  func `examples hold`(_ example: RuleExample) { #expect(example.mismatch(with: ZScoreBandRule.self) == nil) }

  @Test(arguments: RuleConformance.allCases)
  func conforms(_ check: RuleConformance) { #expect(check.faults(of: ZScoreBandRule.self) == []) }

  @Test(arguments: ["2.5", "-2.5"] as [ExactDecimal])
  func `both signs are judged alike, and the sign is kept`(_ zScore: ExactDecimal) throws {
    let rule = try ZScoreBandRule.make(parameters: #"{"max_abs": 2}"#)
    let reason = try #require(rule.evaluate(.example(zScore: zScore)).rejection)
    #expect(reason.code == "z_score_high")
    #expect(reason.evidence.measured == [.decimal("z_score", zScore)])
    #expect(reason.evidence.margin?.description == "-0.5")
  }

  @Test func `a band without limits, or with its limits the wrong way round, is refused`() {
    for parameters in ["{}", #"{"min_abs": 4, "max_abs": 2}"#] {
      #expect(throws: ConfigurationFaults.self) { try ZScoreBandRule.make(parameters: parameters) }
    }
  }
}
