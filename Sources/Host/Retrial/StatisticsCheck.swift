internal import RuleEngine

/// Counts records as the daily statistics do, and compares the two.
struct StatisticsCheck {
  // By bytes, as the store compares them: a String equals another spelling of its characters.
  private typealias Key = [[UInt8]]

  private struct Counts: Hashable {
    var approved: Int64 = 0
    var rejected: Int64 = 0

    var all: Int64 { approved + rejected }
  }

  private var counts: [Key: Counts] = [:]
  private var names: [Key: (day: String, symbol: String, baseSymbol: String)] = [:]

  /// Counts a record.
  mutating func count(_ entry: RecordedEntry) {
    let (day, base) = (CivilTime(ms: entry.nowMs).date, entry.signal.baseSymbol ?? "")
    let key = StatisticsCheck.key(day, entry.network.rawValue, entry.signal.symbol, base)
    if counts[key] == nil { names[key] = (day, entry.signal.symbol, base) }
    if entry.ruling.rejection == nil {
      counts[key, default: Counts()].approved += 1
    } else {
      counts[key, default: Counts()].rejected += 1
    }
  }

  /// What differs in the stored statistics.
  ///
  /// - Parameter pruning: the last one: up to its day records may be gone that were counted.
  func faults(_ stored: [StoreReader.DayStatistics], after pruning: Pruning? = nil) -> [VerificationFault] {
    let prunedThroughDay = pruning.map { CivilTime(ms: $0.latestTimeMs).date } ?? ""
    var remaining = counts
    var faults: [VerificationFault] = []
    for row in stored {
      let base = row.baseSymbol ?? ""
      let found = remaining.removeValue(forKey: StatisticsCheck.key(row.day, row.network, row.symbol, base)) ?? Counts()
      let place = VerificationFault.Place.day(row.day, symbol: row.symbol, baseSymbol: base)
      // A line is made with the first signal that it counts.
      if row.entrySignals == 0, found == Counts() {
        faults.append(VerificationFault(place: place, kind: .orphaned))
        continue
      }
      let isPruned = row.day <= prunedThroughDay
      let columns = [
        ("entry_signals", row.entrySignals, isPruned ? row.tradesApproved &+ row.tradesRejected : found.all),
        ("trades_approved", row.tradesApproved, found.approved),
        ("trades_rejected", row.tradesRejected, found.rejected),
      ]
      for (name, recorded, expected) in columns
      where isPruned && name != "entry_signals" ? recorded < expected : recorded != expected {
        faults.append(
          VerificationFault(place: place, kind: .column(name), recorded: "\(recorded)", expected: "\(expected)"))
      }
    }
    for key in remaining.keys.sorted(by: { $0.lexicographicallyPrecedes($1) { $0.lexicographicallyPrecedes($1) } }) {
      guard let name = names[key], let found = remaining[key] else { continue }
      faults.append(
        VerificationFault(
          place: .day(name.day, symbol: name.symbol, baseSymbol: name.baseSymbol), kind: .column("entry_signals"),
          expected: "\(found.all)"))
    }
    guard faults.isEmpty, let pruning else { return faults }
    // Every record was counted, from the first one on.
    let counted = stored.reduce(Int64(0)) { $1.day <= prunedThroughDay ? $0 &+ $1.entrySignals : $0 }
    let kept = counts.filter { (names[$0.key]?.day ?? "") <= prunedThroughDay }
    let expected = kept.values.reduce(pruning.verdicts.seq) { $0 &+ $1.all }
    if counted == expected { return [] }
    return [
      VerificationFault(
        place: .days(through: prunedThroughDay), kind: .column("entry_signals"), recorded: "\(counted)",
        expected: "\(expected)")
    ]
  }

  private static func key(_ parts: String...) -> Key { parts.map { Array($0.utf8) } }
}
