internal import RuleEngine

// Whose file it is, and what it was made for.
extension SQLiteVerdictStore {
  /// The schema's version; 0 of a new file.
  static func schemaVersion(of connection: SQLiteConnection) throws(StoreError) -> Int {
    let (application, version, tables) = try StoreError.wrap { () throws(SQLiteError) in
      (
        try connection.integer("PRAGMA application_id") ?? 0, try connection.integer("PRAGMA user_version") ?? 0,
        try connection.integer("SELECT count(*) FROM sqlite_schema") ?? 0
      )
    }
    if application == 0, version == 0, tables == 0 { return 0 }
    guard application == Migrations.applicationID, version >= 0 else { throw .foreign }
    guard version <= Migrations.steps.count else { throw .newer(version: Int(version)) }
    return Int(version)
  }

  /// Another connection to an existing store, for what is no verdict: a host may be writing those.
  static func connectionBesideHost(_ path: String) throws(StoreError) -> SQLiteConnection {
    guard StoreReader.exists(path) else { throw .missing }
    try StoreLock.refuseNonFile(path)
    let connection = try StoreError.wrap { () throws(SQLiteError) in
      try SQLiteConnection(path: path, .readWrite, busyTimeoutMs: busyTimeoutMs)
    }
    let version = try schemaVersion(of: connection)
    guard version > 0 else { throw .foreign }
    try refusePlanted(in: connection)
    try Migrations.migrate(connection, from: version)
    return connection
  }

  /// Refuses a store with triggers or views: nobody makes them here, and one may undo what is written as it is written.
  static func refusePlanted(in connection: SQLiteConnection) throws(StoreError) {
    let found = try StoreError.wrap { () throws(SQLiteError) in
      let schema = try connection.prepare(
        "SELECT type || ' ' || name FROM sqlite_schema WHERE type IN ('trigger', 'view') ORDER BY 1 LIMIT 1")
      return try schema.step() ? schema.text(0) : nil
    }
    if let found { throw .planted(found) }
  }

  /// What a store's records are; nil of a new one.
  static func kind(of connection: SQLiteConnection) throws(StoreError) -> StoreKind? {
    try StoreError.wrap { () throws(SQLiteError) in
      let statement = try connection.prepare("SELECT kind, network FROM store")
      guard try statement.step() else { return nil }
      let origin = statement.text(0).flatMap { StoreKind.Origin(rawValue: $0) }
      let network = statement.text(1).flatMap { Network(rawValue: $0) }
      guard let origin, let network else { return nil }
      return StoreKind(origin: origin, network: network)
    }
  }

  static func claim(_ connection: SQLiteConnection, for kind: StoreKind) throws(StoreError) {
    if let found = try SQLiteVerdictStore.kind(of: connection) {
      guard found == kind else { throw .otherKind(found: found, wanted: kind) }
      return
    }
    try StoreError.wrap { () throws(SQLiteError) in
      try connection.prepare("INSERT INTO store VALUES (?,?)")
        .run([.text(kind.origin.rawValue), .text(kind.network.rawValue)])
    }
  }
}
