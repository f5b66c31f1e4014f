import RuleEngine
import Rules
import Testing

struct OracleDeviationCapRuleTests {
  @Test(arguments: OracleDeviationCapRule.examples)
  func `examples hold`(_ example: RuleExample) { #expect(example.mismatch(with: OracleDeviationCapRule.self) == nil) }

  @Test(arguments: RuleConformance.allCases)
  func conforms(_ check: RuleConformance) { #expect(check.faults(of: OracleDeviationCapRule.self) == []) }

  @Test func `a rejection says both prices and the deviation with its sign`() throws {
    let rule = try OracleDeviationCapRule.make(parameters: #"{"max_deviation": 0.01}"#)
    let outcome = rule.evaluate(.example(perp: .mid("0.98"), context: .said(oracle: "1")))
    #expect(outcome.code == "oracle_deviation_high")
    #expect(outcome.evidence.measured.map(\.name) == ["perp", "oracle", "deviation"])
    #expect(outcome.evidence.measured.map(\.value.description) == ["0.98", "1", "-0.02"])
    #expect(outcome.evidence.required == [.decimal("max_deviation", "0.01")])
    #expect(outcome.evidence.margin?.description == "-0.01")
  }

  @Test(arguments: [("99999999", "0.000000001"), ("0.000000001", "99999999")] as [(Price, Price)])
  func `the ends of the range of prices are told apart`(perp: Price, oracle: Price) throws {
    let rule = try OracleDeviationCapRule.make(parameters: #"{"max_deviation": 0.9}"#)
    #expect(
      rule.evaluate(.example(perp: .mid(perp), context: .said(oracle: oracle))).code == "oracle_deviation_high")
  }

  @Test(arguments: ["{}", #"{"max_deviation": 0}"#, #"{"max_deviation": 1.1}"#, #"{"max_deviation": null}"#])
  func `a cap that is none is refused`(_ parameters: String) {
    #expect(throws: ConfigurationFaults.self) { try OracleDeviationCapRule.make(parameters: parameters) }
  }
}
