internal import RuleEngine

/// A record or an exit with what can be found out about it without those before it: by any thread, in any order.
enum PreparedItem: Sendable {
  /// A record: the hash that its bytes give, what it says, and columns that do not repeat it, or that it says nothing.
  case record(StoredRow, hash: String, RecordedEntry?, [VerificationFault])
  /// An exit, the hash that its bytes give, and columns that its line does not bear out.
  case exit(StoredExit, hash: String, [VerificationFault])

  init(_ item: StoredRecords.Item) {
    switch item {
    case .exit(let exit): self = .exit(exit, hash: exit.computedHash, exit.columnFaults)
    case .verdict(let row):
      let line = row.signalLine ?? []
      let hash = VerdictRecord.hash(
        previous: row.previousHash, verdict: row.verdict, signal: line, evidence: row.evidence)
      let entry = RecordedEntry(seq: row.seq, verdict: row.verdict, signalLine: line, evidence: row.evidence)
      self = .record(row, hash: hash, entry, PreparedItem.faults(row, entry))
    }
  }

  private static func faults(_ row: StoredRow, _ entry: RecordedEntry?) -> [VerificationFault] {
    guard let entry else { return [VerificationFault(place: .record(row.seq), kind: .unreadable)] }
    var faults: [VerificationFault] = []
    for (column, recorded) in zip(RepeatedColumn.all, row.repeated) {
      let expected = column.text(entry)
      // By bytes: a String equals another spelling of its characters.
      if recorded.map({ Array($0.utf8) }) != expected.map({ Array($0.utf8) }) {
        faults.append(
          VerificationFault(
            place: .record(row.seq), kind: .column(column.name), recorded: recorded, expected: expected))
      }
    }
    return faults
  }
}

extension StoredExit {
  /// The hash that its bytes give.
  fileprivate var computedHash: String {
    ExitRecord.hash(
      previous: previousHash, number: number, seq: seq, afterSeq: afterSeq, timeMs: timeMs, pnlUSD: pnlUSD, line: line)
  }

  /// Where its columns and its line are not of one exit. The hash alone does not tell: other columns may give the same
  /// bytes, parted elsewhere.
  fileprivate var columnFaults: [VerificationFault] {
    let read = line.withUnsafeBytes { try? ExitParser.parse($0, requiresTime: false)?.exit.get() }
    guard let read, ExactDecimal(pnlUSD) != nil, RecordedEntry.isMoment(timeMs) else {
      return [VerificationFault(place: .exit(number), kind: .unreadable)]
    }
    return [("pnl_usd", pnlUSD, read.pnlUSD.description), ("signal_id", signalID ?? read.signalID, read.signalID)]
      .filter { !$0.1.utf8.elementsEqual($0.2.utf8) }
      .map { VerificationFault(place: .exit(number), kind: .column($0.0), recorded: $0.1, expected: $0.2) }
  }
}
