internal import RuleEngine

/// What is known of the moment at which an entry was judged, and what each node may have said then.
struct HindsightView {
  let item: JudgedEntry
  /// With the least of the history that may have been.
  let least: EntryContext
  /// With the most of it; nil where it is the same.
  let most: EntryContext?
  let lostThroughMs: Int64?
  /// With one entry that was closed with a loss, or without one; nil where all is known of how entries were closed.
  var closures: (loss: EntryContext, win: EntryContext)?

  /// What a node may have said; gathers what is not known of it.
  func outcomes(of node: ChainNode, _ gaps: inout Set<Gap>) -> PossibleOutcomes {
    guard node.scope.contains(least.signal) else { return .notApplicable }
    switch node.body {
    case .combination(let combinator, let nodes):
      return combinator.combine(nodes.map { outcomes(of: $0, &gaps) })
    case .rule(let instance):
      let outcome = instance.rule.evaluate(least)
      let found = self.gaps(of: instance, outcome)
      gaps.formUnion(found)
      return found.isEmpty ? PossibleOutcomes(outcome) : .any
    }
  }

  private func gaps(of instance: ChainNode.RuleInstance, _ outcome: Outcome) -> Set<Gap> {
    let rule = instance.rule
    var gaps = Set(instance.feeds[least.signal.coin].filter { !item.isKnown($0) }.map { Gap.feed($0) })
    if rule.readsBalance, !item.isBalanceKnown { gaps.insert(.balance) }
    if rule.readsAssetContext, !item.isContextKnown { gaps.insert(.context(least.signal.coin)) }
    for feed in instance.feeds[least.signal.coin] where !item.isPastKnown(of: feed, windowMs: rule.quoteWindowMs) {
      gaps.insert(.past(feed))
    }
    guard rule.historyWindowMs > 0 || rule.openEntriesWindowMs > 0 else { return gaps }
    if let most {
      let other = rule.evaluate(most)
      if other.kind != outcome.kind || other.code != outcome.code { gaps.insert(.earlier) }
    }
    if let lostThroughMs {
      // As good as any age, and far from where differences overflow.
      let windowMs = max(rule.historyWindowMs, min(rule.openEntriesWindowMs, 1 << 60))
      if least.nowMs - windowMs < lostThroughMs { gaps.insert(.records) }
    }
    // Whoever asks how entries were closed says of a loss something else than of a win, in its numbers at least.
    if let closures, rule.evaluate(closures.loss) != rule.evaluate(closures.win) {
      gaps.insert(lostThroughMs == nil ? .exits : .records)
    }
    return gaps
  }
}
