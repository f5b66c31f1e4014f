import Foundation
import RuleEngine
import Testing

@testable import Host

/// A database that the first release of the schema has written: 26 records of a replay, by the rules beside it.
@Suite struct FirstSchemaTests {
  private static let goldens = GateProcess.package.appending(path: "Tests/Goldens/FirstSchema")
  private static let replay = StoreKind(origin: .replay, network: .mainnet)

  private let folder: ScratchFolder
  private let path: String
  private let rules: String

  init() throws {
    folder = try ScratchFolder()
    path = folder.path("store.sqlite")
    let sql = try String(contentsOf: Self.goldens.appending(path: "store.sql"), encoding: .utf8)
    try StoreFixture.connection(path).execute(sql)
    rules = try String(contentsOf: Self.goldens.appending(path: "rules.json"), encoding: .utf8)
  }

  private func version() throws -> Int64? { try StoreFixture.connection(path).integer("PRAGMA user_version") }

  @Test func `it verifies as it is, every verdict to the same bytes, and stays as it is`() throws {
    let without = try Verified(path)
    #expect(without.faults == [] && without.summary.records == 26 && without.summary.omissionCount == 25)
    let verified = try Verified(path, handedIn: [Fixture.chain(rules)])
    #expect(verified.faults == [] && verified.summary.identical == 25 && verified.summary.rejectedBefore == 1)
    #expect(try version() == 1)
  }

  @Test func `it opens, is brought to the newest schema, goes on, and verifies with what was added`() throws {
    let store = try SQLiteVerdictStore(writingTo: path, as: Self.replay)
    #expect(try version() == Int64(Migrations.steps.count))
    #expect(try Verified(path).summary.omissionCount == 25)
    let alerts = JournalAlerts(journal: try Journal(folder))
    var pipeline = try EntryPipeline(
      judge: Judge(chain: Fixture.chain(rules), messages: MessageWriter(language: .en)), network: .mainnet,
      store: store, alerts: alerts, executor: PaperExecutor(alerts: alerts),
      log: Log(level: .error, format: .text, output: alerts.journal.output))
    let last = try #require(try store.connection.integer("SELECT max(time) FROM verdicts"))
    for number in 0..<6 {
      let more = #","z_score":3,"notional_usd":5"#
      let line = Fixture.line("n-\(number)", time: last + Int64(number), symbol: "HYPE", more: more)
      pipeline.submit(
        try Fixture.signal(line).signal, line: Array(line.utf8), quotes: Quotes(), nowMs: last + Int64(number))
    }
    let answers = pipeline.commit().map {
      PipelineFixture.Answer(description: String(decoding: $0, as: UTF8.self))
    }
    let approved = Array(repeating: "approved", count: 4)
    #expect(answers.map(\.word) == approved + ["rate_exceeded", "rate_exceeded"])
    // The rules are those of the old records, whose text is now kept.
    let verified = try Verified(path)
    #expect(verified.faults == [] && verified.summary.identical == 31 && verified.summary.omissionCount == 0)
    #expect(verified.summary.records == 32)
  }

  @Test func `a change in it is found as in any other`() throws {
    try StoreFixture.connection(path).execute("UPDATE verdicts SET evidence = '{}' WHERE seq = 14")
    #expect(try Verified(path).faults.first.map { "\($0)".hasPrefix("record 14 was changed") } == true)
  }
}
