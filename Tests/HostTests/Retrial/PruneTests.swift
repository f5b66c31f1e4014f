import RuleEngine
import Testing

@testable import Host

/// What is pruned is gone, and nothing else has changed: the rest is provable, and a host decides as it would have.
@Suite struct PruneTests {
  private let folder: ScratchFolder
  private let path: String

  init() throws {
    folder = try ScratchFolder()
    path = folder.path("store.sqlite")
  }

  private func seededRun(_ seed: Int, steps: Int = 300) throws -> SeededRun {
    var run = try SeededRun(
      seed: seed, path: path, output: Journal(folder).output, rules: PruneFixture.rules, isSteady: true)
    try run.run(steps)
    return run
  }

  private func verdicts(_ path: String, after seq: Int64) throws -> [[String?]] {
    let query = "SELECT seq, verdict, evidence, hash FROM verdicts WHERE seq > \(seq) ORDER BY seq"
    return try StoreFixture.rows(query, StoreFixture.connection(path), columns: 4)
  }

  /// Where the first verdict stands that is not the same in both.
  private func difference(_ one: String, _ other: String, after seq: Int64) throws -> String? {
    let (left, right) = (try verdicts(one, after: seq), try verdicts(other, after: seq))
    if left.count != right.count { return "\(left.count) and \(right.count) records" }
    return zip(left, right).first { $0 != $1 }.map { left, right in
      let found = JSONDifference(Array((left[1] ?? "").utf8), Array((right[1] ?? "").utf8))
      return "record \(left[0] ?? ""): \(found.map { "\($0)" } ?? "the evidence")"
    }
  }

  @Test(arguments: 0..<8)
  func `a host goes on as it would have without it, and the store is provable at every step`(seed: Int) throws {
    var whole = try seededRun(seed)
    let last = try #require(try StoreFixture.connection(path).integer("SELECT max(seq) FROM verdicts"))
    // As a file of its own, whatever stands in the log.
    let copy = folder.path("pruned.sqlite")
    try StoreFixture.connection(path).execute("VACUUM INTO '\(copy)'")
    var rounds = 0
    let outcome = try PruneFixture.pruner(copy, olderThanMs: 150_000, nowMs: whole.nowMs).prune(
      why: "test", nowMs: whole.nowMs, batchSize: 9
    ) {
      rounds += 1
      if rounds % 6 == 1 { #expect((try? Verified(copy).faults) == [], "round \(rounds)") }
    }
    #expect(outcome.records > 80 && outcome.kept > 30 && outcome.records + outcome.kept == last)
    #expect(try Verified(copy).faults == [])
    // The same from here on, in both.
    try whole.leave()
    var pruned = whole
    try whole.move(to: path)
    try pruned.move(to: copy)
    try whole.run(200)
    try pruned.run(200)
    let difference = try difference(copy, path, after: outcome.lastSeq)
    #expect(difference == nil)
    #expect(try verdicts(copy, after: last).count > 100)
    #expect(try Verified(copy).faults == [])
    #expect(try Verified(path).faults == [])
    // And once more, with what was carried over.
    let again = try PruneFixture.pruner(copy, olderThanMs: 150_000, nowMs: pruned.nowMs)
      .prune(why: "again", nowMs: pruned.nowMs, batchSize: 50) {}
    #expect(again.records > 80 && again.firstSeq == outcome.lastSeq + 1)
    #expect(try Verified(copy).faults == [])
    try whole.move(to: path)
    try pruned.move(to: copy)
    try whole.run(100)
    try pruned.run(100)
    let laterDifference = try self.difference(copy, path, after: again.lastSeq)
    #expect(laterDifference == nil)
  }

  @Test func `a store of which everything was pruned goes on with its numbers and hashes`() throws {
    var run = try seededRun(1, steps: 40)
    let connection = try StoreFixture.connection(path)
    let tail = try StoreFixture.rows(
      "SELECT seq, hash FROM verdicts ORDER BY seq DESC LIMIT 1", connection, columns: 2)
    let later = run.nowMs + 1_000_000
    _ = try PruneFixture.pruner(path, olderThanMs: 1, nowMs: later).prune(why: "all", nowMs: later, batchSize: 500) {}
    #expect(try connection.integer("SELECT count(*) FROM verdicts") == 0)
    try run.move(to: path)
    try run.run(20)
    let next = try StoreFixture.rows("SELECT seq - 1, prev FROM verdicts ORDER BY seq LIMIT 1", connection, columns: 2)
    #expect(next == tail)
    #expect(try Verified(path).faults == [])
  }

  @Test func `a host that writes meanwhile, and prunes nothing of what it writes, is not disturbed`() throws {
    var run = try seededRun(2)
    let before = run.nowMs
    var failures = 0
    let pruner = try PruneFixture.pruner(path, olderThanMs: 150_000, nowMs: before)
    let outcome = try pruner.prune(why: "w", nowMs: before, batchSize: 20) {
      do { try run.run(5) } catch { failures += 1 }
    }
    #expect(failures == 0 && outcome.records > 80)
    #expect(try Verified(path).faults == [])
  }

  @Test func `what the rules look back on stays, and of rules that are not known everything of a year`() {
    let day: Int64 = 86_400_000
    func plan(_ reach: PruningPlan.Reach, reportsExits: Bool = false) -> PruningPlan {
      PruningPlan(olderThanMs: 2 * day, reach: reach, reportsExits: reportsExits, nowMs: 1000 * day)
    }
    let short = plan(.init(historyWindowMs: day, openEntriesWindowMs: 0))
    #expect(short.cutoffMs == 998 * day && !short.isHeldBackByRules && short.openAfterMs == .max)
    let long = plan(.init(historyWindowMs: 3 * day, openEntriesWindowMs: 5 * day))
    #expect(long.cutoffMs == 997 * day - 60_000 && long.isHeldBackByRules)
    #expect(long.openAfterMs == 995 * day - 60_000)
    let unknown = plan(.unknown)
    #expect(unknown.cutoffMs == 635 * day - 60_000 && unknown.openAfterMs == .min)
    #expect(plan(.init(historyWindowMs: 0, openEntriesWindowMs: 0), reportsExits: true).openAfterMs == .min)
  }

  @Test func `a forged beginning is found`() throws {
    let run = try seededRun(3, steps: 100)
    let outcome = try PruneFixture.pruner(path, olderThanMs: 61_000, nowMs: run.nowMs)
      .prune(why: "w", nowMs: run.nowMs, batchSize: 3) {}
    try StoreFixture.connection(path).execute("DELETE FROM verdicts WHERE seq = \(outcome.lastSeq + 1)")
    #expect(
      try Verified(path).faults.first
        == VerificationFault(place: .record(outcome.lastSeq + 1), kind: .missing(through: outcome.lastSeq + 1)))
    try StoreFixture.connection(path).execute("UPDATE prunings SET hash = 'x', through_seq = through_seq + 1")
    let faults = try Verified(path).faults.prefix(2)
    #expect(faults.map(\.kind) == [.changed, .unlinked] && faults.first?.place == .pruning(1))
  }

  @Test func `the command says what it would do, does it, and says when there is nothing to do`() throws {
    _ = try seededRun(4, steps: 60)
    let gate = GateProcess(folder: folder)
    let dry = try gate.run(["prune", "--older-than", "1d", "--store", path, "--dry-run"])
    #expect(dry.code == 0 && dry.output.hasPrefix("would prune "), "\(dry.output) \(dry.errors)")
    #expect(!dry.output.contains(#/\b1 (records|exits)|[02-9] (record|exit)\b/#), "\(dry.output)")
    #expect(try StoreFixture.connection(path).integer("SELECT count(*) FROM prunings") == 0)
    let done = try gate.run(["prune", "--older-than=1d", "--store", path, "--why", "a \u{1B}[31mword"])
    #expect(done.output == dry.output.replacing("would prune", with: "pruned"))
    let verified = try gate.run(["verify", "--store", path])
    #expect(verified.code == 0 && verified.output.contains("\npruned up to record "))
    #expect(!verified.output.contains("\u{1B}"))
    let nothing = try gate.run(["prune", "--older-than", "1d", "--store", path])
    #expect(nothing.output == "nothing to prune; 0 records stay\n")
  }

  private static let damages = [
    "UPDATE verdicts SET evidence = '{}' WHERE seq = 5", "UPDATE signals SET line = line || ' ' WHERE seq = 5",
    "UPDATE verdicts SET coin = 'X' WHERE seq = 5", "DELETE FROM verdicts WHERE seq = 5",
    "UPDATE signals SET strategy = 'x' WHERE seq = 5", "UPDATE exits SET pnl_usd = '99' WHERE number = 2",
    "DELETE FROM exits WHERE number = 1", "UPDATE verdicts SET prev = 'x' WHERE seq = 5",
    "DROP INDEX signals_by_id", "CREATE TRIGGER t BEFORE DELETE ON verdicts BEGIN SELECT raise(IGNORE); END",
    "INSERT INTO pruning_hashes VALUES (1, 'x', 'y', 'z')",
  ]

  @Test(arguments: damages)
  func `what is not as it was written is not deleted, nor anything else`(sql: String) throws {
    _ = try seededRun(4, steps: 100)
    let connection = try StoreFixture.connection(path)
    try connection.execute(sql)
    let before = try connection.integer("SELECT count(*) FROM verdicts")
    let gate = GateProcess(folder: folder)
    for more in [[], ["--dry-run"]] {
      let run = try gate.run(["prune", "--older-than", "1d", "--store", path] + more)
      #expect(run.code == 74 && run.output.isEmpty && run.errors.contains("nothing is pruned: "), "\(run.errors)")
      #expect(run.errors.contains("look at all of it with verify"))
    }
    #expect(try connection.integer("SELECT count(*) FROM verdicts") == before)
    #expect(try connection.integer("SELECT count(*) FROM prunings") == 0)
  }

  @Test func `what stays may be damaged, and what was pruned before may not`() throws {
    let run = try seededRun(4, steps: 200)
    let connection = try StoreFixture.connection(path)
    let last = try #require(try connection.integer("SELECT max(seq) FROM verdicts"))
    try connection.execute("UPDATE verdicts SET evidence = '{}' WHERE seq = \(last)")
    func fault() throws -> VerificationFault? {
      let preview = try PruneFixture.pruner(path, olderThanMs: 61_000, nowMs: run.nowMs).preview()
      let reader = try StoreReader(path: path)
      try reader.holdStill()
      return try reader.fault(beforePruning: preview)
    }
    #expect(try fault() == nil)
    _ = try PruneFixture.pruner(path, olderThanMs: 200_000, nowMs: run.nowMs)
      .prune(why: "w", nowMs: run.nowMs, batchSize: 9) {}
    #expect(try fault() == nil)
    // A pruning more would seal what was forged.
    try connection.execute("UPDATE carried_entries SET coin = 'X'")
    #expect(try fault() == VerificationFault(place: .carried, kind: .changed))
  }

  @Test func `the command leaves no log behind`() throws {
    _ = try seededRun(4, steps: 100)
    let gate = GateProcess(folder: folder)
    let run = try gate.run(["prune", "--older-than", "1d", "--store", path])
    #expect(run.code == 0 && run.output.hasPrefix("pruned "), "\(run.errors)")
    #expect(!folder.exists("store.sqlite-wal"))
    // Beside a reader who has looked and is still there.
    let other = folder.path("other.sqlite")
    var seeded = try SeededRun(seed: 5, path: other, output: Journal(folder).output, rules: PruneFixture.rules)
    try seeded.run(100)
    try seeded.leave()
    let connection = try StoreFixture.connection(other)
    _ = try connection.integer("SELECT count(*) FROM verdicts")
    _ = try gate.run(["prune", "--older-than", "1d", "--store", other])
    #expect(try folder.bytes("other.sqlite-wal").isEmpty)
    #expect(try connection.integer("SELECT count(*) FROM verdicts") == 0)
  }

  private static let wrong: [(line: String, code: Int32)] = [
    ("prune", 64), ("prune --older-than 90", 64), ("prune --older-than 0d", 64), ("prune --older-than +1d", 64),
    ("prune --older-than 1d --store none.sqlite", 66), ("verify --store none.sqlite", 66),
    ("verify --rules none.json", 66), ("verify more", 64), ("verify --store /dev/null", 74),
  ]

  @Test(arguments: wrong)
  func `wrong command lines end as they should`(line: String, code: Int32) throws {
    #expect(try GateProcess(folder: folder).run(line.split(separator: " ").map(String.init)).code == code)
  }
}
