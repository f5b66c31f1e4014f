import RuleEngine
import Testing

@testable import Host

/// What `verify` finds where somebody changed what a store says of its prunings, and of what was carried over.
@Suite struct PruningForgeryTests {
  private let folder: ScratchFolder
  private let path: String

  init() throws {
    folder = try ScratchFolder()
    path = folder.path("store.sqlite")
  }

  /// A store that was pruned so many times.
  private func record(prunings: Int) throws {
    var run = try SeededRun(
      seed: 2, path: path, output: Journal(folder).output, rules: PruneFixture.rules, isSteady: true)
    for _ in 0..<prunings {
      try run.run(200)
      _ = try PruneFixture.pruner(path, olderThanMs: 150_000, nowMs: run.nowMs)
        .prune(why: "it's old", nowMs: run.nowMs, batchSize: 9) {}
    }
    try run.run(20)
  }

  private func change(_ sql: String) throws { try StoreFixture.connection(path).execute(sql) }

  private func faults(_ subject: VerificationSummary.Subject = .prunings) throws -> [VerificationFault] {
    try Verified(path).faults.filter { $0.subject == subject }
  }

  @Test func `prunings are chained by hashes over what they say and what they carried over`() throws {
    try record(prunings: 2)
    let connection = try StoreFixture.connection(path)
    let rows = try StoreFixture.rows("SELECT * FROM prunings ORDER BY number", connection, columns: 10)
    let seals = try StoreFixture.rows("SELECT * FROM pruning_hashes ORDER BY number", connection, columns: 4)
    #expect(rows.count == 2 && seals.map { $0[0] } == ["1", "2"])
    var previous = String(repeating: "0", count: 64)
    for (row, seal) in zip(rows, seals) {
      var cells = row.map { $0 ?? "" }
      for text in [2, 5, 8] { cells[text] = "'\(cells[text].replacing("'", with: "''"))'" }
      #expect(seal[2] == previous)
      previous = SHA256.hex("\(previous)\(cells.joined(separator: ",")),\(seal[1] ?? "")".utf8)
      #expect(seal[3] == previous)
    }
    let carried = try StoreFixture.rows("SELECT * FROM carried_entries ORDER BY seq", connection, columns: 8)
    let lines = carried.map { row in
      let cells = row.enumerated().map { index, cell in
        [0, 2, 6].contains(index) ? cell ?? "NULL" : cell.map { "'\($0)'" } ?? "NULL"
      }
      return cells.joined(separator: ",") + "\n"
    }
    #expect(carried.count > 2 && seals[1][1] == SHA256.hex(lines.joined().utf8))
    let verified = try Verified(path)
    #expect(verified.faults == [] && verified.summary.pruningTail == StoreTail(seq: 2, hash: previous))
    #expect(verified.summary.text.contains("\nthe last pruning is 2, its hash \(previous)\n"))
  }

  private static let changes: [(sql: String, kind: VerificationFault.Kind)] = [
    ("UPDATE prunings SET why = 'another' WHERE number = 2", .changed),
    ("UPDATE prunings SET latest_time = 9000000000000 WHERE number = 2", .changed),
    ("UPDATE prunings SET records = records + 1 WHERE number = 2", .changed),
    ("UPDATE pruning_hashes SET carried = 'x' WHERE number = 2", .changed),
    ("UPDATE pruning_hashes SET prev = 'x' WHERE number = 2", .unlinked),
    ("DELETE FROM pruning_hashes WHERE number = 2", .orphaned),
    ("UPDATE pruning_hashes SET hash = '', prev = '', carried = '' WHERE number = 2", .unlinked),
  ]

  @Test(arguments: changes)
  func `a pruning that was changed is named`(sql: String, kind: VerificationFault.Kind) throws {
    try record(prunings: 2)
    try change(sql)
    #expect(try faults().first.map { [$0.place == .pruning(2), $0.kind == kind] } == [true, true])
  }

  @Test func `one that never was is named, and so is one that is gone`() throws {
    try record(prunings: 2)
    try change("DELETE FROM prunings WHERE number = 1; DELETE FROM pruning_hashes WHERE number = 1")
    #expect(try faults().first == VerificationFault(place: .pruning(1), kind: .missing(through: 1)))
    try change(
      """
      INSERT INTO prunings SELECT 3, time, why, 0, through_seq, hash, 0, through_exit, exit_hash, latest_time
      FROM prunings
      """)
    #expect(try faults().contains(VerificationFault(place: .pruning(3), kind: .orphaned)))
  }

  @Test(arguments: [-1, 1, 2, 8, Int64.max])
  func `a hash of no pruning is named before one is chained to it`(number: Int64) throws {
    try record(prunings: 0)
    try change("INSERT INTO pruning_hashes VALUES (\(number), 'x', 'y', 'z')")
    #expect(try faults() == [VerificationFault(place: .pruning(number), kind: .orphaned)])
  }

  @Test func `a pruning excuses nothing in a store that was never pruned`() throws {
    try record(prunings: 0)
    try change(
      """
      INSERT INTO prunings VALUES (1, 0, 'x', 9, 0, '\(VerdictRecord.genesisHash)', 0, 0, 'x', 9000000000000);
      UPDATE daily_stats SET entry_signals = entry_signals + 5, trades_approved = trades_approved + 5
      """)
    #expect(try faults().map(\.kind) == [.orphaned])
    #expect(try faults(.statistics).map(\.kind) == [.column("entry_signals")])
  }

  private static let carriedChanges = [
    "UPDATE carried_entries SET coin = 'X'",
    "DELETE FROM carried_entries WHERE seq = (SELECT max(seq) FROM carried_entries)",
    "INSERT INTO carried_entries SELECT -1, 'x', time, coin, pair, strategy, closed, pnl_usd FROM carried_entries LIMIT 1",
    "UPDATE carried_entries SET closed = 1, pnl_usd = '-5' WHERE closed IS NULL",
  ]

  @Test(arguments: carriedChanges)
  func `entries that are not those that were carried over are named`(sql: String) throws {
    try record(prunings: 1)
    try change(sql)
    #expect(try faults() == [VerificationFault(place: .carried, kind: .changed)])
  }

  @Test func `so is one in a store that was never pruned`() throws {
    try record(prunings: 0)
    try change("INSERT INTO carried_entries VALUES (1, 'x', 1, 'PURR', 'PURR', NULL, NULL, NULL)")
    #expect(try faults() == [VerificationFault(place: .carried, kind: .orphaned)])
  }

  private static let contradictions = [
    ("records", "records = records + 1"), ("records", "records = 0"), ("exits", "exits = exits + 1"),
    ("latest_time", "latest_time = 9000000000000"),
  ]

  @Test(arguments: contradictions)
  func `one by a version that kept no hashes is said to be so, and must agree with itself`(
    column: String, sql: String
  ) throws {
    try record(prunings: 1)
    try change("UPDATE pruning_hashes SET hash = '', prev = '', carried = ''")
    let verified = try Verified(path)
    #expect(verified.faults == [] && verified.summary.pruningTail == nil)
    #expect(verified.summary.text.contains("of this pruning no hash was kept"))
    try change("UPDATE prunings SET \(sql)")
    #expect(try faults().map(\.kind) == [.column(column)])
  }

  @Test func `a store that an earlier version has pruned is whole as it is, and its next pruning has a hash`() throws {
    try record(prunings: 1)
    try change("DROP TABLE pruning_hashes; DROP TABLE rules_since; PRAGMA user_version = 6")
    let before = try Verified(path)
    #expect(before.faults == [] && before.summary.prunings == 1 && before.summary.pruningTail == nil)
    // The texts of its rules are kept from their first record on, and one that is gone shows.
    let connection = try SQLiteVerdictStore.connectionBesideHost(path)
    #expect(
      try connection.integer("SELECT seq FROM rules_since") == connection.integer("SELECT min(since_seq) FROM rules"))
    let nowMs = try #require(try connection.integer("SELECT max(time) FROM verdicts"))
    let preview = try PruneFixture.pruner(path, olderThanMs: 70_000, nowMs: nowMs).preview()
    let reader = try StoreReader(path: path)
    try reader.holdStill()
    #expect(try preview.records > 20 && reader.fault(beforePruning: preview) == nil)
    _ = try PruneFixture.pruner(path, olderThanMs: 70_000, nowMs: nowMs).prune(why: "w", nowMs: nowMs, batchSize: 9) {}
    let after = try Verified(path)
    #expect(after.faults == [] && after.summary.prunings == 2 && after.summary.pruningTail?.seq == 2)
    try change("UPDATE carried_entries SET coin = 'X'")
    #expect(try faults() == [VerificationFault(place: .carried, kind: .changed)])
  }

  private static let statistics = [
    ("trades_approved = trades_approved + 1, entry_signals = entry_signals + 1", "entry_signals"),
    ("trades_approved = trades_approved + 1", "entry_signals"),
    ("entry_signals = 0, trades_approved = 0, trades_rejected = 0", "trades_approved"),
  ]

  @Test(arguments: statistics)
  func `the statistics of pruned days count each record that was, and no other`(sql: String, column: String) throws {
    try record(prunings: 1)
    try change("UPDATE daily_stats SET \(sql) WHERE base_symbol = 'HYPE' AND symbol = 'PURR/USDC:USDC'")
    #expect(try faults(.statistics).contains { $0.kind == .column(column) })
    #expect(try Verified(path).faults.allSatisfy { $0.subject == .statistics })
  }
}
