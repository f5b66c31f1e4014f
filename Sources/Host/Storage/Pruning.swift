internal import RuleEngine

/// That the oldest records were deleted: up to where, and what the chains of hashes go on from.
struct Pruning: Hashable {
  /// Its place among the prunings, from 1.
  let number: Int64
  /// When, in milliseconds since 1970 UTC.
  let timeMs: Int64
  /// Why, in the words of whoever did it.
  let why: String
  /// How many records it deleted.
  let records: Int64
  /// The last record that is gone.
  let verdicts: StoreTail
  /// How many exits it deleted.
  let exitCount: Int64
  /// The last exit that is gone; nil where none is.
  let exits: StoreTail?
  /// The latest moment of a record that is gone.
  let latestTimeMs: Int64

  private static let columns = """
    number, time, why, records, through_seq, prunings.hash, exits, through_exit, exit_hash, latest_time
    """

  private init(_ statement: SQLiteStatement) {
    let exits = StoreTail(seq: statement.integer(7), hash: statement.text(8) ?? "")
    number = statement.integer(0)
    timeMs = statement.integer(1)
    why = statement.text(2) ?? ""
    records = statement.integer(3)
    verdicts = StoreTail(seq: statement.integer(4), hash: statement.text(5) ?? "")
    exitCount = statement.integer(6)
    self.exits = exits.seq == 0 ? nil : exits
    latestTimeMs = statement.integer(9)
  }

  /// The last one of a store; nil where nothing was pruned.
  static func last(in connection: SQLiteConnection) throws(SQLiteError) -> Pruning? {
    let statement = try connection.prepare("SELECT \(columns) FROM prunings ORDER BY number DESC LIMIT 1")
    return try statement.step() ? Pruning(statement) : nil
  }
}

// MARK: What proves it

extension Pruning {
  /// A pruning's place in a chain of hashes of their own, and what it left beside the records.
  struct Seal: Hashable {
    /// The SHA-256 of the entries that are carried over since.
    let carried: String
    let previousHash: String
    /// Empty of one by a version that kept none.
    let hash: String
  }

  /// A pruning with its seal, and the hash that its bytes give.
  struct Sealed {
    let pruning: Pruning
    /// Nil where there is none, which nothing that prunes leaves so.
    let seal: Seal?
    let computedHash: String
  }

  // As SQL writes values, so that whoever reads the store can write them again.
  private static let text = """
    number||','||time||','||quote(why)||','||records||','||through_seq||','||quote(prunings.hash)||','||exits||','||
    through_exit||','||quote(exit_hash)||','||latest_time
    """

  /// All of a store, in their order.
  static func all(in connection: SQLiteConnection) throws(SQLiteError) -> [Sealed] {
    let statement = try connection.prepare(
      """
      SELECT \(columns), \(text), carried, pruning_hashes.prev, pruning_hashes.hash
      FROM prunings LEFT JOIN pruning_hashes USING (number) ORDER BY number
      """)
    var all: [Sealed] = []
    while try statement.step() {
      let seal = statement.text(13).map {
        Seal(carried: statement.text(11) ?? "", previousHash: statement.text(12) ?? "", hash: $0)
      }
      let bytes = "\(seal?.previousHash ?? "")\(statement.text(10) ?? ""),\(seal?.carried ?? "")"
      all.append(Sealed(pruning: Pruning(statement), seal: seal, computedHash: SHA256.hex(bytes.utf8)))
    }
    return all
  }

  /// The SHA-256 of the entries that are carried over, as they stand.
  static func carriedDigest(in connection: SQLiteConnection) throws(SQLiteError) -> String {
    let statement = try connection.prepare(
      """
      SELECT seq||','||quote(signal_id)||','||time||','||quote(coin)||','||quote(pair)||','||quote(strategy)||','||
        quote(closed)||','||quote(pnl_usd)
      FROM carried_entries ORDER BY seq
      """)
    var digest = SHA256()
    while try statement.step() {
      digest.update(statement.bytes(0) ?? [])
      digest.update("\n")
    }
    return digest.finalizeHex()
  }

  /// Seals the last pruning, as it and what it leaves stand now.
  static func seal(_ number: Int64, in connection: SQLiteConnection) throws(SQLiteError) {
    let before = try connection.text("SELECT hash FROM pruning_hashes WHERE number = \(number) - 1") ?? ""
    let previous = before.isEmpty ? VerdictRecord.genesisHash : before
    try connection.prepare(
      """
      INSERT INTO pruning_hashes VALUES (?,?,?,'') ON CONFLICT DO UPDATE SET carried = excluded.carried
      """
    ).run([.integer(number), .text(try carriedDigest(in: connection)), .text(previous)])
    guard let sealed = try all(in: connection).last else { return }
    try connection.prepare("UPDATE pruning_hashes SET hash = ? WHERE number = ?")
      .run([.text(sealed.computedHash), .integer(number)])
  }
}
