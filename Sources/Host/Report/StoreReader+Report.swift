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
        "SELECT seq, verdict, verdicts.hash FROM verdicts JOIN signals USING (seq) WHERE \(conditions) ORDER BY seq")
      try statement.bind(values)
      while try statement.step() {
        let explanation = reader.read(verdict: statement.bytes(1) ?? [], evidence: Array("{}".utf8))
        report.add(explanation, seq: statement.integer(0), hash: statement.text(2) ?? "")
      }
    }
    report.statistics = try statistics(filter, last: nil)
    return report
  }
}
