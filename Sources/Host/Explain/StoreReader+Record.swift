internal import RuleEngine

/// Why nothing can be explained.
enum ExplainFault: Error, Hashable {
  /// The store has no such verdict: `of the signal "s-1"`; it may be among those that were pruned.
  case noVerdict(String, store: String, Pruning?)
  /// Several verdicts have the id: of those after the first the fields differed.
  case repeated(id: String, seqs: [Int64], store: String)
  /// A record cannot be read.
  case damaged(seq: Int64, store: String)
  /// The input holds no signal.
  case noSignal(name: String)
}

extension StoreReader {
  /// A record as it was written.
  struct StoredRecord {
    let seq: Int64
    let verdict: [UInt8]
    let signalLine: [UInt8]
    let evidence: [UInt8]
  }

  /// The records of a signal's id, or the one at a place, or the one that is both, in the order of the store.
  func records(signalID: String?, seq: Int?) throws(StoreError) -> [StoredRecord] {
    try StoreError.wrap { () throws(SQLiteError) in
      let conditions = [signalID.map { _ in "signal_id = ?" }, seq.map { _ in "seq = ?" }].compactMap(\.self)
      let statement = try connection.prepare(
        """
        SELECT seq, verdict, line, evidence FROM verdicts LEFT JOIN signals USING (seq)
        WHERE \(conditions.joined(separator: " AND ")) ORDER BY seq
        """)
      try statement.bind([signalID.map { .text($0) }, seq.map { .integer(Int64($0)) }].compactMap(\.self))
      var records: [StoredRecord] = []
      while try statement.step() {
        records.append(
          StoredRecord(
            seq: statement.integer(0), verdict: statement.bytes(1) ?? [], signalLine: statement.bytes(2) ?? [],
            evidence: statement.bytes(3) ?? []))
      }
      return records
    }
  }
}
