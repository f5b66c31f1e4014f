/// The steps that bring a store to the newest schema, in order. A step that was released is never changed.
///
/// The number of steps that were taken is the database's `user_version`.
enum Migrations {
  /// Marks a file as a store of EntryGate: "EGat", in `application_id`.
  static let applicationID: Int64 = 0x4547_6174

  struct Step {
    let name: String
    let sql: String
  }

  static let steps = [
    Step(
      name: "verdicts, signals, paper entries and daily statistics",
      sql: """
        CREATE TABLE store (
          kind TEXT NOT NULL,
          network TEXT NOT NULL
        ) STRICT;
        CREATE TABLE signals (
          seq INTEGER PRIMARY KEY,
          signal_id TEXT NOT NULL,
          time INTEGER NOT NULL,
          symbol TEXT NOT NULL,
          base_symbol TEXT,
          direction TEXT NOT NULL,
          strategy TEXT,
          action TEXT NOT NULL,
          reason TEXT,
          fingerprint TEXT NOT NULL,
          line TEXT NOT NULL
        ) STRICT;
        CREATE INDEX signals_by_id ON signals (signal_id, seq);
        CREATE TABLE verdicts (
          seq INTEGER PRIMARY KEY REFERENCES signals (seq),
          time INTEGER NOT NULL,
          day TEXT NOT NULL,
          coin TEXT NOT NULL,
          pair TEXT NOT NULL,
          action TEXT NOT NULL,
          stage TEXT,
          rule TEXT,
          code TEXT,
          verdict TEXT NOT NULL,
          evidence TEXT NOT NULL,
          prev TEXT NOT NULL,
          hash TEXT NOT NULL
        ) STRICT;
        CREATE INDEX verdicts_by_time ON verdicts (time);
        CREATE TABLE paper_entries (
          seq INTEGER PRIMARY KEY REFERENCES verdicts (seq),
          coin TEXT NOT NULL,
          direction TEXT NOT NULL,
          price TEXT,
          notional_usd TEXT
        ) STRICT;
        CREATE TABLE daily_stats (
          day TEXT NOT NULL,
          network TEXT NOT NULL,
          symbol TEXT NOT NULL,
          base_symbol TEXT NOT NULL,
          entry_signals INTEGER NOT NULL,
          trades_approved INTEGER NOT NULL,
          trades_rejected INTEGER NOT NULL,
          PRIMARY KEY (day, network, symbol, base_symbol)
        ) STRICT, WITHOUT ROWID;
        """),
    Step(
      name: "halts",
      sql: """
        CREATE TABLE halts (
          number INTEGER PRIMARY KEY,
          why TEXT NOT NULL,
          since INTEGER NOT NULL,
          until INTEGER,
          ended INTEGER
        ) STRICT;
        """),
    Step(
      name: "outbox of alerts",
      sql: """
        CREATE TABLE outbox (
          number INTEGER PRIMARY KEY AUTOINCREMENT,
          time INTEGER NOT NULL,
          kind TEXT NOT NULL,
          about_signal INTEGER NOT NULL,
          text TEXT NOT NULL,
          json TEXT NOT NULL,
          state TEXT NOT NULL DEFAULT 'pending',
          attempts INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE INDEX outbox_by_turn ON outbox (state, number);
        CREATE INDEX outbox_by_loss ON outbox (state, about_signal, number);
        CREATE TABLE outbox_dropped (count INTEGER NOT NULL) STRICT;
        INSERT INTO outbox_dropped VALUES (0);
        """),
    Step(
      name: "exits",
      sql: """
        CREATE TABLE exits (
          number INTEGER PRIMARY KEY,
          seq INTEGER NOT NULL UNIQUE REFERENCES verdicts (seq),
          after_seq INTEGER NOT NULL,
          time INTEGER NOT NULL,
          pnl_usd TEXT NOT NULL,
          line TEXT NOT NULL,
          prev TEXT NOT NULL,
          hash TEXT NOT NULL
        ) STRICT;
        """),
    Step(
      name: "texts of the rules",
      sql: """
        CREATE TABLE rules (
          digest TEXT PRIMARY KEY,
          since_seq INTEGER NOT NULL,
          text TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """),
    Step(
      name: "what was pruned, and what is carried over",
      sql: """
        CREATE TABLE prunings (
          number INTEGER PRIMARY KEY,
          time INTEGER NOT NULL,
          why TEXT NOT NULL,
          records INTEGER NOT NULL,
          through_seq INTEGER NOT NULL,
          hash TEXT NOT NULL,
          exits INTEGER NOT NULL,
          through_exit INTEGER NOT NULL,
          exit_hash TEXT NOT NULL,
          latest_time INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE carried_entries (
          seq INTEGER PRIMARY KEY,
          signal_id TEXT NOT NULL,
          time INTEGER NOT NULL,
          coin TEXT NOT NULL,
          pair TEXT NOT NULL,
          strategy TEXT,
          closed INTEGER,
          pnl_usd TEXT
        ) STRICT;
        """),
    Step(
      name: "what proves prunings, and from where on texts of the rules are kept",
      // What a version without hashes has pruned stands there with none.
      sql: """
        CREATE TABLE pruning_hashes (
          number INTEGER PRIMARY KEY,
          carried TEXT NOT NULL,
          prev TEXT NOT NULL,
          hash TEXT NOT NULL
        ) STRICT;
        INSERT INTO pruning_hashes SELECT number, '', '', '' FROM prunings;
        CREATE TABLE rules_since (seq INTEGER NOT NULL) STRICT;
        INSERT INTO rules_since SELECT coalesce(
          (SELECT min(since_seq) FROM rules), (SELECT max(seq) + 1 FROM verdicts),
          (SELECT max(through_seq) + 1 FROM prunings), 1);
        """),
  ]

  /// Up to which step a database has tables, whatever its version says.
  static func stepsWithTables(in connection: SQLiteConnection) throws(SQLiteError) -> Int {
    let tables = try connection.prepare("SELECT name FROM main.sqlite_schema WHERE type = 'table'")
    var last = 0
    while try tables.step() {
      let table = "CREATE TABLE \(tables.text(0) ?? "") ("
      let step = steps.lastIndex { $0.sql.contains(table) }.map { $0 + 1 }
      last = max(last, step ?? 0)
    }
    return last
  }

  /// What a database has, by kind and name, as SQL that makes it; without what `ANALYZE` has counted.
  static func objects(of connection: SQLiteConnection) throws(SQLiteError) -> [String: String] {
    let schema = try connection.prepare(
      """
      SELECT type || ' ' || name, coalesce(sql, 'automatic') FROM main.sqlite_schema
      WHERE tbl_name NOT IN ('sqlite_stat1', 'sqlite_stat4')
      """)
    var objects: [String: String] = [:]
    while try schema.step() { objects[schema.text(0) ?? ""] = schema.text(1) }
    return objects
  }

  /// What a database has after so many steps.
  static func objects(after taken: Int) throws(SQLiteError) -> [String: String] {
    let connection = try SQLiteConnection(path: ":memory:", .readWrite, busyTimeoutMs: 0)
    for step in steps[..<taken] { try connection.execute(step.sql) }
    return try objects(of: connection)
  }

  /// Brings a database to the newest schema, in one transaction.
  static func migrate(_ connection: SQLiteConnection, from version: Int) throws(StoreError) {
    guard version < steps.count else { return }
    try StoreError.wrap { () throws(SQLiteError) in
      try connection.transaction { () throws(SQLiteError) in
        for step in steps[version...] { try connection.execute(step.sql) }
        try connection.execute("PRAGMA application_id = \(applicationID)")
        try connection.execute("PRAGMA user_version = \(steps.count)")
      }
    }
  }
}
