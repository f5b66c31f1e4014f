internal import RuleEngine

/// Counts records as the daily statistics do, and compares the two.
struct StatisticsCheck {
  // By bytes, as the store compares them: a String equals another spelling of its characters.
  private typealias Key = [[UInt8]]

  private struct Counts: Hashable {
    var approved: Int64 = 0
    var rejected: Int64 = 0
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
  /// - Parameter prunedThroughDay: up to this day records may be gone that were counted.
  func faults(_ stored: [StoreReader.DayStatistics], prunedThroughDay: String = "") -> [VerificationFault] {
    var remaining = counts
    var faults: [VerificationFault] = []
    for row in stored {
      let base = row.baseSymbol ?? ""
      let found = remaining.removeValue(forKey: StatisticsCheck.key(row.day, row.network, row.symbol, base)) ?? Counts()
      let columns = [
        ("entry_signals", row.entrySignals, found.approved + found.rejected),
        ("trades_approved", row.tradesApproved, found.approved),
        ("trades_rejected", row.tradesRejected, found.rejected),
      ]
      for (name, recorded, expected) in columns
      where row.day <= prunedThroughDay ? recorded < expected : recorded != expected {
        faults.append(
          VerificationFault(
            place: .day(row.day, symbol: row.symbol, baseSymbol: base), kind: .column(name), recorded: "\(recorded)",
            expected: "\(expected)"))
      }
    }
    for key in remaining.keys.sorted(by: { $0.lexicographicallyPrecedes($1) { $0.lexicographicallyPrecedes($1) } }) {
      guard let name = names[key], let found = remaining[key] else { continue }
      faults.append(
        VerificationFault(
          place: .day(name.day, symbol: name.symbol, baseSymbol: name.baseSymbol), kind: .column("entry_signals"),
          expected: "\(found.approved + found.rejected)"))
    }
    return faults
  }

  private static func key(_ parts: String...) -> Key { parts.map { Array($0.utf8) } }
}
