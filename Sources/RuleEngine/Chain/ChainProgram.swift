/// One part of the chain as evaluation walks it: flat arrays, without what only people read.
///
/// A step is a few plain words. So walking thousands of them copies no text and counts no references, which would
/// otherwise cost more than the rules themselves; rules and scopes stand in arrays of their own.
struct ChainProgram: Sendable {
  /// What to do for one enabled entry.
  fileprivate struct Step {
    /// The place in `RuleChain.entries`.
    let entryIndex: Int
    /// The place in `rules`, or nothing for a combination, which is asked through its entry.
    let rule: Int?
    /// The place in `scopes`, where the index by coin leaves something to look at.
    let scope: Int?
    let mode: EntryMode
    let onUnavailable: UnavailablePolicy
  }

  private var steps: ContiguousArray<Step> = []
  private var rules: ContiguousArray<any EntryRule> = []
  private var scopes: ContiguousArray<Scope> = []
  private let index: CoinIndex

  /// Takes the enabled entries of one stage.
  init(_ entries: [ChainEntry], stage: ChainEntry.Stage) {
    let part = entries.indices.filter { entries[$0].isEnabled && entries[$0].stage == stage }
    index = CoinIndex(part.map { entries[$0].node.scope })
    for entryIndex in part { add(entries[entryIndex], at: entryIndex) }
  }

  private mutating func add(_ entry: ChainEntry, at entryIndex: Int) {
    let scope = entry.node.scope
    var rule: Int?
    if case .rule(let instance) = entry.node.body {
      rule = rules.count
      rules.append(instance.rule)
    }
    var scopeIndex: Int?
    if !scope.isSettledByCoin {
      scopeIndex = scopes.count
      scopes.append(scope)
    }
    steps.append(
      Step(
        entryIndex: entryIndex, rule: rule, scope: scopeIndex, mode: entry.mode, onUnavailable: entry.onUnavailable))
  }

  /// Asks every entry in whose scope a signal is, in the order of the chain.
  ///
  /// - Complexity: O(entries for the signal's coin or for no coin in particular), plus what the rules cost. Without an
  ///   outcome to list it allocates nothing.
  func evaluate(
    _ entry: EntryContext, _ entries: [ChainEntry], listing: Decision.Listing, into decision: inout Decision
  ) {
    index.forEachCandidate(for: entry.signal.coin) { number in
      let step = steps[number]
      if let scope = step.scope, !scopes[scope].contains(entry.signal) { return }
      if let rule = step.rule {
        let outcome = rules[rule].evaluate(entry)
        let blocks = step.blocks(on: outcome.kind)
        if blocks || listing == .all {
          decision.add(step.entryIndex, ChainNode.Trace(outcome: outcome, children: []), blocks: blocks)
        }
      } else {
        let trace = entries[step.entryIndex].node.evaluateInScope(entry)
        let blocks = step.blocks(on: trace.outcome.kind)
        if blocks || listing == .all { decision.add(step.entryIndex, trace, blocks: blocks) }
      }
    }
  }

  /// Calls `body` with the places of the entries that may be meant for a coin, in the order of the chain.
  func forEachEntry(for coin: Coin, _ body: (Int) -> Void) {
    index.forEachCandidate(for: coin) { body(steps[$0].entryIndex) }
  }
}

extension ChainProgram.Step {
  /// Whether an outcome of this entry blocks the signal.
  fileprivate func blocks(on outcome: Outcome.Kind) -> Bool {
    switch outcome {
    case .pass, .notApplicable: false
    case .reject: mode == .enforce
    case .unavailable: mode == .enforce && onUnavailable == .reject
    }
  }
}
