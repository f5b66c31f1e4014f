internal import RuleEngine

// What a retrial asks of a store, of an earlier schema too.
extension StoreReader {
  /// Reads the store as it is at this moment, whatever is written meanwhile, until the connection ends.
  ///
  /// The tables that an earlier schema has not stand empty beside it then, for this connection alone.
  ///
  /// - Parameter toVerify: whether a store with tables of a later schema than its version is looked at with them, and not
  ///   refused.
  func holdStill(toVerify: Bool = false) throws(StoreError) {
    let version = try SQLiteVerdictStore.schemaVersion(of: connection)
    try StoreError.wrap { () throws(SQLiteError) in
      let taken = max(version, try Migrations.stepsWithTables(in: connection))
      guard taken == version || toVerify else {
        throw .damaged("it has tables of schema \(taken)", in: "PRAGMA user_version, which is \(version)")
      }
      for step in Migrations.steps[taken...] {
        let sql = step.sql.replacing("CREATE TABLE ", with: "CREATE TABLE temp.")
        try connection.execute(sql.replacing("CREATE INDEX ", with: "CREATE INDEX temp."))
      }
      try connection.execute("BEGIN")
    }
  }

  /// See `VerdictStore.history`; only what was recorded before the verdict with the place `seq` counts.
  func history(
    after timeMs: Int64, openAfter openMs: Int64, before seq: Int64
  ) throws(StoreError) -> [History.Entry] {
    try SQLiteVerdictStore.history(of: connection, after: timeMs, openAfter: openMs, before: seq)
  }

  /// The texts of the rules, by the digests beside them.
  func rulesTexts() throws(StoreError) -> [(digest: String, text: [UInt8])] {
    try StoreError.wrap { () throws(SQLiteError) in
      let statement = try connection.prepare("SELECT digest, text FROM rules ORDER BY since_seq")
      var texts: [(digest: String, text: [UInt8])] = []
      while try statement.step() { texts.append((statement.text(0) ?? "", statement.bytes(1) ?? [])) }
      return texts
    }
  }

  /// From which record on the text of the rules is kept that judged it; nil of a store that does not say so once.
  func rulesSince() throws(StoreError) -> Int64? {
    try StoreError.wrap { () throws(SQLiteError) in
      guard try connection.integer("SELECT count(*) FROM rules_since") == 1 else { return nil }
      return try connection.integer("SELECT seq FROM rules_since")
    }
  }

  /// What SQLite finds where it compares all pages, rows and indexes.
  func integrityFaults() throws(StoreError) -> [VerificationFault] {
    let next = try rows("PRAGMA main.integrity_check", []) { $0.text(0) ?? "" }
    var faults: [VerificationFault] = []
    while let line = try next() {
      if line != "ok" { faults.append(VerificationFault(place: .store, kind: .integrity, recorded: line)) }
    }
    return faults
  }

  /// Whether the store's version says less than its tables, which whoever goes by it does not see, and whether it has
  /// tables, indexes and the like as its migrations make them, and nothing else: a trigger may change what is written.
  ///
  /// - Returns: what it has, and what is wrong.
  func schema() throws(StoreError) -> (count: Int64, faults: [VerificationFault]) {
    let version = try SQLiteVerdictStore.schemaVersion(of: connection)
    let (taken, found, made) = try StoreError.wrap { () throws(SQLiteError) in
      let taken = max(version, try Migrations.stepsWithTables(in: connection))
      return (taken, try Migrations.objects(of: connection), try Migrations.objects(after: taken))
    }
    var faults: [VerificationFault] = []
    if taken > version {
      faults.append(
        VerificationFault(place: .store, kind: .column("user_version"), recorded: "\(version)", expected: "\(taken)"))
    }
    for name in Set(found.keys).union(made.keys).sorted() where found[name] != made[name] {
      faults.append(
        VerificationFault(place: .store, kind: .schema(name), recorded: found[name], expected: made[name]))
    }
    return (Int64(found.count), faults)
  }

  /// That the store says of itself once what it is, and the same as its records.
  ///
  /// - Parameter networks: those that records are labelled with.
  func kindFaults(networks: Set<Network>) throws(StoreError) -> [VerificationFault] {
    let kind = try SQLiteVerdictStore.kind(of: connection)
    let count = try StoreError.wrap { () throws(SQLiteError) in
      try connection.integer("SELECT count(*) FROM store") ?? 0
    }
    // One that was never written into may not have come to it.
    if count == 0, networks.isEmpty { return [] }
    guard count == 1, let kind else {
      let found = count == 1 ? "unknown" : "in \(count) rows"
      return [VerificationFault(place: .store, kind: .column("kind"), recorded: found, expected: "a known one, once")]
    }
    return networks.subtracting([kind.network]).map { other in
      VerificationFault(
        place: .store, kind: .column("network"), recorded: kind.network.rawValue, expected: other.rawValue)
    }
  }

  /// Signals and entries on paper without a verdict.
  func orphans() throws(StoreError) -> [VerificationFault] {
    try StoreError.wrap { () throws(SQLiteError) in
      let statement = try connection.prepare(
        """
        SELECT seq FROM signals WHERE NOT EXISTS (SELECT 1 FROM verdicts WHERE verdicts.seq = signals.seq) UNION
        SELECT seq FROM paper_entries WHERE NOT EXISTS (SELECT 1 FROM verdicts WHERE verdicts.seq = paper_entries.seq)
        ORDER BY 1
        """)
      var faults: [VerificationFault] = []
      while try statement.step() {
        faults.append(VerificationFault(place: .record(statement.integer(0)), kind: .orphaned))
      }
      return faults
    }
  }

  /// How many exits there are.
  func exitCount() throws(StoreError) -> Int64 {
    try StoreError.wrap { () throws(SQLiteError) in try connection.integer("SELECT count(*) FROM exits") ?? 0 }
  }

  /// How many verdicts there are.
  func verdictCount() throws(StoreError) -> Int64 {
    try StoreError.wrap { () throws(SQLiteError) in try connection.integer("SELECT count(*) FROM verdicts") ?? 0 }
  }
}
