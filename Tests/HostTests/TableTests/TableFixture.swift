import RuleEngine
import Rules

@testable import Host

/// Tables of one file, read and run.
struct TableFixture {
  let chain: RuleChain

  init(_ rules: String, _ types: [any EntryRule.Type] = BuiltInRules.all) throws {
    let loader = ChainLoader(registry: try RuleRegistry(types), environment: [:])
    chain = try loader.load(SourceText(name: "rules.json", bytes: Array(rules.utf8)))
  }

  /// The gate of the design's examples, a limit and a cap.
  static func purr() throws -> TableFixture {
    try TableFixture(
      Fixture.rules(
        Fixture.rate(2), Fixture.arb(),
        riskReview: [#"{"id":"cap","rule":"notional_cap","params":{"max_notional_usd":1000}}"#]))
  }

  func table(_ text: String) throws -> TestTable {
    var reader = try TableReader(SourceText(name: "t.tests.json", bytes: Array(text.utf8)))
    return TestTable(file: "t.tests.json", rules: reader.rules, chain: chain, cases: try reader.cases(chain))
  }

  /// The faults of a file, a line each.
  func faults(_ text: String) -> [String] {
    do {
      _ = try table(text)
      return []
    } catch let faults as ConfigurationFaults {
      return faults.diagnostics.map(\.description)
    } catch {
      return ["\(error)"]
    }
  }

  func run(_ text: String, language: Language = .en) throws -> TestRun {
    var run = TestRun()
    run.run(try table(text), language: language) { _ in }
    return run
  }

  /// What is made of one case that was read already.
  func generated(_ context: EntryContext) throws -> GeneratedCases {
    let testCase = TestCase(
      name: "written", position: SourceText(name: "", bytes: []).position(at: 0), signal: .entry(context),
      expectation: Expectation(action: .approved, stage: nil, rule: nil, code: nil, outcomes: []))
    let table = TestTable(file: "t.tests.json", rules: "rules.json", chain: chain, cases: [testCase])
    let result = CaseRunner(chain, language: .en).run(testCase)
    return GeneratedCases(table, [result]) { _ in }
  }

  /// A file with these cases, over a signal that passes everything.
  static func file(_ cases: String..., head: String = "") -> String {
    """
    {"version":1,\(head)
    "signal":{"time":1774400000000,"symbol":"PURR","base_symbol":"HYPE","direction":"long","notional_usd":500,
    "market":{"perp":{"PURR":"0.00123"},"spot":{"PURR":{"bid":"0.001248","ask":"0.00125"}}}},
    "cases":[
    \(cases.joined(separator: ",\n"))
    ]}
    """
  }
}
