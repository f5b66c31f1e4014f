/// An order that no entry be approved, until it ends.
struct Halt: Hashable, Sendable {
  /// Why, in the words of whoever halted.
  let why: String
  /// Since when, in milliseconds since 1970 UTC.
  let sinceMs: Int64
  /// From when on it holds no more; nil of one that has to be ended.
  let untilMs: Int64?

  /// Whether it holds at a moment.
  func holds(at nowMs: Int64) -> Bool { untilMs.map { nowMs < $0 } ?? true }
}

extension Halt {
  /// A query for the halt that was ordered last and not ended.
  static func selectCurrent(in connection: SQLiteConnection) throws(SQLiteError) -> SQLiteStatement {
    try connection.prepare(
      "SELECT why, since, until, until IS NULL FROM halts WHERE ended IS NULL ORDER BY number DESC LIMIT 1")
  }

  /// The halt that was ordered last and not ended; nil where there is none. It may have expired.
  static func current(by statement: SQLiteStatement) throws(SQLiteError) -> Halt? {
    try statement.bind([])
    guard try statement.step() else { return nil }
    let halt = Halt(
      why: statement.text(0) ?? "", sinceMs: statement.integer(1),
      untilMs: statement.integer(3) == 1 ? nil : statement.integer(2))
    // A statement that is left in the middle of its rows would hold a read transaction open.
    try statement.bind([])
    return halt
  }

  /// Ends every halt, and begins another where one is given.
  static func replace(with halt: Halt?, in connection: SQLiteConnection, nowMs: Int64) throws(SQLiteError) {
    try connection.transaction { () throws(SQLiteError) in
      try connection.prepare("UPDATE halts SET ended = ? WHERE ended IS NULL").run([.integer(nowMs)])
      guard let halt else { return }
      try connection.prepare("INSERT INTO halts (why, since, until) VALUES (?,?,?)")
        .run([.text(halt.why), .integer(halt.sinceMs), halt.untilMs.map { .integer($0) } ?? .null])
    }
  }
}

extension SQLiteVerdictStore {
  /// Ends every halt, and begins another where one is given.
  func replaceHalt(_ halt: Halt?, nowMs: Int64) throws(StoreError) {
    try withPatience { () throws(SQLiteError) in try Halt.replace(with: halt, in: connection, nowMs: nowMs) }
  }
}

/// Writes a halt into a store that another process may be using: it is no verdict, and needs no right to write those.
enum HaltWriter {
  /// Ends every halt, and begins another where one is given. A replay's store has no host that would heed it.
  ///
  /// - Returns: the halt that was in force before; nil where none was.
  static func write(_ halt: Halt?, to path: String, nowMs: Int64) throws(StoreError) -> Halt? {
    let connection = try SQLiteVerdictStore.connectionBesideHost(path)
    if let kind = try SQLiteVerdictStore.kind(of: connection), kind.origin != .live {
      throw .otherKind(found: kind, wanted: StoreKind(origin: .live, network: kind.network))
    }
    let previous = try StoreError.wrap { () throws(SQLiteError) in
      try Halt.current(by: Halt.selectCurrent(in: connection))
    }
    try StoreError.wrap { () throws(SQLiteError) in try Halt.replace(with: halt, in: connection, nowMs: nowMs) }
    return previous.flatMap { $0.holds(at: nowMs) ? $0 : nil }
  }
}
