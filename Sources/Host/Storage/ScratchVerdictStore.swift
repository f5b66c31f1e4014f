internal import RuleEngine

/// What a replay without a store has to know of its earlier verdicts, and no more: the first verdict of each signal id,
/// and what limits and cooldowns ask for. Nobody can read it afterwards.
///
/// A recording may have more signals than memory has room for. So this is a database without a name, which SQLite keeps
/// in a bounded cache, and beyond that in a temporary file that is gone with the process
/// (https://www.sqlite.org/inmemorydb.html#temp_db). SQLite chooses the file's folder: SQLITE_TMPDIR, TMPDIR, /var/tmp.
final class ScratchVerdictStore: VerdictStore {
  let path = ":memory:"
  let keepsRecords = false

  private let connection: SQLiteConnection
  private let insert: SQLiteStatement
  private let selectByID: SQLiteStatement
  private let insertExit: SQLiteStatement
  private var last: StoreTail?
  private var lastExit: StoreTail?

  /// - Parameter cacheKiB: how much of it stays in memory, in kibibytes.
  init(cacheKiB: Int = 16 << 10) throws(StoreError) {
    (connection, insert, selectByID, insertExit) = try StoreError.wrap { () throws(SQLiteError) in
      let connection = try SQLiteConnection(temporaryCacheKiB: cacheKiB)
      try connection.execute(
        """
        CREATE TABLE verdicts (
          seq INTEGER PRIMARY KEY, signal_id TEXT NOT NULL, fingerprint TEXT NOT NULL, verdict TEXT NOT NULL,
          time INTEGER NOT NULL, coin TEXT NOT NULL, pair TEXT NOT NULL, strategy TEXT, is_approved INTEGER NOT NULL,
          code TEXT
        ) STRICT;
        CREATE INDEX verdicts_by_id ON verdicts (signal_id, seq);
        CREATE TABLE exits (seq INTEGER PRIMARY KEY, closed INTEGER NOT NULL, pnl_usd TEXT NOT NULL) STRICT;
        """)
      return (
        connection, try connection.prepare("INSERT INTO verdicts VALUES (?,?,?,?,?,?,?,?,?,?)"),
        try connection.prepare("SELECT fingerprint, verdict FROM verdicts WHERE signal_id = ? ORDER BY seq LIMIT 1"),
        try connection.prepare("INSERT INTO exits VALUES (?,?,?)")
      )
    }
  }

  func tail() throws(StoreError) -> StoreTail? { last }

  func exitTail() throws(StoreError) -> StoreTail? { lastExit }

  func append(_ records: [VerdictRecord], exits: [ExitRecord]) throws(StoreError) {
    try StoreError.wrap { () throws(SQLiteError) in
      try connection.transaction { () throws(SQLiteError) in
        for record in records { try write(record) }
        for exit in exits {
          try insertExit.run([.integer(exit.seq), .integer(exit.timeMs), .text(exit.exit.pnlUSD.description)])
        }
      }
    }
    last = records.last.map { StoreTail(seq: $0.seq, hash: $0.hash) } ?? last
    lastExit = exits.last.map { StoreTail(seq: $0.number, hash: $0.hash) } ?? lastExit
  }

  private func write(_ record: VerdictRecord) throws(SQLiteError) {
    let rejection = record.ruling.rejection
    try insert.run([
      .integer(record.seq), .text(record.signalID), .text(record.fingerprint), .bytes(record.verdictLine),
      .integer(record.timeMs), .text(record.signal.coin.name), .text(record.signal.pair),
      .optional(record.signal.strategy), .integer(rejection == nil ? 1 : 0), .optional(rejection?.code.rawValue),
    ])
  }

  func firstVerdict(signalID: String) throws(StoreError) -> StoredVerdict? {
    try StoreError.wrap { () throws(SQLiteError) in
      try selectByID.bind([.text(signalID)])
      let stored = try selectByID.step() ? StoredVerdict(selectByID) : nil
      // A statement that is left in the middle of its rows would hold a read transaction open.
      try selectByID.bind([])
      return stored
    }
  }

  private static let entries = """
    SELECT time, coin, pair, strategy, is_approved, code, closed, pnl_usd, seq FROM verdicts LEFT JOIN exits USING (seq)
    """

  func entry(signalID: String) throws(StoreError) -> StoredEntry? {
    try StoreError.wrap { () throws(SQLiteError) in
      let statement = try connection.prepare(
        "\(ScratchVerdictStore.entries) WHERE signal_id = ? ORDER BY seq LIMIT 1")
      try statement.bind([.text(signalID)])
      return try statement.storedEntries().first
    }
  }

  func history(after timeMs: Int64, openAfter openMs: Int64) throws(StoreError) -> [History.Entry] {
    try StoreError.wrap { () throws(SQLiteError) in
      let statement = try connection.prepare(
        """
        \(ScratchVerdictStore.entries) WHERE time > ? OR closed IS NOT NULL OR is_approved AND time > ? ORDER BY seq
        """)
      try statement.bind([.integer(timeMs), .integer(openMs)])
      return try statement.entries()
    }
  }
}
