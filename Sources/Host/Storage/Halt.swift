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

extension SQLiteVerdictStore {
  /// The halt that was ordered last and not ended; nil where there is none. It may have expired.
  func currentHalt() throws(StoreError) -> Halt? {
    try StoreError.wrap { () throws(SQLiteError) in
      let statement = try connection.prepare(
        "SELECT why, since, until, until IS NULL FROM halts WHERE ended IS NULL ORDER BY number DESC LIMIT 1")
      guard try statement.step() else { return nil }
      return Halt(
        why: statement.text(0) ?? "", sinceMs: statement.integer(1),
        untilMs: statement.integer(3) == 1 ? nil : statement.integer(2))
    }
  }

  /// Ends every halt, and begins another where one is given.
  func replaceHalt(_ halt: Halt?, nowMs: Int64) throws(StoreError) {
    try StoreError.wrap { () throws(SQLiteError) in
      try connection.transaction { () throws(SQLiteError) in
        try connection.prepare("UPDATE halts SET ended = ? WHERE ended IS NULL").run([.integer(nowMs)])
        guard let halt else { return }
        try connection.prepare("INSERT INTO halts (why, since, until) VALUES (?,?,?)")
          .run([.text(halt.why), .integer(halt.sinceMs), halt.untilMs.map { .integer($0) } ?? .null])
      }
    }
  }
}
