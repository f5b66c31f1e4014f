#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif
internal import RuleEngine

/// Reads a store without changing it, while another process may be writing it.
final class StoreReader {
  // Queries of single commands stand with them.
  let connection: SQLiteConnection

  /// Opens an existing store.
  ///
  /// - Throws: `StoreError` where the file is not a store that this program knows.
  init(path: String) throws(StoreError) {
    guard StoreReader.exists(path) else { throw .missing }
    try StoreLock.refuseNonFile(path)
    connection = try StoreError.wrap { () throws(SQLiteError) in
      try SQLiteConnection(path: path, .readOnly, busyTimeoutMs: SQLiteVerdictStore.busyTimeoutMs)
    }
    // A new, empty file is no store: whoever wants to read it has named the wrong one.
    guard try SQLiteVerdictStore.schemaVersion(of: connection) > 0 else { throw .foreign }
  }

  /// Whether there is a file; one that cannot be looked at is taken for one.
  static func exists(_ path: String) -> Bool {
    access(path, F_OK) == 0 || (errno != ENOENT && errno != ENOTDIR)
  }

  /// Which records to read; what is nil does not limit them.
  struct Filter {
    var pair: String?
    var coin: String?
    var rule: String?
    var action: String?
    var day: String?
    /// From this moment on.
    var fromMs: Int64?
    /// Before this moment.
    var toMs: Int64?

    /// The condition of a query of `verdicts`, and what is bound to it.
    var conditions: (sql: String, values: [SQLiteStatement.Value]) {
      let texts = [
        ("verdicts.pair = ?", pair), ("verdicts.coin = ?", coin), ("verdicts.rule = ?", rule),
        ("verdicts.action = ?", action), ("verdicts.day = ?", day),
      ]
      let times = [("verdicts.time >= ?", fromMs), ("verdicts.time < ?", toMs)]
      let given =
        texts.compactMap { sql, value in value.map { (sql, SQLiteStatement.Value.text($0)) } }
        + times.compactMap { sql, value in value.map { (sql, SQLiteStatement.Value.integer($0)) } }
      let sql = given.isEmpty ? "" : "WHERE " + given.map(\.0).joined(separator: " AND ")
      return (sql, given.map(\.1))
    }

    fileprivate var asksForVerdicts: Bool {
      rule != nil || action != nil || pair != nil || coin != nil || fromMs != nil || toMs != nil
    }
  }

  /// A record as a reader sees it.
  struct Row {
    let seq: Int64
    let signalID: String
    let timeMs: Int64
    let pair: String
    let direction: String
    let action: String
    let rule: String?
    let code: String?
    let reason: String?
    let verdict: String
    let previousHash: String
    let hash: String
  }

  /// Calls `body` with the records that match, oldest first; only the last `last` of them where that is given.
  func forEachVerdict(_ filter: Filter, last: Int?, _ body: (Row) -> Void) throws(StoreError) {
    try StoreError.wrap { () throws(SQLiteError) in
      let (conditions, values) = filter.conditions
      let statement = try connection.prepare(
        """
        SELECT * FROM (
          SELECT seq, signal_id, verdicts.time, pair, direction, verdicts.action, rule, code, reason, verdict, prev, hash
          FROM verdicts JOIN signals USING (seq) \(conditions) ORDER BY seq DESC LIMIT ?
        ) ORDER BY seq
        """)
      try statement.bind(values + [.integer(Int64(last ?? -1))])
      while try statement.step() {
        body(
          Row(
            seq: statement.integer(0), signalID: statement.text(1) ?? "", timeMs: statement.integer(2),
            pair: statement.text(3) ?? "", direction: statement.text(4) ?? "", action: statement.text(5) ?? "",
            rule: statement.text(6), code: statement.text(7), reason: statement.text(8),
            verdict: statement.text(9) ?? "", previousHash: statement.text(10) ?? "", hash: statement.text(11) ?? ""))
      }
    }
  }

  /// One day's statistics of one symbol against another.
  struct DayStatistics {
    let day: String
    let network: String
    let symbol: String
    let baseSymbol: String?
    let entrySignals: Int64
    let tradesApproved: Int64
    let tradesRejected: Int64
  }

  /// The daily statistics that match, oldest first; only the last `last` where that is given.
  ///
  /// Filters that look at single verdicts count those; the others read what was counted as the verdicts were given.
  func statistics(_ filter: Filter, last: Int?) throws(StoreError) -> [DayStatistics] {
    try StoreError.wrap { () throws(SQLiteError) in
      let (conditions, values) = filter.conditions
      let counted = """
        SELECT day, network, symbol, coalesce(base_symbol, '') AS base_symbol, count(*) AS entry_signals,
          sum(verdicts.action = 'approved') AS trades_approved, sum(verdicts.action = 'rejected') AS trades_rejected
        FROM verdicts JOIN signals USING (seq) JOIN store \(conditions) GROUP BY 1, 2, 3, 4
        """
      let kept = "SELECT * FROM daily_stats AS verdicts \(conditions)"
      let statement = try connection.prepare(
        """
        SELECT * FROM (
          SELECT * FROM (\(filter.asksForVerdicts ? counted : kept)) ORDER BY 1 DESC, 2 DESC, 3 DESC, 4 DESC LIMIT ?
        ) ORDER BY 1, 2, 3, 4
        """)
      try statement.bind(values + [.integer(Int64(last ?? -1))])
      var rows: [DayStatistics] = []
      while try statement.step() {
        let baseSymbol = statement.text(3) ?? ""
        rows.append(
          DayStatistics(
            day: statement.text(0) ?? "", network: statement.text(1) ?? "", symbol: statement.text(2) ?? "",
            baseSymbol: baseSymbol.isEmpty ? nil : baseSymbol, entrySignals: statement.integer(4),
            tradesApproved: statement.integer(5), tradesRejected: statement.integer(6)))
      }
      return rows
    }
  }
}
