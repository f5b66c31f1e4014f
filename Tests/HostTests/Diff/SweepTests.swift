import RuleEngine
import Rules
import TestSupport
import Testing

@testable import Host

/// A parameter that takes several values in turn.
@Suite struct SweepTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private static let text = """
    { "version": 1, "chain": [
      { "id": "some", "any": [ { "rule": "z_score_band", "params": { "min_abs": 1.5 } },
        { "rule": "notional_cap", "params": { "max_notional_usd": 800 } } ] },
      { "rule": "futures_spot_arb", "scope": { "coins": ["PURR"] } },
      { "id": "arb2", "rule": "futures_spot_arb", "scope": { "coins": ["PURR"] }, "params": {} },
      { "id": "arb3", "rule": "futures_spot_arb", "scope": { "coins": ["PURR"] },
        "params": { "min_spread": { "env": "NOBODY", "default": 0.02 }, "max_skew_ms": 10 } } ] }
    """

  private static let loader = ChainLoader(registry: registry, environment: [:])
  // The built-in rules have names of their own.
  private static var registry: RuleRegistry { (try? RuleRegistry(BuiltInRules.all)) ?? empty }
  private static var empty: RuleRegistry { fatalError("two built-in rules have one name") }

  private static func sweep(
    _ entry: String, _ parameter: String, _ from: ExactDecimal, _ to: ExactDecimal, _ count: Int
  ) throws -> ParameterSweep {
    try ParameterSweep(
      SourceText(name: "rules.json", bytes: Array(text.utf8)), Fixture.chain(text), entry: entry,
      parameter: parameter, from: from, to: to, count: count)
  }

  @Test func `the values are exact, both ends included`() throws {
    func values(_ from: ExactDecimal, _ to: ExactDecimal, _ count: Int) throws -> [ExactDecimal] {
      try Self.sweep("arb2", "min_spread", from, to, count).values
    }
    #expect(try values("0.01", "0.02", 5) == ["0.01", "0.0125", "0.015", "0.0175", "0.02"])
    #expect(try values("0.01", "0.02", 4) == ["0.01", "0.013333333", "0.016666667", "0.02"])
    #expect(try values("0.02", "0.01", 3) == ["0.02", "0.015", "0.01"])
    #expect(try values("0.5", "0.5", 1) == ["0.5"])
  }

  @Test(arguments: [
    ("z_score_band", "min_abs", "1.5"), ("notional_cap", "max_notional_usd", "800"),
    ("futures_spot_arb", "min_spread", "0.01"), ("arb2", "min_spread", "0.01"), ("arb3", "min_spread", "0.02"),
    ("arb3", "max_skew_ms", "10"), ("arb2", "max_skew_ms", "3000"),
  ])
  func `each value stands in the rules, and nothing else changes`(
    entry: String, parameter: String, current: String
  ) throws {
    let value: ExactDecimal = parameter == "min_spread" ? "0.1" : 5
    let sweep = try Self.sweep(entry, parameter, value, value, 1)
    #expect(sweep.current == ExactDecimal(current))
    func parameters(_ chain: RuleChain) -> [String: EffectiveParameter.Value] {
      var values: [String: EffectiveParameter.Value] = [:]
      for top in chain.entries {
        top.node.forEachNode { node in
          guard case .rule(let instance) = node.body else { return }
          for parameter in instance.parameters { values["\(node.id).\(parameter.name)"] = parameter.value }
        }
      }
      return values
    }
    var expected = parameters(try Fixture.chain(Self.text))
    expected["\(entry).\(parameter)"] = .number(value)
    #expect(parameters(try sweep.chain(value, Self.loader)) == expected)
  }

  @Test func `what cannot be taken in turn is an error that says what can`() {
    func fault(
      _ entry: String, _ parameter: String, _ from: ExactDecimal = "0.01", to: ExactDecimal = "0.02"
    ) -> String {
      do {
        let sweep = try Self.sweep(entry, parameter, from, to, 2)
        for value in sweep.values { _ = try sweep.chain(value, Self.loader) }
        return ""
      } catch {
        return "\(error)"
      }
    }
    #expect(fault("abr2", "min_spread").contains(#"nearest is "arb2""#))
    #expect(fault("some", "min_spread").contains("combines other entries"))
    #expect(fault("arb2", "min_spred").contains(#"nearest is "min_spread""#))
    #expect(fault("arb2", "xyz").contains(#"valid are "min_spread""#))
    #expect(fault("arb2", "min_spread", "0.5", to: 1).contains("min_spread 1: expected a number above 0 and below 1"))
    #expect(fault("arb2", "max_age_ms", 1, to: "2.5").contains("max_age_ms 2.5: expected a whole number"))
    // Within its own range, and refused beside another parameter.
    #expect(fault("arb2", "min_spread", "0.1", to: "0.3").contains("with the value 0.3:\nrules.json:"))
  }

  @Test func `each value gives what a diff by those rules gives, whatever the threads`() throws {
    let fixture = try SceneFixture(folder, seed: 21)
    func rules(_ value: String) -> String {
      Fixture.rules(Fixture.arb(params: #""min_spread":\#(value)"#), Fixture.rate(9, per: "pair", windowSeconds: 900))
    }
    let text = rules("0.01")
    let chain = try Fixture.chain(text)
    let sweep = try ParameterSweep(
      SourceText(name: "rules.json", bytes: Array(text.utf8)), chain, entry: "purr-futures-spot-arb",
      parameter: "min_spread", from: "0.002", to: "0.012", count: 6)
    let items = try fixture.scene(text, text).items
    var approvals: [Int] = []
    for value in sweep.values {
      var lane = SweepLane(value, try sweep.chain(value, Self.loader))
      lane.take(items, StoreReader.Filter())
      approvals.append(lane.approvals)
      #expect(lane.approvals == (try fixture.replayed(rules("\(value)"), folder)).count { $0 }, "at \(value)")
      #expect(lane.approvals + lane.rejections == items.count { if case .entry = $0 { true } else { false } })
      #expect(lane.aftermath.count == lane.approvals && lane.unknown == 0)
    }
    #expect(Set(approvals).count > 2)
  }

  @Test func `the commands end as they should, and give the same bytes for any number of jobs`() throws {
    let gate = GateProcess(folder: folder)
    let files = ["--market", "Examples/purr.market.jsonl", "--signals", "Examples/purr.signals.jsonl"]
    let rules = "Examples/stricter.rules.json"
    func run(_ words: [String]) throws -> GateProcess.Run {
      try gate.run(words, environment: [:], directory: GateProcess.package)
    }
    func sweep(_ parameter: String, to: String, _ more: [String]) throws -> GateProcess.Run {
      let words = ["sweep", "--rules", rules, "--entry", "purr-futures-spot-arb", "--param", parameter]
      return try run(words + ["--from", "0.01", "--to", to, "--steps", "5"] + more)
    }
    let one = try sweep("min_spread", to: "0.03", files + ["--jobs", "1"])
    let four = try sweep("min_spread", to: "0.03", files + ["--jobs", "4"])
    #expect(one.code == 0 && one.output == four.output && one.output.contains("0.015  *"))
    #expect(try sweep("min_spred", to: "0.03", files).code == 64)
    #expect(try sweep("min_spread", to: "1", files).errors.contains("above 0 and below 1"))
    // Refused beside another parameter.
    #expect(try sweep("min_spread", to: "0.3", files).code == 78)
    #expect(try sweep("min_spread", to: "0.03", ["--store", folder.path("none.sqlite")]).code == 66)
    #expect(try run(["diff", "--rules", rules, "--old", rules] + files).code == 0)
    #expect(try run(["diff", "--rules", rules, "--old", "Examples/purr-json-only.rules.json"] + files).code == 1)
    #expect(try run(["diff", "--rules", rules] + files).code == 64)
    #expect(try run(["diff", "--rules", rules, "--store", folder.path("none.sqlite")]).code == 66)
    #expect(try run(["diff", "--rules", "Examples/faulty.rules.json", "--old", rules] + files).code == 78)
  }
}
