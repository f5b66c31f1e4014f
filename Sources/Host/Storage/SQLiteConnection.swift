internal import CSQLite

/// A connection to one SQLite database, used by one thread at a time.
final class SQLiteConnection {
  private let handle: OpaquePointer
  private var files: StoreFiles?
  private var areFilesLost = false

  enum Access {
    case readOnly, readWrite
  }

  /// Opens a database, and makes it where it does not exist and may be written.
  ///
  /// - Parameter busyTimeoutMs: how long a statement waits for another connection's lock.
  /// - Throws: `SQLiteError` where the file cannot be opened. Whether it is a database shows with the first statement.
  convenience init(path: String, _ access: Access, busyTimeoutMs: Int32) throws(SQLiteError) {
    let flags: Int32 =
      switch access {
      case .readOnly: SQLITE_OPEN_READONLY
      case .readWrite: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
      }
    // A name that begins with `file:` is a URI for SQLite, which may name a database that is nowhere on disk.
    let name = path == ":memory:" || path.hasPrefix("/") ? path : "./" + path
    try self.init(name: name, flags, shownAs: path)
    setBusyTimeout(ms: busyTimeoutMs)
  }

  /// Opens a new database that ends with the connection. What the cache has no room for goes to a temporary file.
  ///
  /// - Parameter temporaryCacheKiB: how much of it stays in memory.
  convenience init(temporaryCacheKiB: Int) throws(SQLiteError) {
    try self.init(name: "", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, shownAs: "a temporary database")
    try execute("PRAGMA cache_size = -\(temporaryCacheKiB)")
    // Nothing of it outlives the process, so nothing need be on disk; a transaction can still be taken back.
    try execute("PRAGMA synchronous = OFF")
  }

  private init(name: String, _ flags: Int32, shownAs path: String) throws(SQLiteError) {
    var opened: OpaquePointer?
    let code = sqlite3_open_v2(name, &opened, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
    guard code == SQLITE_OK, let opened else {
      let message = opened.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
      sqlite3_close_v2(opened)
      throw SQLiteError(code: code & 0xFF, extendedCode: code, message: message, statement: "open \(path)")
    }
    handle = opened
  }

  /// Sets how long a statement waits for another connection's lock.
  func setBusyTimeout(ms: Int32) { sqlite3_busy_timeout(handle, ms) }

  // A connection closes itself once its last statement is finalized. One whose files are no longer its own must not bring
  // its log into the database then: it would write into another's, or touch memory that is gone.
  deinit {
    if !areFilesIntact() { entrygate_leave_log_on_close(handle) }
    sqlite3_close_v2(handle)
  }

  /// Runs statements without values and without rows.
  func execute(_ sql: String) throws(SQLiteError) {
    let code = sqlite3_exec(handle, sql, nil, nil, nil)
    if code != SQLITE_OK { throw error(code, sql) }
  }

  /// Prepares a statement for repeated use.
  func prepare(_ sql: String) throws(SQLiteError) -> SQLiteStatement {
    var statement: OpaquePointer?
    let code = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
    guard code == SQLITE_OK, let statement else { throw error(code, sql) }
    return SQLiteStatement(statement, sql, on: self)
  }

  /// The whole number in the first column of a query's first row; nil where there is no row.
  func integer(_ sql: String) throws(SQLiteError) -> Int64? {
    let statement = try prepare(sql)
    return try statement.step() ? statement.integer(0) : nil
  }

  /// The text in the first column of a query's first row; nil where there is no row, or a null.
  func text(_ sql: String) throws(SQLiteError) -> String? {
    let statement = try prepare(sql)
    return try statement.step() ? statement.text(0) : nil
  }

  /// Whether the database's file was deleted or renamed since it was opened: what is written now would be lost.
  var hasMoved: Bool {
    var answer: Int32 = 0
    return sqlite3_file_control(handle, "main", SQLITE_FCNTL_HAS_MOVED, &answer) == SQLITE_OK && answer != 0
  }

  /// Remembers which files the connection has open, from its first reading on.
  func rememberFiles() {
    guard let name = sqlite3_db_filename(handle, "main"), name.pointee != 0 else { return }
    files = StoreFiles(path: String(cString: name))
  }

  /// Whether the files that were remembered are still those, and whole. Once they are not, they never are again for this
  /// connection, which must not be used any more.
  ///
  /// Of a connection that remembers none they always are.
  func areFilesIntact() -> Bool {
    guard !areFilesLost, let look = files?.look() else { return !areFilesLost }
    switch look {
    case .intact: return true
    case .logEmptied:
      switch emptiedLog() {
      case .byCheckpoint:
        files?.acceptEmptyLog()
        return true
      case .unknown: return false
      case .bySomebody: break
      }
    // What was answered stands in a log that nobody else can read: it is brought into the database, which is whole.
    case .logRemoved: _ = try? checkpoint()
    case .changed: break
    }
    areFilesLost = true
    return false
  }

  private enum EmptiedLog {
    case byCheckpoint, bySomebody
    /// Another connection's checkpoint is at it just now.
    case unknown
  }

  private func emptiedLog() -> EmptiedLog {
    // Of an empty file no page can be read, so that a checkpoint changes nothing, whatever the index says of the log.
    guard let frames = try? checkpoint() else { return .bySomebody }
    return frames < 0 ? .unknown : frames == 0 ? .byCheckpoint : .bySomebody
  }

  /// Brings what stands in the log into the database, without waiting for anybody.
  ///
  /// - Returns: how many frames the log has; -1 where another connection's checkpoint is under way.
  private func checkpoint() throws(SQLiteError) -> Int64 {
    let statement = try prepare("PRAGMA wal_checkpoint(PASSIVE)")
    guard try statement.step() else { return -1 }
    return statement.integer(1)
  }

  /// Brings what stands in the log into the database, and gives its room back, unless somebody uses either just now.
  func emptyLog() { _ = try? prepare("PRAGMA wal_checkpoint(TRUNCATE)").step() }

  /// Does something in one transaction that is written, or leaves no trace.
  func transaction(_ body: () throws(SQLiteError) -> Void) throws(SQLiteError) {
    try execute("BEGIN IMMEDIATE")
    do {
      try body()
      try execute("COMMIT")
    } catch {
      // After some errors SQLite has rolled back by itself, and then this one fails harmlessly.
      try? execute("ROLLBACK")
      throw error
    }
  }

  func error(_ code: Int32, _ sql: String) -> SQLiteError {
    SQLiteError(
      code: code & 0xFF, extendedCode: code, message: String(cString: sqlite3_errmsg(handle)),
      statement: String(sql.prefix(120)))
  }
}

/// A prepared statement; it is finalized when its last reference goes.
final class SQLiteStatement {
  private let handle: OpaquePointer
  private let sql: String
  // A statement must not outlive its connection.
  private let connection: SQLiteConnection

  fileprivate init(_ handle: OpaquePointer, _ sql: String, on connection: SQLiteConnection) {
    self.handle = handle
    self.sql = sql
    self.connection = connection
  }

  deinit { sqlite3_finalize(handle) }

  /// A value to bind.
  enum Value {
    case null
    case integer(Int64)
    case text(String)
    case bytes([UInt8])

    static func optional(_ text: String?) -> Value { text.map { .text($0) } ?? .null }
  }

  /// Forgets the last run and binds values to the parameters, in order.
  func bind(_ values: [Value]) throws(SQLiteError) {
    sqlite3_reset(handle)
    for (offset, value) in values.enumerated() {
      let index = Int32(offset + 1)
      let code: Int32 =
        switch value {
        case .null: sqlite3_bind_null(handle, index)
        case .integer(let number): sqlite3_bind_int64(handle, index, number)
        case .text(let text): entrygate_bind_text(handle, index, text, Int32(text.utf8.count))
        case .bytes(let bytes): bind(bytes, index)
        }
      if code != SQLITE_OK { throw connection.error(code, sql) }
    }
  }

  private func bind(_ bytes: [UInt8], _ index: Int32) -> Int32 {
    bytes.withUnsafeBytes { buffer in
      let base = buffer.assumingMemoryBound(to: CChar.self).baseAddress
      return entrygate_bind_text(handle, index, base, Int32(buffer.count))
    }
  }

  /// Runs up to the next row.
  ///
  /// - Returns: whether there is a row.
  func step() throws(SQLiteError) -> Bool {
    let code = sqlite3_step(handle)
    switch code {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    default:
      let failure = connection.error(code, sql)
      sqlite3_reset(handle)
      throw failure
    }
  }

  /// Binds values, runs to the end and forgets the run.
  func run(_ values: [Value]) throws(SQLiteError) {
    try bind(values)
    while try step() {}
    sqlite3_reset(handle)
  }

  func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

  func bytes(_ column: Int32) -> [UInt8]? {
    guard let text = sqlite3_column_text(handle, column) else { return nil }
    return Array(UnsafeBufferPointer(start: text, count: Int(sqlite3_column_bytes(handle, column))))
  }

  func text(_ column: Int32) -> String? {
    guard let text = sqlite3_column_text(handle, column) else { return nil }
    let count = Int(sqlite3_column_bytes(handle, column))
    return String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self)
  }
}
