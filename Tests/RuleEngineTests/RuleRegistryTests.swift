import RuleEngine
import Testing

/// Which rule types may stand together, and what they say of themselves.
@Suite struct RuleRegistryTests {
  private struct Upper: EntryRule {
    static let identifier = "Upper"
    init(_ parameters: inout ParameterReader) {}
    func evaluate(_ entry: EntryContext) -> Outcome { .pass }
  }

  private struct Keyword: EntryRule {
    static let identifier = "any"
    init(_ parameters: inout ParameterReader) {}
    func evaluate(_ entry: EntryContext) -> Outcome { .pass }
  }

  private struct Digit: EntryRule {
    static let identifier = "1st"
    init(_ parameters: inout ParameterReader) {}
    func evaluate(_ entry: EntryContext) -> Outcome { .pass }
  }

  @Test func `finds types by identifier and lists them in alphabetical order`() throws {
    let registry = try RuleRegistry(Loading.types)
    #expect(registry.identifiers == ["book", "clock", "limit", "paired", "say"])
    #expect(registry["say"]?.identifier == "say")
    #expect(registry["Say"] == nil)
  }

  @Test func `refuses a name given twice`() {
    #expect(throws: RuleRegistry.Fault.duplicate("say")) { try RuleRegistry([SayRule.self, SayRule.self]) }
    #expect("\(RuleRegistry.Fault.duplicate("say"))" == #"two rule types are named "say"; rename one of them"#)
  }

  @Test func `refuses names that rules.json could not tell from others`() {
    #expect(throws: RuleRegistry.Fault.malformed("Upper")) { try RuleRegistry([Upper.self]) }
    #expect(throws: RuleRegistry.Fault.malformed("any")) { try RuleRegistry([Keyword.self]) }
    #expect(throws: RuleRegistry.Fault.malformed("1st")) { try RuleRegistry([Digit.self]) }
  }

  @Test func `describes parameters from the lines that read them`() {
    let declarations = ParameterReader.describe(LimitRule.self)
    #expect(declarations.map(\.name) == ["max", "share", "count", "ceiling", "side", "letters"])
    #expect(declarations.map(\.defaultText) == [nil, "0.01", "5", "none", "long", "all"])
    #expect(declarations.map(\.unit) == [.usd, .fraction, .entries, .none, .none, .none])
    #expect(
      declarations.map(\.expectation) == [
        "a number from 0 to 100 (USD)", "a number above 0 and below 1 (fraction)",
        "a whole number from 1 to 10 (entries)", "a number above 0, up to 10, or null for none",
        #""long" or "short""#, #"a list of "a", "b" or "c""#,
      ])
    #expect(ParameterReader.describe(PairedRule.self).map(\.name) == ["low", "high"])
  }

  @Test func `has defaults for what a rule type does not say`() {
    #expect(SayRule.onUnavailable == .reject)
    #expect(SayRule.examples.isEmpty)
    #expect(SayRule.documentation.title[.en] == "say" && SayRule.documentation.title[.zh] == "say")
  }
}
