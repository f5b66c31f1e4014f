internal import RuleEngine

/// What came of all tables.
struct TestRun {
  /// One file, what came of its cases, and what was made of them.
  struct Part {
    let table: TestTable
    let results: [CaseResult]
    let generated: GeneratedCases

    var failures: [CaseResult] { results.filter { !$0.holds } }
  }

  private(set) var parts: [Part] = []
  /// The coverage of each file of rules, in the order of their first tables.
  private(set) var coverages: [(rules: String, coverage: VerdictCoverage)] = []

  /// Runs the cases of a table, and what is made of them.
  ///
  /// - Parameter progress: called with what is being done.
  mutating func run(_ table: TestTable, language: Language, progress: (String) -> Void) {
    let runner = CaseRunner(table.chain, language: language)
    let results = table.cases.enumerated().map { index, testCase in
      if index.isMultiple(of: 100) { progress("\(table.file): case \(index + 1) of \(table.cases.count)") }
      return runner.run(testCase)
    }
    let generated = GeneratedCases(table, results) { progress("\(table.file): boundaries of \($0)") }
    parts.append(Part(table: table, results: results, generated: generated))
    if !coverages.contains(where: { $0.rules == table.rules }) { coverages.append((table.rules, VerdictCoverage())) }
    for index in coverages.indices where coverages[index].rules == table.rules {
      coverages[index].coverage.add(table.chain)
      for result in results { coverages[index].coverage.count(result.outcomes, .written) }
      for outcomes in generated.outcomes { coverages[index].coverage.count(outcomes, .generated) }
    }
  }

  var caseCount: Int { parts.reduce(0) { $0 + $1.results.count } }
  var failureCount: Int { parts.reduce(0) { $0 + $1.failures.count } }
  var generatedCount: Int { parts.reduce(0) { $0 + $1.generated.outcomes.count } }
  var findingCount: Int { parts.reduce(0) { $0 + $1.generated.findings.count } }

  /// How many outcomes there are to be seen in all rules, and how many of them written cases have seen.
  var total: (seen: Int, possible: Int) {
    coverages.reduce((0, 0)) { ($0.0 + $1.coverage.total.seen, $0.1 + $1.coverage.total.possible) }
  }

  /// The share that has been seen, in whole percent, rounded down; 100 where there is nothing to be seen.
  var percent: Int { total.possible == 0 ? 100 : total.seen * 100 / total.possible }
}
