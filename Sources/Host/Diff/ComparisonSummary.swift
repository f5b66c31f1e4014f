internal import RuleEngine

/// How many verdicts there are, and what becomes of them by other rules.
struct ComparisonSummary {
  /// How many flips there are of each kind.
  struct Counts: Hashable {
    var rejected = 0
    var approved = 0
    var reason = 0

    mutating func count(_ kind: Flip.Kind) {
      switch kind {
      case .rejected: rejected += 1
      case .approved: approved += 1
      case .reason: reason += 1
      }
    }

    var sum: Int { rejected + approved + reason }
  }

  private(set) var verdicts = 0
  private(set) var rejectedBefore = 0
  private(set) var unknown = 0
  /// How many verdicts are not known because of each; one may be because of several.
  private(set) var gaps: [Gap: Int] = [:]
  private(set) var unknownByPair: [String: Int] = [:]
  private(set) var flips = Counts()
  /// How many turn only because of those before them.
  private(set) var consequences = 0
  private(set) var byRule: [String: Counts] = [:]
  private(set) var byPair: [String: Counts] = [:]
  /// What the market did after what would be rejected, and after what would be approved.
  private(set) var aftermaths: [Flip.Kind: AftermathSummary] = [:]

  var same: Int { verdicts - unknown - flips.sum }

  mutating func count(_ finding: Finding, _ pair: String) {
    verdicts += 1
    switch finding {
    case .unknown(let causes):
      unknown += 1
      for gap in causes { gaps[gap, default: 0] += 1 }
      if !pair.isEmpty { unknownByPair[pair, default: 0] += 1 }
    case .rejectedBefore: rejectedBefore += 1
    case .approved, .rejected: return
    }
  }

  mutating func count(_ flip: Flip) {
    flips.count(flip.kind)
    if flip.cause == .history { consequences += 1 }
    byRule[flip.rule ?? "", default: Counts()].count(flip.kind)
    byPair[flip.pair, default: Counts()].count(flip.kind)
    if flip.kind != .reason, let aftermath = flip.aftermath {
      aftermaths[flip.kind, default: AftermathSummary()].add(aftermath)
    }
  }

  var orderedGaps: [(gap: Gap, count: Int)] {
    gaps.map { ($0.key, $0.value) }.sorted { ($1.1, "\($0.0)") < ($0.1, "\($1.0)") }
  }
}
