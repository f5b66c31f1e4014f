internal import RuleEngine

/// What came of a case.
struct CaseResult {
  /// Something that is not as the case says.
  struct Difference {
    let expected: String
    let found: String
    /// Where it shows.
    let position: SourceText.Position
  }

  let testCase: TestCase
  let differences: [Difference]
  /// What every node said that was evaluated or out of scope, by its id.
  let outcomes: [String: Outcome]

  var holds: Bool { differences.isEmpty }
}

/// Runs the cases of a table: each takes the way of a line of `evaluate`.
struct CaseRunner {
  private let judge: Judge

  init(_ chain: RuleChain, language: Language) {
    judge = Judge(chain: chain, messages: MessageWriter(language: language))
  }

  func run(_ testCase: TestCase) -> CaseResult {
    switch testCase.signal {
    case .entry(let entry):
      let verdict = judge.verdict(on: entry, signalID: entry.signal.id ?? testCase.name, seq: 1)
      let outcomes = verdict.decision.map { NodeOutcomes(judge.chain, $0).byID } ?? [:]
      return CaseResult(
        testCase: testCase,
        differences: verdictDifference(testCase, verdict) + outcomeDifferences(testCase, outcomes),
        outcomes: outcomes)
    case .bad(let fault, let position):
      // A misspelled signal is rejected, too: only a case that says why may expect that.
      let wanted = testCase.expectation
      let isExpected =
        wanted.action == .rejected && wanted.code == fault.code && wanted.rule == nil && wanted.outcomes.isEmpty
        && wanted.stage ?? .input == .input
      let difference = CaseResult.Difference(
        expected: words(wanted), found: "no entry signal (\(fault.code)): \(fault)", position: position)
      return CaseResult(testCase: testCase, differences: isExpected ? [] : [difference], outcomes: [:])
    }
  }

  private func verdictDifference(_ testCase: TestCase, _ verdict: Verdict) -> [CaseResult.Difference] {
    let wanted = testCase.expectation
    let rejection = verdict.ruling.rejection
    let holds =
      wanted.action.rawValue == verdict.ruling.action && [nil, rejection?.stage].contains(wanted.stage)
      && [nil, rejection?.rule].contains(wanted.rule) && [nil, rejection?.code].contains(wanted.code)
    if holds { return [] }
    var found = verdict.ruling.action
    if let rejection {
      found += " in \(rejection.stage.rawValue)" + (rejection.rule.map { " by \($0)" } ?? "") + ": \(rejection.reason)"
      if !rejection.reason.hasPrefix(rejection.code.rawValue) { found += " (\(rejection.code))" }
      let deciding = verdict.decision?.deciding?.trace.outcome.evidence.margin
      found += deciding.map { ", margin \($0)" } ?? ""
    }
    return [CaseResult.Difference(expected: words(wanted), found: found, position: testCase.position)]
  }

  private func outcomeDifferences(
    _ testCase: TestCase, _ outcomes: [String: Outcome]
  ) -> [CaseResult.Difference] {
    testCase.expectation.outcomes.compactMap { wanted in
      let found = outcomes[wanted.id]
      if let found, found.kind == wanted.kind, [nil, found.code].contains(wanted.code) { return nil }
      let words = [wanted.id, wanted.kind.rawValue, wanted.code?.rawValue].compactMap(\.self)
      return CaseResult.Difference(
        expected: words.joined(separator: " "),
        found: found.map { "\($0.words)" + ($0.evidence.margin.map { ", margin \($0)" } ?? "") }
          ?? "that it was not evaluated", position: testCase.position)
    }
  }

  private func words(_ wanted: Expectation) -> String {
    [
      wanted.action.rawValue, wanted.stage.map { "in \($0.rawValue)" }, wanted.rule.map { "by \($0)" },
      wanted.code.map { "with \($0)" },
    ].compactMap(\.self).joined(separator: " ")
  }
}

/// What each node said of one signal. An entry that is switched off, one of the risk review that was not asked, and what
/// stands below a node out of its scope said nothing.
struct NodeOutcomes {
  private(set) var byID: [String: Outcome] = [:]

  init(_ chain: RuleChain, _ decision: Decision) {
    let rejectedByGates = decision.deciding.map { chain.entries[$0.entryIndex].stage == .gates } ?? false
    for entry in chain.entries where entry.isEnabled && !(rejectedByGates && entry.stage == .riskReview) {
      byID[entry.id] = .notApplicable
    }
    for outcome in decision.outcomes { add(chain.entries[outcome.entryIndex].node, outcome.trace) }
  }

  /// Of one node and what is below it.
  init(_ node: ChainNode, _ trace: ChainNode.Trace) { add(node, trace) }

  private mutating func add(_ node: ChainNode, _ trace: ChainNode.Trace) {
    byID[node.id] = trace.outcome
    for (child, childTrace) in zip(node.children, trace.children) { add(child, childTrace) }
  }
}

extension Outcome {
  /// `pass`, `reject thin`.
  var words: String { [kind.rawValue, code?.rawValue].compactMap(\.self).joined(separator: " ") }
}
