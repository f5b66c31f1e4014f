import RuleEngine
import Rules
import Testing

struct FundingRateBandRuleTests {
  @Test(arguments: FundingRateBandRule.examples)
  func `examples hold`(_ example: RuleExample) { #expect(example.mismatch(with: FundingRateBandRule.self) == nil) }

  @Test(arguments: RuleConformance.allCases)
  func conforms(_ check: RuleConformance) { #expect(check.faults(of: FundingRateBandRule.self) == []) }

  @Test func `a rejection says the rate and the limit that it broke, and no other`() throws {
    let rule = try FundingRateBandRule.make(parameters: #"{"min": -0.0001, "max": 0.0001, "max_cost": 0.00005}"#)
    let outcome = rule.evaluate(.example(.short, context: .said(fundingRate: "-0.00006")))
    #expect(outcome.code == "funding_cost_high")
    #expect(outcome.evidence.measured == [.decimal("funding_rate", "-0.00006")])
    #expect(outcome.evidence.required == [.decimal("max_cost", "0.00005")])
    #expect(outcome.evidence.margin?.description == "-0.00001")
    #expect(rule.evaluate(.example(context: .said(fundingRate: "-0.00006"))).evidence.required.count == 3)
  }

  @Test func `it reads the context of the signal's coin alone, and no book`() throws {
    let rule = try FundingRateBandRule.make(parameters: #"{"max_cost": 0}"#)
    #expect(rule.readsAssetContext && rule.feeds(for: "PURR").isEmpty)
    var quotes = Quotes()
    quotes[contextOf: "HYPE"] = .said(fundingRate: 0)
    let purr = EntryContext.example()
    let entry = EntryContext(signal: purr.signal, quotes: quotes, nowMs: purr.nowMs)
    #expect(rule.evaluate(entry).code == "funding_missing")
  }

  @Test(
    arguments: [
      (#"{"min": 0}"#, 1), (#"{"max": 0}"#, 1), (#"{"min": 0.0001, "max": 0.0001}"#, 1), (#"{"max_cost": 0}"#, 0),
    ] as [(String, Int)])
  func `what contradictions are looked for in is the band, whichever end it has, and never the cost`(
    _ parameters: String, _ count: Int
  ) throws {
    let bands = try FundingRateBandRule.make(parameters: parameters).reach.passBands
    let excluded = try FundingRateBandRule.make(parameters: parameters).reach.excludedCodes
    #expect(excluded.contains("funding_rate_low") != parameters.contains("min"))
    #expect(excluded.contains("funding_rate_high") != parameters.contains(#""max":"#))
    #expect(excluded.contains("funding_cost_high") != parameters.contains("max_cost"))
    #expect(bands.map(\.quantity) == [String](repeating: "funding_rate", count: count))
  }

  @Test(arguments: [
    "{}", #"{"min": null}"#, #"{"min": 0.0002, "max": 0.0001}"#, #"{"max": 1.1}"#, #"{"max_cost": -1.1}"#,
    #"{"max": 0, "max_context_age_ms": 0}"#,
  ])
  func `a band that is none is refused`(_ parameters: String) {
    #expect(throws: ConfigurationFaults.self) { try FundingRateBandRule.make(parameters: parameters) }
  }
}
