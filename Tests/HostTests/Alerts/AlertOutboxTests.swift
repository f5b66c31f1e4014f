import RuleEngine
import Testing

@testable import Host

/// The alerts that wait, in the store.
@Suite struct AlertOutboxTests {
  private let folder: ScratchFolder
  private let store: SQLiteVerdictStore

  init() throws {
    folder = try ScratchFolder()
    store = try SQLiteVerdictStore(writingTo: folder.path("store.sqlite"), as: StoreFixture.live)
  }

  private func outbox(_ maxRows: Int64 = AlertOutbox.maxRows) throws -> AlertOutbox {
    try AlertOutbox(store.connection, maxRows: maxRows)
  }

  @Test func `alerts are taken in order, and one that is refused to the end makes way`() throws {
    let outbox = try outbox()
    #expect(try outbox.first() == nil)
    let messages = ["a", "b", "c"].map { AlertFixture.message($0) }
    try outbox.add(messages)
    let first = try #require(try outbox.first())
    #expect(first.message == messages[0] && first.attempts == 0)
    try outbox.refused(first.number, isLast: false)
    #expect(try outbox.first() == AlertOutbox.Row(number: first.number, message: messages[0], attempts: 1))
    try outbox.refused(first.number, isLast: true)
    let second = try #require(try outbox.first())
    #expect(second.message == messages[1])
    #expect(try outbox.counts() == .init(pending: 2, failed: 1))
    try outbox.delivered(second.number)
    #expect(try outbox.first()?.message == messages[2])
    #expect(try outbox.counts() == .init(pending: 1, failed: 1))
  }

  @Test func `a full outbox drops what has failed, then the oldest that is about no signal, then the oldest`() throws {
    let outbox = try outbox(4)
    try outbox.add(["s1", "s2"].map { AlertFixture.message($0) } + [AlertFixture.message("f1", .feedDown)])
    try outbox.add([AlertFixture.message("f2", .feedBack)])
    #expect(try outbox.counts() == .init(pending: 4, failed: 0))
    let first = try #require(try outbox.first())
    try outbox.refused(first.number, isLast: true)
    try outbox.add([AlertFixture.message("s3", .rejected)])
    #expect(try AlertFixture.pending(store.connection) == ["s2", "f1", "f2", "s3"])
    #expect(try outbox.counts() == .init(pending: 4, failed: 1))
    try outbox.add([AlertFixture.message("s4")])
    #expect(try AlertFixture.pending(store.connection) == ["s2", "f2", "s3", "s4"])
    try outbox.add([AlertFixture.message("s5"), AlertFixture.message("s6")])
    #expect(try AlertFixture.pending(store.connection) == ["s3", "s4", "s5", "s6"])
    // What comes itself is the first to go where all the rest is about signals.
    try outbox.add([AlertFixture.message("f3", .halted)])
    #expect(try AlertFixture.pending(store.connection) == ["s3", "s4", "s5", "s6"])
    #expect(try outbox.counts() == .init(pending: 4, failed: 5))
  }

  @Test func `the outbox never holds more than its bound, and counts all that it lost`() throws {
    let outbox = try outbox(50)
    for number in 0..<500 {
      try outbox.add([AlertFixture.message("\(number)", number.isMultiple(of: 3) ? .signal : .gateSkipped)])
      #expect(try store.connection.integer("SELECT count(*) FROM outbox") ?? 0 <= 50)
    }
    #expect(try outbox.counts() == .init(pending: 50, failed: 450))
    // The last fifty of the 167 signals: every third number.
    #expect(try AlertFixture.pending(store.connection) == (117..<167).map { "\($0 * 3)" })
  }

  @Test func `a number is never used twice, so that a late answer takes away no other alert`() throws {
    let outbox = try outbox(1)
    try outbox.add([AlertFixture.message("a")])
    let first = try #require(try outbox.first())
    try outbox.delivered(first.number)
    try outbox.add([AlertFixture.message("b")])
    try outbox.delivered(first.number)
    #expect(try outbox.first()?.message.text == "b")
  }

  @Test func `records bring their alerts into the outbox in their own transaction, for any connection to see`()
    throws
  {
    var woken = 0
    try store.keepAlerts(in: .en) { woken += 1 }
    let approved = try StoreFixture.record("a")
    let rejected = try StoreFixture.record("b", after: approved, code: "spread_insufficient")
    try store.append([approved, rejected])
    #expect(woken == 1)
    let expected = [
      "📡 entry signal | PURR|HYPE long", "📡 entry signal | PURR|HYPE long",
      "⛔ entry rejected | PURR|HYPE long | gate | spread_insufficient",
    ]
    #expect(try AlertFixture.pending(StoreFixture.connection(store.path)) == expected)
    #expect(store.outboxCounts == .init(pending: 3, failed: 0))
    // The transaction that fails leaves neither record nor alert.
    #expect(StoreFixture.error { try store.append([StoreFixture.record("c", seq: 2)]) } != nil)
    #expect(store.outboxCounts == .init(pending: 3, failed: 0))
    #expect(woken == 1)
    let json = try StoreFixture.rows("SELECT json FROM outbox ORDER BY number LIMIT 1", store.connection, columns: 1)
    #expect(json.first?[0]?.contains(#""signal_id":"a""#) == true)
  }

  @Test func `a record is never lost over its alerts`() throws {
    try store.keepAlerts(in: .en) {}
    try store.connection.execute(
      "CREATE TRIGGER broken BEFORE INSERT ON outbox BEGIN SELECT raise(ABORT, 'broken'); END")
    try store.append([StoreFixture.record("a")])
    #expect(try store.tail()?.seq == 1)
    #expect(store.outboxCounts == .init())
  }

  @Test func `a store without a webhook keeps no alerts`() throws {
    try store.append([StoreFixture.record("a")])
    #expect(store.outboxCounts == .init())
  }

  @Test func `a store from before the outbox gets an outbox and keeps its records`() throws {
    let path = folder.path("old.sqlite")
    let old = try StoreFixture.connection(path)
    let before = Migrations.steps.prefix { $0.name != "outbox of alerts" }
    #expect(before.count < Migrations.steps.count)
    for step in before { try old.execute(step.sql) }
    try old.execute(
      """
      PRAGMA application_id = \(Migrations.applicationID); PRAGMA user_version = \(before.count);
      INSERT INTO halts (why, since) VALUES ('kept', 1)
      """)
    let opened = try SQLiteVerdictStore(writingTo: path, as: StoreFixture.live)
    #expect(try opened.currentHalt()?.why == "kept")
    try opened.keepAlerts(in: .zh) {}
    try opened.append([StoreFixture.record("a")])
    #expect(opened.outboxCounts == .init(pending: 1, failed: 0))
  }
}
