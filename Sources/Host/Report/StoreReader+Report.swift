internal import RuleEngine

extension StoreReader {
  /// Folds the records that match into a report, in one look at the store.
  func report(_ filter: Filter, _ reader: ExplanationReader) throws(StoreError) -> Report {
    // A host may be writing: records and statistics must be of one moment.
    try StoreError.wrap { () throws(SQLiteError) in try connection.execute("BEGIN") }
    defer { try? connection.execute("ROLLBACK") }
    var report = Report(Report.Subject(kind: try SQLiteVerdictStore.kind(of: connection), filter: filter))
    try StoreError.wrap { () throws(SQLiteError) in
      let (conditions, values) = filter.conditions()
      let statement = try connection.prepare(
        """
        SELECT seq, verdict, verdicts.hash, signals.seq IS NULL FROM verdicts LEFT JOIN signals USING (seq)
        WHERE \(conditions) ORDER BY seq
        """)
      try statement.bind(values)
      while try statement.step() {
        let isWithoutSignal = statement.integer(3) == 1
        let explanation =
          isWithoutSignal ? nil : reader.read(verdict: statement.bytes(1) ?? [], evidence: Array("{}".utf8))
        report.add(explanation, seq: statement.integer(0), hash: statement.text(2) ?? "")
      }
    }
    report.statistics = try statistics(filter, last: nil)
    report.pruning = try lastPruning()
    return report
  }
}
