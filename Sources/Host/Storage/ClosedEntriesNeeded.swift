internal import RuleEngine

/// Which closed entries rows of losses stand on, so that they outlive their records.
///
/// Those are, of each group, the last one that was no loss, and the losses behind it. A loss that one group needs is no
/// part of another's row, because that one's last win is there, too.
struct ClosedEntriesNeeded {
  private var rows: [History.Group: [Int64]] = [:]

  /// Takes entries with the places of their verdicts, in any order.
  init(_ entries: [StoredEntry]) {
    var closed: [(seq: Int64, entry: History.Entry, closure: History.Entry.Closure)] = []
    for stored in entries {
      if let closure = stored.entry.closure { closed.append((stored.seq, stored.entry, closure)) }
    }
    // Of two that are closed in one millisecond the loss is the later.
    closed.sort { ($0.closure.timeMs, $0.closure.isLoss ? 1 : 0) < ($1.closure.timeMs, $1.closure.isLoss ? 1 : 0) }
    for (seq, entry, closure) in closed {
      for group in [.all, .coin(entry.coin), .pair(entry.pair), .strategy(entry.strategy)] as [History.Group] {
        if closure.isLoss { rows[group, default: []].append(seq) } else { rows[group] = [seq] }
      }
    }
  }

  /// The places of their verdicts.
  var seqs: Set<Int64> { Set(rows.values.joined()) }
}
