import RuleEngine
import Rules
import Testing

struct MinDepthRuleTests {
  @Test(arguments: MinDepthRule.examples)
  func `examples hold`(_ example: RuleExample) { #expect(example.mismatch(with: MinDepthRule.self) == nil) }

  @Test(arguments: RuleConformance.allCases)
  func conforms(_ check: RuleConformance) { #expect(check.faults(of: MinDepthRule.self) == []) }

  @Test func `a rejection carries the dollars on both sides`() throws {
    let rule = try MinDepthRule.make(parameters: #"{"leg": "perp", "min_usd": 50}"#)
    let book = Quote.book("0.1", "0.2", bidSize: "499", askSize: "1000")
    let reason = try #require(rule.evaluate(.example(perp: book)).rejection)
    #expect(reason.code == "depth_low")
    #expect(
      reason.evidence.measured == [.decimal("bid_depth_usd", "49.9"), .decimal("ask_depth_usd", "200")])
  }

  @Test func `the other leg is not looked at`() throws {
    let rule = try MinDepthRule.make(parameters: #"{"leg": "spot", "min_usd": 50}"#)
    #expect(rule.feeds(for: "PURR") == [.spot("PURR")])
    #expect(rule.evaluate(.example(perp: .book("1", "0.5", bidSize: "0"), spot: .book("1", "1"))).kind == .pass)
  }
}
