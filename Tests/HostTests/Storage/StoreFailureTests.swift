import RuleEngine
import Testing

@testable import Host

/// A disk that is full and a database that is locked: entries are rejected meanwhile, and served again afterwards.
@Suite struct StoreFailureTests {
  private let folder: ScratchFolder
  private let store: SQLiteVerdictStore

  init() throws {
    folder = try ScratchFolder()
    store = try SQLiteVerdictStore(writingTo: folder.path("store.sqlite"), as: StoreFixture.live)
    // Nobody waits in a test.
    try store.connection.execute("PRAGMA busy_timeout = 0")
  }

  private func pipeline(_ journal: Journal) throws -> EntryPipeline {
    let alerts = JournalAlerts(journal: journal)
    return try EntryPipeline(
      judge: Judge(
        chain: try Fixture.chain(Fixture.rules(Fixture.longOnly("longs"))), messages: MessageWriter(language: .zh)),
      network: .mainnet, store: store, alerts: alerts, executor: PaperExecutor(alerts: alerts),
      log: Log(level: .error, format: .text, output: journal.output))
  }

  private func answer(_ pipeline: inout EntryPipeline, _ ids: [String]) throws -> [PipelineFixture.Answer] {
    for id in ids {
      let line = Fixture.line(id)
      pipeline.submit(try Fixture.signal(line).signal, line: Array(line.utf8), quotes: Quotes(), nowMs: Fixture.nowMs)
    }
    return pipeline.commit().map { .init(description: String(decoding: $0, as: UTF8.self)) }
  }

  /// Whether the tables agree with each other and the chain of hashes has no gap.
  private func expectWhole(_ count: Int64, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let connection = store.connection
    #expect(try StoreFixture.counts(connection).prefix(3) == [count, count, count], sourceLocation: sourceLocation)
    #expect(
      try connection.integer("SELECT sum(entry_signals) FROM daily_stats") == count, sourceLocation: sourceLocation)
    #expect(
      try connection.integer(
        """
        SELECT count(*) FROM verdicts AS next JOIN verdicts AS last ON next.seq = last.seq + 1 AND next.prev = last.hash
        """) == count - 1, sourceLocation: sourceLocation)
    #expect(try connection.text("PRAGMA integrity_check") == "ok", sourceLocation: sourceLocation)
  }

  @Test func `while another connection holds the database entries are rejected, then it goes on`() throws {
    let journal = try Journal(folder)
    var pipeline = try pipeline(journal)
    #expect(try answer(&pipeline, ["a"]).map(\.word) == ["approved"])
    _ = try journal.newLines()
    let other = try StoreFixture.connection(store.path)
    try other.execute("BEGIN EXCLUSIVE")
    let refused = try answer(&pipeline, ["b", "c"])
    #expect(refused.map(\.word) == ["store_unavailable", "store_unavailable"])
    #expect(refused.allSatisfy { $0.seq == nil && $0.stage == "store" })
    #expect(
      try journal.newLines() == [
        "alert: signal b", "alert: rejected b store_unavailable", "alert: signal c",
        "alert: rejected c store_unavailable",
      ])
    #expect(StoreFixture.cause(pipeline.counts.lastStoreError) == .locked)
    // What is durable already is answered: reading needs no lock.
    #expect(try answer(&pipeline, ["a"]).map(\.isDuplicate) == [true])
    try other.execute("ROLLBACK")
    #expect(try answer(&pipeline, ["b", "c"]).map(\.seq) == [2, 3])
    try expectWhole(3)
  }

  @Test func `on a full disk entries are rejected, and served again once there is room`() throws {
    let journal = try Journal(folder)
    var pipeline = try pipeline(journal)
    #expect(try answer(&pipeline, ["first"]).map(\.word) == ["approved"])
    // The database may not grow: SQLite answers SQLITE_FULL as it does where the file system has no room.
    let pages = try #require(try store.connection.integer("PRAGMA page_count"))
    #expect(try store.connection.integer("PRAGMA max_page_count = \(pages)") == pages)
    var approved: Int64 = 1
    var refused: [String] = []
    for round in 0..<40 {
      let ids = (0..<8).map { "r\(round)-\($0)" }
      let answers = try answer(&pipeline, ids)
      let words = Set(answers.map(\.word))
      #expect(words == ["approved"] || words == ["store_unavailable"])
      if words == ["approved"] { approved += 8 } else { refused += ids }
      try expectWhole(approved)
    }
    #expect(!refused.isEmpty)
    #expect(StoreFixture.cause(pipeline.counts.lastStoreError) == .full)
    let entries = try journal.lines().filter { $0.hasPrefix("alert: entry") }
    #expect(Int64(entries.count) == approved)
    _ = try store.connection.integer("PRAGMA max_page_count = 1073741823")
    #expect(try answer(&pipeline, refused).allSatisfy { $0.word == "approved" && !$0.isDuplicate })
    try expectWhole(approved + Int64(refused.count))
  }

  @Test func `the sentences say what to do`() {
    func sentence(_ code: Int32) -> String {
      StoreError.sqlite(SQLiteError(code: code, extendedCode: code, message: "m", statement: "COMMIT")).sentence(
        path: "p")
    }
    // https://www.sqlite.org/rescode.html
    #expect(sentence(13).contains("make room"))
    #expect(sentence(5).contains("another process holds the database"))
    #expect(sentence(8).contains("read-only"))
    #expect(sentence(26).contains("not a SQLite database"))
    #expect(sentence(11).contains("restore a copy"))
  }
}
