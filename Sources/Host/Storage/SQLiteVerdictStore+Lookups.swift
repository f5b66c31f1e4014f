internal import RuleEngine

// What is asked of the store while it is written.
extension SQLiteVerdictStore {
  /// The first verdict that a signal id was given. One that is damaged is an error.
  func firstVerdict(signalID: String) throws(StoreError) -> StoredVerdict? {
    try checkFiles()
    return try StoreError.wrap { () throws(SQLiteError) in
      try selectByID.bind([.text(signalID)])
      guard try selectByID.step() else { return nil }
      let (seq, stored) = (selectByID.integer(2), StoredVerdict(selectByID))
      let isWhole = selectByID.isWholeRecord
      // A statement that is left in the middle of its rows would hold a read transaction open.
      try selectByID.bind([])
      // Somebody would act on it.
      guard let stored, isWhole else { throw .damaged("it does not have its hash", in: "record \(seq)") }
      return stored
    }
  }

  /// The halt that was ordered last and not ended; nil where there is none.
  func currentHalt() throws(StoreError) -> Halt? {
    try checkFiles()
    return try StoreError.wrap { () throws(SQLiteError) in try Halt.current(by: selectHalt) }
  }

  /// The lines of the last verdicts, oldest first. One that is damaged is an error: it may be no JSON.
  func lastVerdicts(_ count: Int) throws(StoreError) -> [String] {
    try checkFiles()
    return try StoreError.wrap { () throws(SQLiteError) in
      let statement = try connection.prepare("SELECT seq, verdict FROM verdicts ORDER BY seq DESC LIMIT ?")
      try statement.bind([.integer(Int64(count))])
      var lines: [String] = []
      while try statement.step() {
        let line = statement.text(1) ?? ""
        guard VerdictRecord.isLine(Array(line.utf8)) else {
          throw .damaged("its verdict is no line of JSON", in: "record \(statement.integer(0))")
        }
        lines.append(line)
      }
      return lines.reversed()
    }
  }

  /// The size of the database; 0 where it cannot be told.
  var byteCount: Int64 {
    guard (try? checkFiles()) != nil else { return 0 }
    let pages = try? connection.integer("PRAGMA page_count")
    let size = try? connection.integer("PRAGMA page_size")
    return (pages.flatMap(\.self) ?? 0) * (size.flatMap(\.self) ?? 0)
  }
}

extension SQLiteStatement {
  /// Whether the record that stands in the columns from the second on has the hash that follows it.
  fileprivate var isWholeRecord: Bool {
    guard let verdict = bytes(1), let signal = bytes(3), let evidence = bytes(4), let previous = text(5) else {
      return false
    }
    return VerdictRecord.hash(previous: previous, verdict: verdict, signal: signal, evidence: evidence) == text(6)
  }
}

extension StoredVerdict {
  /// Takes fingerprint and verdict's line from the first columns.
  init?(_ row: SQLiteStatement) {
    guard let fingerprint = row.text(0), let verdict = row.bytes(1) else { return nil }
    self.init(fingerprint: fingerprint, verdictLine: verdict)
  }
}
