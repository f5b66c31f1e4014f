internal import RuleEngine

/// The store in a SQLite file: write-ahead log, synchronous FULL, one writer.
///
/// A transaction that has returned is on disk (https://www.sqlite.org/pragma.html#pragma_synchronous: with FULL a
/// write-ahead log is synced after each transaction).
final class SQLiteVerdictStore: VerdictStore {
  let path: String

  // Tests fill the disk, and read what is in force, through it.
  let connection: SQLiteConnection
  private let lock: StoreLock?
  private var isImpatient = false
  private var alerts: (outbox: AlertOutbox, language: Language, wake: () -> Void)?
  private let insertSignal: SQLiteStatement
  private let insertVerdict: SQLiteStatement
  private let insertEntry: SQLiteStatement
  private let countDay: SQLiteStatement
  let selectByID: SQLiteStatement
  let selectHalt: SQLiteStatement
  private let insertExit: SQLiteStatement

  /// How long a statement waits for another process's lock. A signal may have to wait for the commit before its own,
  /// too, and is to be answered within two seconds.
  static let busyTimeoutMs: Int32 = 900
  /// How long it waits after one has waited in vain, until one succeeds: whatever is asked meanwhile, and however much of
  /// it, is not to add up to more than the two seconds.
  static let impatientBusyTimeoutMs: Int32 = 50

  /// Opens a store to write verdicts, and makes it where there is none.
  ///
  /// - Parameter path: a file, or `:memory:`.
  /// - Throws: `StoreError` where the file is another's, newer, of another kind, in use, or cannot be written.
  init(writingTo path: String, as kind: StoreKind) throws(StoreError) {
    self.path = path
    let isMemory = path == ":memory:"
    lock = isMemory ? nil : try StoreLock(storePath: path)
    let connection = try StoreError.wrap { () throws(SQLiteError) in
      try SQLiteConnection(path: path, .readWrite, busyTimeoutMs: SQLiteVerdictStore.busyTimeoutMs)
    }
    let version = try SQLiteVerdictStore.schemaVersion(of: connection)
    try SQLiteVerdictStore.refusePlanted(in: connection)
    try StoreError.wrap { () throws(SQLiteError) in
      if !isMemory { try connection.execute("PRAGMA journal_mode = WAL") }
      try connection.execute("PRAGMA synchronous = FULL")
    }
    try Migrations.migrate(connection, from: version)
    try SQLiteVerdictStore.claim(connection, for: kind)
    self.connection = connection
    (insertSignal, insertVerdict, insertEntry, countDay, selectByID, selectHalt, insertExit) = try StoreError.wrap {
      () throws(SQLiteError) in
      (
        try connection.prepare("INSERT INTO signals VALUES (?,?,?,?,?,?,?,?,?,?,?)"),
        try connection.prepare("INSERT INTO verdicts VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)"),
        try connection.prepare("INSERT INTO paper_entries VALUES (?,?,?,?,?)"),
        try connection.prepare(
          """
          INSERT INTO daily_stats VALUES (?,?,?,?,?,?,?) ON CONFLICT DO UPDATE SET
            entry_signals = entry_signals + excluded.entry_signals,
            trades_approved = trades_approved + excluded.trades_approved,
            trades_rejected = trades_rejected + excluded.trades_rejected
          """),
        try connection.prepare(
          """
          SELECT fingerprint, verdict, seq, line, evidence, prev, hash
          FROM signals JOIN verdicts USING (seq) WHERE signal_id = ? ORDER BY seq LIMIT 1
          """),
        try Halt.selectCurrent(in: connection),
        try connection.prepare("INSERT INTO exits VALUES (?,?,?,?,?,?,?,?)")
      )
    }
    connection.rememberFiles()
  }

  /// Looks whether the store's files are still those that were opened: before each use, since none but this notices.
  func checkFiles() throws(StoreError) {
    if connection.hasMoved { throw .moved }
    guard connection.areFilesIntact() else { throw .filesChanged }
  }

  func tail() throws(StoreError) -> StoreTail? {
    try checkFiles()
    return try StoreError.wrap { () throws(SQLiteError) in
      let statement = try connection.prepare("SELECT seq, hash FROM verdicts ORDER BY seq DESC LIMIT 1")
      guard try statement.step() else { return try Pruning.last(in: connection)?.verdicts }
      return try StoreTail(last: statement)
    }
  }

  func append(_ records: [VerdictRecord], exits: [ExitRecord]) throws(StoreError) {
    try withPatience { () throws(SQLiteError) in
      try connection.transaction { () throws(SQLiteError) in
        var days: [DayKey: DayCounts] = [:]
        for record in records { try insert(record, countedIn: &days) }
        for (key, counts) in days { try count(key, counts) }
        // An exit names its verdict, which may be one of these.
        for exit in exits { try insertExit.run(exit.columns) }
        // Last, and whatever comes of it: a record is never lost over its alerts. Where an error has ended the
        // transaction the commit fails, as it must.
        if let alerts {
          try? alerts.outbox.add(records.flatMap { AlertMessage.messages(of: $0, language: alerts.language) })
        }
      }
    }
    // What was written into files that went meanwhile is not in the store.
    try checkFiles()
    alerts?.wake()
  }

  /// Writes something, and waits less for another process's lock while that process does not let go.
  func withPatience(_ write: () throws(SQLiteError) -> Void) throws(StoreError) {
    try checkFiles()
    do {
      try write()
    } catch {
      if error.cause == .locked { setImpatient(true) }
      throw .sqlite(error)
    }
    setImpatient(false)
  }

  private func setImpatient(_ impatient: Bool) {
    guard impatient != isImpatient else { return }
    isImpatient = impatient
    connection.setBusyTimeout(
      ms: impatient ? SQLiteVerdictStore.impatientBusyTimeoutMs : SQLiteVerdictStore.busyTimeoutMs)
  }

  /// From now on the alerts about records are written with them.
  ///
  /// - Parameter wake: tells the sender that there are some; it must not wait.
  func keepAlerts(in language: Language, wake: @escaping () -> Void) throws(StoreError) {
    alerts = try StoreError.wrap { () throws(SQLiteError) in (try AlertOutbox(connection), language, wake) }
  }

  /// How many alerts wait and how many will not be sent; of a host without a webhook those that another one left.
  var outboxCounts: AlertOutbox.Counts {
    guard (try? checkFiles()) != nil else { return AlertOutbox.Counts() }
    return (try? AlertOutbox(connection).counts()) ?? AlertOutbox.Counts()
  }

  /// A row of the daily statistics: what a transaction adds to it is added once.
  private struct DayKey: Hashable {
    let day: String
    let network: Network
    let symbol: String
    let baseSymbol: String

    // By bytes, as the store compares them: a String equals another spelling of its characters.
    static func == (left: DayKey, right: DayKey) -> Bool {
      left.day == right.day && left.network == right.network && left.symbol.utf8.elementsEqual(right.symbol.utf8)
        && left.baseSymbol.utf8.elementsEqual(right.baseSymbol.utf8)
    }
  }

  private struct DayCounts {
    var approved: Int64 = 0
    var rejected: Int64 = 0

    mutating func add(isApproved: Bool) {
      if isApproved { approved += 1 } else { rejected += 1 }
    }
  }

  private func count(_ key: DayKey, _ counts: DayCounts) throws(SQLiteError) {
    try countDay.run([
      .text(key.day), .text(key.network.rawValue), .text(key.symbol), .text(key.baseSymbol),
      .integer(counts.approved + counts.rejected), .integer(counts.approved), .integer(counts.rejected),
    ])
  }

  private func insert(
    _ record: VerdictRecord, countedIn days: inout [DayKey: DayCounts]
  ) throws(SQLiteError) {
    if let rules = record.rules {
      try connection.prepare("INSERT OR IGNORE INTO rules VALUES (?,?,?)")
        .run([.text(rules.digest), .integer(record.seq), .bytes(rules.bytes)])
    }
    let signal = record.signal
    let action = record.ruling.action
    let rejection = record.ruling.rejection
    try insertSignal.run([
      .integer(record.seq), .text(record.signalID), .integer(signal.timeMs ?? record.timeMs), .text(signal.symbol),
      .optional(signal.baseSymbol), .text(signal.direction.rawValue), .optional(signal.strategy), .text(action),
      .optional(rejection?.reason), .text(record.fingerprint), .bytes(record.signalLine),
    ])
    let day = CivilTime(ms: record.timeMs).date
    try insertVerdict.run([
      .integer(record.seq), .integer(record.timeMs), .text(day), .text(signal.coin.name), .text(signal.pair),
      .text(action), .optional(rejection?.stage.rawValue), .optional(rejection?.rule),
      .optional(rejection?.code.rawValue), .bytes(record.verdictLine), .bytes(record.evidence),
      .text(record.previousHash), .text(record.hash),
    ])
    if let entry = record.entry {
      try insertEntry.run([
        .integer(record.seq), .text(entry.coin.name), .text(entry.direction.rawValue),
        .optional(entry.price?.description), .optional(entry.notionalUSD?.description),
      ])
    }
    let key = DayKey(
      day: day, network: record.network, symbol: signal.symbol, baseSymbol: signal.baseSymbol ?? "")
    days[key, default: DayCounts()].add(isApproved: rejection == nil)
  }
}
