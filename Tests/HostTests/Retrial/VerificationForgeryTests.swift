import RuleEngine
import Testing

@testable import Host

/// What `verify` finds where somebody changed a store so that nothing of it should show.
@Suite struct VerificationForgeryTests {
  private let folder: ScratchFolder
  private let path: String

  init() throws {
    folder = try ScratchFolder()
    path = folder.path("store.sqlite")
  }

  private func record(seed: Int, steps: Int = 250) throws {
    var run = try SeededRun(seed: seed, path: path, output: Journal(folder).output)
    try run.run(steps)
  }

  private func change(_ sql: String) throws { try StoreFixture.connection(path).execute(sql) }

  @Test(arguments: [Int64.max, 9999, 0, -1])
  func `an exit that was moved behind all verdicts, or before its own, hides nothing`(afterSeq: Int64) throws {
    try record(seed: 10)
    let whole = try Verified(path).summary.exits
    try change("UPDATE exits SET after_seq = \(afterSeq), pnl_usd = '8' WHERE number = 2")
    let verified = try Verified(path)
    #expect(verified.summary.exits == whole)
    let faults = verified.faults.filter { $0.place == .exit(2) }.map(\.kind)
    #expect(faults.contains(.changed) && faults.contains(.column("after_seq")) && faults.contains(.column("pnl_usd")))
  }

  @Test func `an exit behind a verdict that is not there is named, hash and all`() throws {
    try record(seed: 10)
    let connection = try StoreFixture.connection(path)
    let last = try #require(try connection.integer("SELECT max(seq) FROM verdicts"))
    let seq = try #require(try connection.integer("SELECT seq FROM exits ORDER BY number DESC LIMIT 1"))
    try change("UPDATE exits SET after_seq = \(last + 3) WHERE seq = \(seq)")
    try rehashLastExit(connection)
    let faults = try Verified(path).faults.filter { $0.subject == .exits }
    #expect(faults.map(\.kind) == [.column("after_seq")] && faults.first?.expected == "\(last)")
  }

  private func rehashLastExit(_ connection: SQLiteConnection) throws {
    let query = "SELECT prev, number, seq, after_seq, time, pnl_usd, line FROM exits ORDER BY number DESC LIMIT 1"
    let row = try StoreFixture.rows(query, connection, columns: 7)[0].map { $0 ?? "" }
    let text =
      #"\#(row[0]){"exit":\#(row[1]),"seq":\#(row[2]),"after_seq":\#(row[3]),"time":\#(row[4]),"#
      + #""pnl_usd":"\#(row[5])","line":\#(row[6])}"#
    try change("UPDATE exits SET hash = '\(SHA256.hex(text.utf8))' WHERE number = \(row[1])")
  }

  @Test func `an exit whose columns give the same bytes, parted elsewhere, is named`() throws {
    try record(seed: 10)
    let connection = try StoreFixture.connection(path)
    let row = try StoreFixture.rows(
      "SELECT pnl_usd, signal_id FROM exits JOIN signals USING (seq) ORDER BY number DESC LIMIT 1", connection,
      columns: 2)[0]
    let (pnl, id) = (try #require(row[0]), try #require(row[1]))
    let (head, rest) = (#"{"event":"exit","signal_id":"\#(id)","note":"a"#, "0,\"pnl_usd\":\(pnl)}")
    let update = try connection.prepare(
      "UPDATE exits SET pnl_usd = ?, line = ? WHERE number = (SELECT max(number) FROM exits)")
    try update.run([.text(pnl), .text(head + #"","line":"# + rest)])
    try rehashLastExit(connection)
    #expect(try Verified(path).faults == [])
    try update.run([.text(pnl + #"","line":"# + head), .text(rest)])
    let faults = try Verified(path).faults.filter { $0.subject == .exits }
    #expect(faults.map(\.kind) == [.unreadable])
    #expect(StoreFixture.error { _ = try SQLiteVerdictStore.history(of: connection, after: 0, openAfter: 0) } != nil)
  }

  @Test(arguments: [("signal_id", "\"s-", "\"t-"), ("pnl_usd", "\"pnl_usd\":", "\"pnl_usd\":1")])
  func `an exit whose line is another's is named, hash and all`(column: String, part: String, other: String) throws {
    try record(seed: 10)
    try change(
      "UPDATE exits SET line = replace(replace(line, '\(part)', '\(other)'), ':1-', ':-1') "
        + "WHERE number = (SELECT max(number) FROM exits)")
    try rehashLastExit(try StoreFixture.connection(path))
    let faults = try Verified(path).faults
    #expect(faults.map(\.kind) == [.column(column)])
  }

  @Test(arguments: 1..<Migrations.steps.count)
  func `a version that says less than the tables hides none of them`(version: Int) throws {
    try record(seed: 10)
    let whole = try Verified(path).summary
    try change("PRAGMA user_version = \(version)")
    let verified = try Verified(path)
    #expect(
      verified.faults == [
        VerificationFault(
          place: .store, kind: .column("user_version"), recorded: "\(version)", expected: "\(Migrations.steps.count)")
      ])
    #expect(verified.summary.exits == whole.exits && verified.summary.identical == whole.identical)
    let error = StoreFixture.error { try StoreReader(path: path).holdStill() }
    #expect(StoreFixture.cause(error) == .corrupt)
  }

  @Test(arguments: [
    ("INSERT INTO store SELECT * FROM store", "kind"), ("DELETE FROM store", "kind"),
    ("UPDATE store SET kind = 'x'", "kind"), ("UPDATE store SET network = 'testnet'", "network"),
  ])
  func `a store that does not say what its records are is named`(sql: String, column: String) throws {
    try record(seed: 10, steps: 60)
    try change(sql)
    let faults = try Verified(path).faults
    #expect(faults.map(\.place) == [.store] && faults.first?.kind == .column(column), "\(faults)")
  }

  @Test(arguments: [-1, 0, 5000])
  func `signals and entries without a verdict are named`(seq: Int64) throws {
    try record(seed: 10, steps: 60)
    try change("INSERT INTO paper_entries VALUES (\(seq), 'PURR', 'long', NULL, NULL)")
    #expect(try Verified(path).faults == [VerificationFault(place: .record(seq), kind: .orphaned)])
    try change(
      "INSERT INTO signals SELECT \(seq), 'x', time, symbol, base_symbol, direction, strategy, action, reason, "
        + "fingerprint, line FROM signals LIMIT 1")
    #expect(try Verified(path).faults == [VerificationFault(place: .record(seq), kind: .orphaned)])
  }

  @Test func `the last exit's hash is told beside that of the last record`() throws {
    try record(seed: 10)
    let connection = try StoreFixture.connection(path)
    let hash = try #require(try connection.text("SELECT hash FROM exits ORDER BY number DESC LIMIT 1"))
    let summary = try Verified(path).summary
    #expect(summary.text.hasSuffix("the last exit is \(summary.exits), its hash \(hash)\n"))
    #expect(String(decoding: summary.json, as: UTF8.self).contains("\"last_exit_hash\":\"\(hash)\""))
  }

  private static let extremes = [
    "UPDATE verdicts SET time = $ WHERE seq = 3", "UPDATE exits SET time = $ WHERE number = 2",
    "UPDATE exits SET number = $ WHERE number = (SELECT max(number) FROM exits)",
    "UPDATE exits SET after_seq = $ WHERE number = 2",
    """
    PRAGMA foreign_keys = OFF; UPDATE signals SET seq = $ WHERE seq = (SELECT max(seq) FROM verdicts);
    UPDATE paper_entries SET seq = $ WHERE seq = (SELECT max(seq) FROM verdicts);
    UPDATE verdicts SET seq = $ WHERE seq = (SELECT max(seq) FROM verdicts)
    """,
    "INSERT INTO prunings VALUES (1, $, 'why', $, $, 'x', $, $, 'x', $)",
    "UPDATE verdicts SET verdict = replace(verdict, '\"time\":', '\"time\":$,\"was\":') WHERE seq = 3",
    "UPDATE verdicts SET evidence = replace(evidence, '\"received\":', '\"received\":$,\"was\":') WHERE seq < 30",
  ]

  @Test(arguments: extremes, [Int64.min, .max])
  func `no number in a store ends the program`(sql: String, number: Int64) throws {
    try record(seed: 10, steps: 120)
    try change(sql.replacing("$", with: "\(number)"))
    #expect(try !Verified(path).faults.isEmpty)
    let reader = try StoreReader(path: path)
    try reader.forEachVerdict(.init(), last: nil) { _ = CivilTime(ms: $0.timeMs).iso8601 }
    let next = try reader.entries(.init(), areOpen: false, last: nil)
    while let entry = try next() { _ = entry.closure?.heldMs }
    // Either does its work, or says that the store is damaged.
    _ = StoreFixture.error {
      let store = try SQLiteVerdictStore(writingTo: path, as: StoreFixture.live)
      _ = (try store.tail(), try store.exitTail())
    }
    let connection = try SQLiteVerdictStore.connectionBesideHost(path)
    let plan = PruningPlan(
      olderThanMs: 1, reach: .init(historyWindowMs: 0, openEntriesWindowMs: 0), reportsExits: true,
      nowMs: Fixture.nowMs + 100_000)
    do {
      let pruner = try StorePruner(connection, plan)
      _ = (try pruner.preview(), try pruner.prune(why: "why", nowMs: 1, batchSize: 9) {})
    } catch {
      #expect(error.cause == .corrupt)
    }
  }
}
