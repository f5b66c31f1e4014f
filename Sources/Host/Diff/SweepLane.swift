internal import RuleEngine

/// One value of a sweep: its rules, and what they have said so far.
struct SweepLane: Sendable {
  let value: ExactDecimal
  private var hindsight: Hindsight
  private(set) var approvals = 0
  private(set) var rejections = 0
  private(set) var unknown = 0
  /// What the market did after the approvals.
  private(set) var aftermath = AftermathSummary()

  init(_ value: ExactDecimal, _ chain: RuleChain) {
    self.value = value
    hindsight = Hindsight(chain)
  }

  /// Takes what comes next.
  mutating func take(_ items: [TrialRecord.Item], _ filter: StoreReader.Filter) {
    for item in items {
      switch item {
      case .entry(let item):
        let finding = hindsight.judge(item)
        hindsight.remember(item, finding)
        if filter.contains(item.entry) { count(finding, item.aftermath) }
      case .exit(let exit): hindsight.note(exit)
      case .lost(let timeMs): hindsight.lose(through: timeMs)
      case .unreadable(let columns):
        unknown += 1
        if let columns { hindsight.remember(columns) }
      }
    }
  }

  private mutating func count(_ finding: Finding, _ after: Aftermath?) {
    switch finding.isApproved {
    case true?:
      approvals += 1
      if let after { aftermath.add(after) }
    case false?: rejections += 1
    case nil: unknown += 1
    }
  }
}
