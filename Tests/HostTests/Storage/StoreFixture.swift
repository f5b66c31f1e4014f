import RuleEngine

@testable import Host

/// Records for stores, and raw looks into their files.
enum StoreFixture {
  static let live = StoreKind(origin: .live, network: .mainnet)

  /// A record behind another one.
  static func record(
    _ id: String, after previous: VerdictRecord? = nil, seq: Int64? = nil, timeMs: Int64 = Fixture.nowMs,
    code: ReasonCode? = nil, symbol: String = "PURR/USDC:USDC", base: String? = "HYPE/USDC:USDC",
    entry: PaperEntry? = nil, network: Network = .mainnet, rules: RulesText? = nil,
    verdictLine: [UInt8]? = nil
  ) throws -> VerdictRecord {
    let seq = seq ?? (previous?.seq ?? 0) + 1
    let members = [("symbol", symbol)] + (base.map { [("base_symbol", $0)] } ?? [])
    // Spaces show whether the line is kept as it came.
    let line =
      "{\"id\": \"\(id)\", \"time\": 1, \(members.map { "\"\($0)\":\"\($1)\"" }.joined(separator: ",")),"
      + "\"direction\":\"long\",\"strategy\":\"s\"}"
    let signal = try Fixture.signal(line).signal
    let rejection = code.map {
      Ruling.Rejection(stage: .gates, rule: "gate", code: $0, reason: "\($0) | long | 期现价差不足")
    }
    return VerdictRecord(
      seq: seq, signalID: id, signal: signal, signalLine: Array(line.utf8), fingerprint: "print-\(id)",
      timeMs: timeMs, network: network, ruling: rejection.map { .rejected($0) } ?? .approved,
      verdictLine: verdictLine ?? Array("{\"signal_id\":\"\(id)\",\"seq\":\(seq),\"reason\":\"期\"}".utf8),
      evidence: Array("{\"inputs\":[]}".utf8), entry: entry, rules: rules,
      previousHash: previous?.hash ?? VerdictRecord.genesisHash)
  }

  /// Records one behind the other.
  static func records(_ ids: [String], after previous: VerdictRecord? = nil) throws -> [VerdictRecord] {
    var records: [VerdictRecord] = []
    for id in ids { records.append(try record(id, after: records.last ?? previous)) }
    return records
  }

  /// Another program's connection to the same file.
  static func connection(_ path: String) throws -> SQLiteConnection {
    try SQLiteConnection(path: path, .readWrite, busyTimeoutMs: 0)
  }

  /// All rows of a query, columns as text.
  static func rows(_ sql: String, _ connection: SQLiteConnection, columns: Int) throws -> [[String?]] {
    let statement = try connection.prepare(sql)
    var rows: [[String?]] = []
    while try statement.step() { rows.append((0..<columns).map { statement.text(Int32($0)) }) }
    return rows
  }

  /// How many rows each table has: signals, verdicts, paper entries, daily statistics.
  static func counts(_ connection: SQLiteConnection) throws -> [Int64?] {
    try ["signals", "verdicts", "paper_entries", "daily_stats"].map {
      try connection.integer("SELECT count(*) FROM \($0)")
    }
  }

  /// What a call throws; nil where it succeeds.
  static func error(_ body: () throws -> Void) -> StoreError? {
    do {
      try body()
      return nil
    } catch {
      return error as? StoreError
    }
  }

  /// The cause SQLite gives for a refusal.
  static func cause(_ error: StoreError?) -> SQLiteError.Cause? {
    if case .sqlite(let error) = error { error.cause } else { nil }
  }
}
