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

  /// A record as a reader sees it.
  struct Row {
    let seq: Int64
    let signalID: String
    let timeMs: Int64
    let pair: String
    let coin: String
    let direction: String
    let strategy: String?
    let action: String
    let stage: String?
    let rule: String?
    let code: String?
    let reason: String?
    let verdict: String
    let previousHash: String
    let hash: String
    /// Whether its signal is there.
    let hasSignal: Bool

    /// Whether its signal is there, and its verdict is a line of JSON.
    var isReadable: Bool { hasSignal && VerdictRecord.isLine(Array(verdict.utf8)) }
  }

  /// Reads the next row; nil behind the last one.
  typealias RowSource<Row> = () throws(StoreError) -> Row?

  /// The records that match, oldest first; only the last `last` of them where that is given.
  func verdicts(_ filter: Filter, last: Int?) throws(StoreError) -> RowSource<Row> {
    let (conditions, values) = filter.conditions()
    // The places alone are put in order: the texts of a million verdicts would not stay in memory.
    return try rows(
      """
      SELECT seq, signal_id, verdicts.time, pair, coin, direction, strategy, verdicts.action, stage, rule, code, reason,
        verdict, prev, hash
      FROM verdicts LEFT JOIN signals USING (seq) WHERE seq IN (
        SELECT seq FROM verdicts LEFT JOIN signals USING (seq) WHERE \(conditions) ORDER BY seq DESC LIMIT ?
      ) ORDER BY seq
      """, values + [.integer(Int64(last ?? -1))]
    ) { statement in
      Row(
        seq: statement.integer(0), signalID: statement.text(1) ?? "", timeMs: statement.integer(2),
        pair: statement.text(3) ?? "", coin: statement.text(4) ?? "", direction: statement.text(5) ?? "",
        strategy: statement.text(6), action: statement.text(7) ?? "", stage: statement.text(8), rule: statement.text(9),
        code: statement.text(10), reason: statement.text(11), verdict: statement.text(12) ?? "",
        previousHash: statement.text(13) ?? "", hash: statement.text(14) ?? "", hasSignal: statement.text(1) != nil)
    }
  }

  /// Calls `body` with the records that match, oldest first; only the last `last` of them where that is given.
  func forEachVerdict(_ filter: Filter, last: Int?, _ body: (Row) -> Void) throws(StoreError) {
    let next = try verdicts(filter, last: last)
    while let row = try next() { body(row) }
  }

  /// The places of records that match as far as can be told, and whose signals are gone.
  func verdictsWithoutSignal(_ filter: Filter) throws(StoreError) -> [Int64] {
    let (conditions, values) = filter.conditions()
    let next = try rows(
      "SELECT seq FROM verdicts LEFT JOIN signals USING (seq) WHERE signals.seq IS NULL AND \(conditions) ORDER BY seq",
      values
    ) { $0.integer(0) }
    var seqs: [Int64] = []
    while let seq = try next() { seqs.append(seq) }
    return seqs
  }

  /// The last pruning; nil where nothing was pruned, and of a store of an earlier version.
  func lastPruning() throws(StoreError) -> Pruning? {
    try StoreError.wrap { () throws(SQLiteError) in
      let table = try connection.integer("SELECT 1 FROM main.sqlite_schema WHERE name = 'prunings'")
      return table == nil ? nil : try Pruning.last(in: connection)
    }
  }

  /// The rows of a query, read as they are asked for.
  func rows<Row>(
    _ sql: String, _ values: [SQLiteStatement.Value], _ read: @escaping (SQLiteStatement) -> Row
  ) throws(StoreError) -> RowSource<Row> {
    let statement = try StoreError.wrap { () throws(SQLiteError) in
      let statement = try connection.prepare(sql)
      try statement.bind(values)
      return statement
    }
    return { () throws(StoreError) in
      try StoreError.wrap { () throws(SQLiteError) in try statement.step() ? read(statement) : nil }
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
    let (conditions, values) = filter.asksForVerdicts ? filter.conditions() : filter.dayConditions
    let counted = """
      SELECT day, network, symbol, coalesce(base_symbol, '') AS base_symbol, count(*) AS entry_signals,
        sum(verdicts.action = 'approved') AS trades_approved, sum(verdicts.action = 'rejected') AS trades_rejected
      FROM verdicts JOIN signals USING (seq) JOIN store WHERE \(conditions) GROUP BY 1, 2, 3, 4
      """
    let kept = "SELECT * FROM daily_stats WHERE \(conditions)"
    let next = try rows(
      """
      SELECT * FROM (
        SELECT * FROM (\(filter.asksForVerdicts ? counted : kept)) ORDER BY 1 DESC, 2 DESC, 3 DESC, 4 DESC LIMIT ?
      ) ORDER BY 1, 2, 3, 4
      """, values + [.integer(Int64(last ?? -1))]
    ) { statement in
      let baseSymbol = statement.text(3) ?? ""
      return DayStatistics(
        day: statement.text(0) ?? "", network: statement.text(1) ?? "", symbol: statement.text(2) ?? "",
        baseSymbol: baseSymbol.isEmpty ? nil : baseSymbol, entrySignals: statement.integer(4),
        tradesApproved: statement.integer(5), tradesRejected: statement.integer(6))
    }
    var rows: [DayStatistics] = []
    while let row = try next() { rows.append(row) }
    return rows
  }
}
