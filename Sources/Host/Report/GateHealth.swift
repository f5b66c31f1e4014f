internal import RuleEngine

/// What looks wrong with an entry.
///
/// A first version: what the counts of the record alone tell.
enum GateFinding: Hashable {
  /// It has not known once.
  case alwaysUnavailable(asked: Int)
  /// It has never passed.
  case neverPassed(asked: Int)
  /// It rejected each of the last signals.
  case rejectedLast(Int, sinceMs: Int64)
  /// It let signals pass without knowing.
  case allowedUnknown(Int, asked: Int)

  /// How many outcomes it takes before their being all alike says something.
  static let wantedCount = 20

  /// What is to be said of an entry; empty where all is well.
  static func findings(_ tally: EntryTally) -> [GateFinding] {
    // Where it is not applicable it has judged nothing.
    let asked = tally.asked - tally.count(.notApplicable)
    var findings: [GateFinding] = []
    if asked >= wantedCount, tally.count(.unavailable) == asked {
      findings.append(.alwaysUnavailable(asked: asked))
    } else if asked >= wantedCount, tally.count(.pass) == 0 {
      findings.append(.neverPassed(asked: asked))
    } else if tally.rejectionsInARow >= wantedCount, let sinceMs = tally.rejectsSinceMs {
      findings.append(.rejectedLast(tally.rejectionsInARow, sinceMs: sinceMs))
    }
    if tally.allowed > 0 { findings.append(.allowedUnknown(tally.allowed, asked: asked)) }
    return findings
  }
}
