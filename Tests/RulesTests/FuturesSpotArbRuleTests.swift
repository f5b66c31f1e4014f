import RuleEngine
import Rules
import Testing

struct FuturesSpotArbRuleTests {
  @Test(arguments: FuturesSpotArbRule.examples)
  func `examples hold`(_ example: RuleExample) { #expect(example.mismatch(with: FuturesSpotArbRule.self) == nil) }

  @Test(arguments: RuleConformance.allCases)
  func conforms(_ check: RuleConformance) { #expect(check.faults(of: FuturesSpotArbRule.self) == []) }

  @Test func `a rejection carries both prices and the spread between them`() throws {
    let rule = try FuturesSpotArbRule.make(parameters: "{}")
    let outcome = rule.evaluate(.example(.long, perp: .mid("0.001245"), spot: .book("0.001248", "0.00125")))
    let reason = try #require(outcome.rejection)
    #expect(reason.code == "spread_insufficient")
    #expect(
      reason.evidence.measured.map { "\($0.name) \($0.value)" } == [
        "perp 0.001245", "spot 0.001249", "spread -0.003202562",
      ])
    #expect(reason.evidence.margin?.description == "-0.006797438")
  }

  @Test func `what it lets pass is a band of the spread, which another gate may contradict`() throws {
    let rule = try FuturesSpotArbRule.make(parameters: "{}")
    #expect(rule.reach.passBands.map(\.quantity) == ["spread"])
    #expect(rule.reach.excludedCodes == ["spread_unconfirmed", "unconfirmed", "thin"])
    #expect(try FuturesSpotArbRule.make(parameters: #"{"confirm_for_ms": 1}"#).reach.excludedCodes == ["thin"])
  }

  @Test func `the first reason in the documented order is given`() throws {
    let rule = try FuturesSpotArbRule.make(parameters: #"{"max_skew_ms": 0, "min_depth_usd": 50}"#)
    // Crossed, skewed, thin and implausible all at once; then without the first of them, and so on.
    func code(_ perp: Quote) -> ReasonCode? {
      rule.evaluate(.example(perp: perp, spot: .book("2", "2"))).rejection?.code
    }
    #expect(code(.book("1", "0.9", bidSize: "1", ageMs: 5)) == "book_crossed")
    #expect(code(.book("0.9", "1", bidSize: "1", ageMs: 5)) == "skewed")
    #expect(code(.book("0.9", "1", bidSize: "1")) == "thin")
    #expect(code(.book("0.9", "1")) == "spread_implausible")
    #expect(code(.book("1.99", "2")) == "spread_insufficient")
  }

  @Test func `a threshold that every plausible spread falls short of is refused`() throws {
    for text in [#"{"min_spread": 0.2}"#, #"{"min_spread": 0.3}"#, #"{"max_abs_spread": 0.01}"#] {
      #expect(throws: ConfigurationFaults.self) { try FuturesSpotArbRule.make(parameters: text) }
    }
    #expect(throws: Never.self) { try FuturesSpotArbRule.make(parameters: #"{"min_spread": 0.199999999}"#) }
  }

  @Test func `the books of the signal's own coin are read`() throws {
    let rule = try FuturesSpotArbRule.make(parameters: "{}")
    #expect(rule.feeds(for: "HYPE") == [.perp("HYPE"), .spot("HYPE")])
    let entry = EntryContext.example(.long, coin: "HYPE", perp: .mid("0.99"), spot: .mid("1"))
    #expect(rule.evaluate(entry).kind == .pass)
  }
}
