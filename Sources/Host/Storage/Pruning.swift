internal import RuleEngine

/// That the oldest records were deleted: up to where, and what the chains of hashes go on from.
struct Pruning: Hashable {
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

  /// The last one of a store; nil where nothing was pruned.
  static func last(in connection: SQLiteConnection) throws(SQLiteError) -> Pruning? {
    let statement = try connection.prepare(
      """
      SELECT time, why, records, through_seq, hash, exits, through_exit, exit_hash, latest_time FROM prunings
      ORDER BY number DESC LIMIT 1
      """)
    guard try statement.step() else { return nil }
    let exits = StoreTail(seq: statement.integer(6), hash: statement.text(7) ?? "")
    return Pruning(
      timeMs: statement.integer(0), why: statement.text(1) ?? "", records: statement.integer(2),
      verdicts: StoreTail(seq: statement.integer(3), hash: statement.text(4) ?? ""), exitCount: statement.integer(5),
      exits: exits.seq == 0 ? nil : exits, latestTimeMs: statement.integer(8))
  }
}
