import RuleEngine
import Rules
import Testing

struct CoinBlockListRuleTests {
  @Test(arguments: CoinBlockListRule.examples)
  func `examples hold`(_ example: RuleExample) { #expect(example.mismatch(with: CoinBlockListRule.self) == nil) }

  @Test(arguments: RuleConformance.allCases)
  func conforms(_ check: RuleConformance) { #expect(check.faults(of: CoinBlockListRule.self) == []) }

  @Test func `a rejection says which coin is blocked by which name`() throws {
    let rule = try CoinBlockListRule.make(parameters: #"{"coins": ["BTC", "hy*"], "match": "any"}"#)
    let reason = try #require(rule.evaluate(.example()).rejection)
    #expect(reason.evidence.measured == [.word("base_coin", "HYPE")])
    #expect(reason.evidence.required == [.word("blocked", "hy*")])
  }

  @Test(arguments: [#""PURR""#, "[]", #"[""]"#, #"["PURR/USDC"]"#, #"["PU RR*"]"#, "[7]", #"["*PURR"]"#, "null"])
  func `a list that names no coins is refused`(_ list: String) {
    #expect(throws: ConfigurationFaults.self) { try CoinBlockListRule.make(parameters: "{\"coins\": \(list)}") }
  }
}
