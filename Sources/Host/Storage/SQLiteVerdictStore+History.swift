internal import RuleEngine

// What a pipeline asks of what was recorded: the earlier verdicts, the entries that exits are for, the exits.
extension SQLiteVerdictStore {
  private static let columns = """
    verdicts.time, coin, pair, strategy, verdicts.action = 'approved', code, exits.time, pnl_usd, verdicts.seq
    """

  // The same of an entry whose record was pruned.
  private static let carriedColumns = """
    carried.time, coin, pair, strategy, 1, NULL, coalesce(closed, exits.time), coalesce(carried.pnl_usd, exits.pnl_usd),
    carried.seq
    """

  func history(after timeMs: Int64, openAfter openMs: Int64) throws(StoreError) -> [History.Entry] {
    try checkFiles()
    return try SQLiteVerdictStore.history(of: connection, after: timeMs, openAfter: openMs)
  }

  /// See `VerdictStore.history`.
  ///
  /// - Parameter seq: only what was recorded before the verdict with this place counts.
  static func history(
    of connection: SQLiteConnection, after timeMs: Int64, openAfter openMs: Int64, before seq: Int64 = .max
  ) throws(StoreError) -> [History.Entry] {
    try StoreError.wrap { () throws(SQLiteError) in
      let joined = """
        SELECT \(columns) FROM verdicts JOIN signals USING (seq)
        LEFT JOIN exits ON exits.seq = verdicts.seq AND exits.after_seq < ?1 WHERE +verdicts.seq < ?1
        """
      let recent = try connection.prepare("\(joined) AND verdicts.time > ?2 ORDER BY verdicts.seq")
      try recent.bind([.integer(seq), .integer(timeMs)])
      let closed = try connection.prepare(
        """
        SELECT \(columns) FROM exits JOIN verdicts USING (seq) JOIN signals USING (seq)
        WHERE exits.after_seq < ?1 AND verdicts.time <= ?2 ORDER BY number
        """)
      try closed.bind([.integer(seq), .integer(timeMs)])
      let open = try connection.prepare(
        """
        \(joined) AND verdicts.time > ?2 AND verdicts.time <= ?3 AND verdicts.action = 'approved' AND exits.seq IS NULL
        """)
      try open.bind([.integer(seq), .integer(openMs), .integer(timeMs)])
      let carried = try connection.prepare(
        """
        SELECT \(carriedColumns)
        FROM carried_entries AS carried LEFT JOIN exits ON exits.seq = carried.seq AND exits.after_seq < ?1
        WHERE carried.time > ?2 OR closed IS NOT NULL OR exits.seq IS NOT NULL
        """)
      try carried.bind([.integer(seq), .integer(openMs)])
      return try recent.entries() + closed.entries() + open.entries() + carried.entries()
    }
  }

  func entry(signalID: String) throws(StoreError) -> StoredEntry? {
    try checkFiles()
    return try StoreError.wrap { () throws(SQLiteError) in
      let statement = try connection.prepare(
        """
        SELECT \(SQLiteVerdictStore.columns)
        FROM signals JOIN verdicts USING (seq) LEFT JOIN exits USING (seq)
        WHERE signal_id = ? ORDER BY seq LIMIT 1
        """)
      try statement.bind([.text(signalID)])
      if let entry = try statement.storedEntries().first { return entry }
      let carried = try connection.prepare(
        """
        SELECT \(SQLiteVerdictStore.carriedColumns) FROM carried_entries AS carried LEFT JOIN exits USING (seq)
        WHERE signal_id = ? ORDER BY seq LIMIT 1
        """)
      try carried.bind([.text(signalID)])
      return try carried.storedEntries().first
    }
  }

  /// All entries that are closed, with their exits.
  static func closedEntries(_ connection: SQLiteConnection) throws(SQLiteError) -> [StoredEntry] {
    let recorded = try connection.prepare(
      "SELECT \(columns) FROM exits JOIN verdicts USING (seq) JOIN signals USING (seq)")
    let carried = try connection.prepare(
      """
      SELECT \(carriedColumns) FROM carried_entries AS carried LEFT JOIN exits USING (seq)
      WHERE closed IS NOT NULL OR exits.seq IS NOT NULL
      """)
    return try recorded.storedEntries() + carried.storedEntries()
  }

  /// The approved entries up to a place, with their exits where they have one.
  static func approvedEntries(
    _ connection: SQLiteConnection, through seq: Int64
  ) throws(SQLiteError) -> [StoredEntry] {
    let statement = try connection.prepare(
      """
      SELECT \(columns) FROM verdicts JOIN signals USING (seq) LEFT JOIN exits USING (seq)
      WHERE verdicts.seq <= ? AND verdicts.action = 'approved'
      """)
    try statement.bind([.integer(seq)])
    return try statement.storedEntries()
  }

  func exitTail() throws(StoreError) -> StoreTail? {
    try checkFiles()
    return try StoreError.wrap { () throws(SQLiteError) in
      let statement = try connection.prepare("SELECT number, hash FROM exits ORDER BY number DESC LIMIT 1")
      guard try statement.step() else { return try Pruning.last(in: connection)?.exits }
      return try StoreTail(last: statement)
    }
  }
}

extension StoreTail {
  /// Reads place and hash of what the next one will follow.
  init(last statement: SQLiteStatement) throws(SQLiteError) {
    let seq = statement.integer(0)
    guard (0..<Int64.max).contains(seq) else { throw .damaged("no record was ever written there", in: "record \(seq)") }
    self.init(seq: seq, hash: statement.text(1) ?? "")
  }
}

extension SQLiteStatement {
  /// The rows of a query for time, coin, pair, strategy, whether it was approved, code, and of the exit time and result.
  func entries() throws(SQLiteError) -> [History.Entry] {
    var entries: [History.Entry] = []
    while try step() {
      if let entry = try entry() { entries.append(entry) }
    }
    return entries
  }

  /// The rows of a query for the same, and the place of the verdict.
  func storedEntries() throws(SQLiteError) -> [StoredEntry] {
    var entries: [StoredEntry] = []
    while try step() {
      if let entry = try entry() { entries.append(StoredEntry(seq: integer(8), entry: entry)) }
    }
    return entries
  }

  private func entry() throws(SQLiteError) -> History.Entry? {
    guard let coin = text(1).flatMap({ Coin($0) }), let pair = text(2) else { return nil }
    let code = text(5).map { ReasonCode(rawValue: $0) }
    var closure: History.Entry.Closure?
    if let pnlUSD = text(7) {
      // Left out it would be an entry that is open, or a row of losses that ended.
      guard let pnl = ExactDecimal(pnlUSD) else {
        throw .damaged("the result of an exit is no number", in: "the exit of record \(integer(8))")
      }
      closure = .init(timeMs: integer(6), pnlUSD: pnl)
    }
    return History.Entry(
      timeMs: integer(0), coin: coin, pair: pair, strategy: text(3),
      rejection: integer(4) == 1 ? nil : .init(code: code), closure: closure)
  }
}

extension ExitRecord {
  /// The columns of the table of exits.
  var columns: [SQLiteStatement.Value] {
    [
      .integer(number), .integer(seq), .integer(afterSeq), .integer(timeMs), .text(exit.pnlUSD.description),
      .bytes(line), .text(previousHash), .text(hash),
    ]
  }
}
