internal import RuleEngine

/// Deletes the oldest records of a store, and leaves what proves the others and what rules still look back on.
///
/// In transactions that are small enough for a host that writes meanwhile; whenever it ends, the store is whole.
struct StorePruner {
  /// What was done, or would be.
  struct Outcome: Hashable {
    var records: Int64 = 0
    var exits: Int64 = 0
    /// Entries that are carried over: open ones, and closed ones.
    var carriedOpen: Int64 = 0
    var carriedClosed: Int64 = 0
    /// The first and the last record that goes.
    var firstSeq: Int64 = 0
    var lastSeq: Int64 = 0
    /// The last exit that goes; 0 where none does.
    var lastExit: Int64 = 0
    /// How many records stay.
    var kept: Int64 = 0
  }

  private let connection: SQLiteConnection
  private let plan: PruningPlan
  // The closed entries that are carried over.
  private let neededClosed: Set<Int64>

  /// Looks at what is to be done.
  init(_ connection: SQLiteConnection, _ plan: PruningPlan) throws(SQLiteError) {
    self.connection = connection
    self.plan = plan
    neededClosed = ClosedEntriesNeeded(try SQLiteVerdictStore.closedEntries(connection)).seqs
  }

  /// Whether exits were ever reported.
  static func reportsExits(_ connection: SQLiteConnection) throws(SQLiteError) -> Bool {
    if try connection.integer("SELECT 1 FROM exits LIMIT 1") != nil { return true }
    return try Pruning.last(in: connection)?.exits != nil
  }

  /// The last record that may go: all up to it are old enough.
  private func lastPrunable() throws(SQLiteError) -> Int64 {
    let first = try connection.prepare("SELECT min(seq) FROM verdicts WHERE time > ?")
    try first.bind([.integer(plan.cutoffMs)])
    if try first.step(), first.text(0) != nil { return try StorePruner.place(first.integer(0)) - 1 }
    return try connection.integer("SELECT max(seq) FROM verdicts") ?? 0
  }

  /// A place, as records have them: from 1.
  private static func place(_ seq: Int64) throws(SQLiteError) -> Int64 {
    guard seq > 0 else { throw .damaged("no record was ever written there", in: "record \(seq)") }
    return seq
  }

  /// Says what would be done, of a store that holds still.
  func preview() throws(SQLiteError) -> Outcome {
    let last = try lastPrunable()
    var outcome = Outcome()
    outcome.add(try range(through: last), exits: try prunableExits(through: last), try carried(through: last))
    outcome.kept = try recordCount() - outcome.records
    return outcome
  }

  /// Deletes.
  ///
  /// - Parameters:
  ///   - batchSize: how many records share a transaction.
  ///   - pause: called between two transactions: others may write then.
  func prune(why: String, nowMs: Int64, batchSize: Int64, pause: () -> Void) throws(SQLiteError) -> Outcome {
    var outcome = Outcome()
    var number: Int64?
    var isDone = false
    while !isDone {
      try connection.transaction { () throws(SQLiteError) in
        let last = try lastPrunable()
        guard let first = try connection.integer("SELECT seq FROM verdicts ORDER BY seq LIMIT 1"), first <= last else {
          isDone = true
          guard let number else { return }
          try dropCarried()
          return try Pruning.seal(number, in: connection)
        }
        if number == nil { number = try connection.integer("SELECT coalesce(max(number), 0) + 1 FROM prunings") }
        let (end, isBehindAll) = try StorePruner.place(first).addingReportingOverflow(batchSize - 1)
        let through = isBehindAll ? last : min(last, end)
        try prune(through: through, number: number ?? 1, why: why, nowMs: nowMs, &outcome)
      }
      if !isDone { pause() }
    }
    outcome.kept = try recordCount()
    return outcome
  }

  private func prune(
    through last: Int64, number: Int64, why: String, nowMs: Int64, _ outcome: inout Outcome
  ) throws(SQLiteError) {
    guard let range = try range(through: last) else { return }
    let exits = try prunableExits(through: last)
    let carried = try carried(through: last)
    let previous = try Pruning.last(in: connection)
    let exitTail = exits.last ?? previous?.exits
    try connection.prepare(
      """
      INSERT INTO prunings VALUES (?,?,?,?,?,?,?,?,?,?) ON CONFLICT DO UPDATE SET
        records = records + excluded.records, through_seq = excluded.through_seq, hash = excluded.hash,
        exits = exits + excluded.exits, through_exit = excluded.through_exit, exit_hash = excluded.exit_hash,
        latest_time = excluded.latest_time
      """
    ).run([
      .integer(number), .integer(nowMs), .text(why), .integer(range.count), .integer(range.last.seq),
      .text(range.last.hash), .integer(Int64(exits.count)), .integer(exitTail?.seq ?? 0),
      .text(exitTail?.hash ?? VerdictRecord.genesisHash),
      .integer(max(range.latestTimeMs, previous?.latestTimeMs ?? .min)),
    ])
    for entry in carried {
      try connection.prepare(
        """
        INSERT INTO carried_entries SELECT seq, signal_id, verdicts.time, coin, pair, strategy, exits.time, pnl_usd
        FROM verdicts JOIN signals USING (seq) LEFT JOIN exits USING (seq) WHERE seq = ?
        """
      ).run([.integer(entry.seq)])
    }
    for table in ["paper_entries", "verdicts", "signals"] {
      try connection.prepare("DELETE FROM \(table) WHERE seq <= ?").run([.integer(last)])
    }
    if let exit = exits.last {
      try connection.prepare(
        """
        UPDATE carried_entries
        SET (closed, pnl_usd) = (SELECT time, pnl_usd FROM exits WHERE exits.seq = carried_entries.seq)
        WHERE closed IS NULL AND seq IN (SELECT seq FROM exits WHERE number <= ?)
        """
      ).run([.integer(exit.seq)])
      try connection.prepare("DELETE FROM exits WHERE number <= ?").run([.integer(exit.seq)])
    }
    try Pruning.seal(number, in: connection)
    outcome.add(range, exits: exits, carried)
  }

  /// Forgets what was carried over and is not looked back on any more.
  private func dropCarried() throws(SQLiteError) {
    let statement = try connection.prepare(
      "SELECT seq, closed IS NULL, time FROM carried_entries WHERE closed IS NULL OR closed <= ?")
    try statement.bind([.integer(plan.cutoffMs)])
    var dropped: [Int64] = []
    while try statement.step() {
      let (seq, isOpen) = (statement.integer(0), statement.integer(1) == 1)
      let isNeeded = isOpen ? statement.integer(2) > plan.openAfterMs : neededClosed.contains(seq)
      if !isNeeded { dropped.append(seq) }
    }
    for seq in dropped {
      try connection.prepare("DELETE FROM carried_entries WHERE seq = ?").run([.integer(seq)])
    }
  }

  // MARK: What goes

  fileprivate struct Range {
    let count: Int64
    let first: Int64
    let last: StoreTail
    let latestTimeMs: Int64
  }

  /// The records up to one; nil where there are none.
  private func range(through last: Int64) throws(SQLiteError) -> Range? {
    let statement = try connection.prepare(
      """
      SELECT count(*), min(seq), max(seq), max(time),
        (SELECT hash FROM verdicts WHERE seq <= ?1 ORDER BY seq DESC LIMIT 1)
      FROM verdicts WHERE seq <= ?1
      """)
    try statement.bind([.integer(last)])
    guard try statement.step(), statement.integer(0) > 0 else { return nil }
    return Range(
      count: statement.integer(0), first: statement.integer(1),
      last: StoreTail(seq: statement.integer(2), hash: statement.text(4) ?? ""), latestTimeMs: statement.integer(3))
  }

  /// The exits that go with the records up to one: the oldest, as far as all of them are of such records and old enough.
  private func prunableExits(through last: Int64) throws(SQLiteError) -> [StoreTail] {
    let statement = try connection.prepare(
      """
      SELECT number, hash FROM exits
      WHERE number < coalesce((SELECT min(number) FROM exits WHERE seq > ? OR time > ?), 9223372036854775807)
      ORDER BY number
      """)
    try statement.bind([.integer(last), .integer(plan.cutoffMs)])
    var exits: [StoreTail] = []
    while try statement.step() { exits.append(StoreTail(seq: statement.integer(0), hash: statement.text(1) ?? "")) }
    return exits
  }

  /// The entries that outlive the records up to one.
  private func carried(through last: Int64) throws(SQLiteError) -> [StoredEntry] {
    try SQLiteVerdictStore.approvedEntries(connection, through: last).filter { entry in
      entry.entry.closure == nil ? entry.entry.timeMs > plan.openAfterMs : neededClosed.contains(entry.seq)
    }
  }

  private func recordCount() throws(SQLiteError) -> Int64 {
    try connection.integer("SELECT count(*) FROM verdicts") ?? 0
  }
}

extension StorePruner.Outcome {
  fileprivate mutating func add(_ range: StorePruner.Range?, exits: [StoreTail], _ carried: [StoredEntry]) {
    guard let range else { return }
    records += range.count
    if firstSeq == 0 { firstSeq = range.first }
    lastSeq = range.last.seq
    self.exits += Int64(exits.count)
    lastExit = exits.last?.seq ?? lastExit
    carriedOpen += Int64(carried.count { $0.entry.closure == nil })
    carriedClosed += Int64(carried.count { $0.entry.closure != nil })
  }
}
