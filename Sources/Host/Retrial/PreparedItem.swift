internal import RuleEngine

/// A record or an exit with what can be found out about it without those before it: by any thread, in any order.
enum PreparedItem: Sendable {
  /// A record: the hash that its bytes give, what it says, and columns that do not repeat it.
  case record(StoredRow, hash: String, RecordedEntry?, [VerificationFault])
  /// An exit, and the hash that its bytes give.
  case exit(StoredExit, hash: String)

  init(_ item: StoredRecords.Item) {
    switch item {
    case .exit(let exit): self = .exit(exit, hash: exit.computedHash)
    case .verdict(let row):
      let line = row.signalLine ?? []
      let hash = VerdictRecord.hash(
        previous: row.previousHash, verdict: row.verdict, signal: line, evidence: row.evidence)
      let entry = RecordedEntry(seq: row.seq, verdict: row.verdict, signalLine: line, evidence: row.evidence)
      self = .record(row, hash: hash, entry, entry.map { PreparedItem.faults(row, $0) } ?? [])
    }
  }

  private static func faults(_ row: StoredRow, _ entry: RecordedEntry) -> [VerificationFault] {
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
}
