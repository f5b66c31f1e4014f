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
  private var last: StoreTail?

  /// - Parameter cacheKiB: how much of it stays in memory, in kibibytes.
  init(cacheKiB: Int = 16 << 10) throws(StoreError) {
    (connection, insert, selectByID) = try StoreError.wrap { () throws(SQLiteError) in
      let connection = try SQLiteConnection(temporaryCacheKiB: cacheKiB)
      try connection.execute(
        """
        CREATE TABLE verdicts (
          seq INTEGER PRIMARY KEY, signal_id TEXT NOT NULL, fingerprint TEXT NOT NULL, verdict TEXT NOT NULL,
          time INTEGER NOT NULL, coin TEXT NOT NULL, pair TEXT NOT NULL, strategy TEXT, is_approved INTEGER NOT NULL,
          code TEXT
        ) STRICT;
        CREATE INDEX verdicts_by_id ON verdicts (signal_id, seq);
        """)
      return (
        connection, try connection.prepare("INSERT INTO verdicts VALUES (?,?,?,?,?,?,?,?,?,?)"),
        try connection.prepare("SELECT fingerprint, verdict FROM verdicts WHERE signal_id = ? ORDER BY seq LIMIT 1")
      )
    }
  }

  func tail() throws(StoreError) -> StoreTail? { last }

  func append(_ records: [VerdictRecord]) throws(StoreError) {
    try StoreError.wrap { () throws(SQLiteError) in
      try connection.transaction { () throws(SQLiteError) in
        for record in records { try write(record) }
      }
    }
    last = records.last.map { StoreTail(seq: $0.seq, hash: $0.hash) } ?? last
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
    try StoreError.wrap { () throws(SQLiteError) in try selectByID.firstVerdict(signalID: signalID) }
  }

  func history(after timeMs: Int64) throws(StoreError) -> [History.Entry] {
    try StoreError.wrap { () throws(SQLiteError) in
      let statement = try connection.prepare(
        "SELECT time, coin, pair, strategy, is_approved, code FROM verdicts WHERE time > ? ORDER BY seq")
      try statement.bind([.integer(timeMs)])
      return try statement.historyEntries { $0.integer(4) == 1 }
    }
  }
}
