import RuleEngine
import Rules
import TestSupport
import Testing

@testable import Host

/// Recorded entries judged again by other chains than theirs.
@Suite struct RetrialTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  /// Calls `body` with each record and the fold, and goes on with the verdict that it gives.
  private func retry(
    _ path: String, isHistoryRecorded: Bool, _ body: (inout Retrial, RecordedEntry) throws -> Ruling
  ) throws {
    let reader = try StoreReader(path: path)
    try reader.holdStill()
    var retrial = Retrial(reader, isHistoryRecorded: isHistoryRecorded)
    var records = try StoredRecords(reader)
    while let item = try records.next() {
      switch item {
      case .exit(let exit): retrial.note(exit)
      case .verdict(let row):
        let entry = try #require(
          RecordedEntry(
            seq: row.seq, verdict: row.verdict, signalLine: row.signalLine ?? [], evidence: row.evidence))
        retrial.remember(entry, as: try body(&retrial, entry))
      }
    }
  }

  @Test(arguments: 0..<4)
  func `chains that take turns do not disturb each other`(seed: Int) throws {
    let path = folder.path("store.sqlite")
    var run = try SeededRun(seed: seed, path: path, output: Journal(folder).output)
    try run.run(150)
    let chains = try SeededRun.rules.map(Fixture.chain)
    var count = 0
    try retry(path, isHistoryRecorded: true) { retrial, entry in
      for chain in chains {
        let verdict = try retrial.judge(entry, by: chain)
        if chain.digest == entry.digest {
          count += 1
          #expect(VerdictWriter(chain: chain, network: .mainnet).line(verdict) == entry.verdictLine)
        }
      }
      return entry.ruling
    }
    #expect(count > 80)
  }

  // Of other approvals other limits are reached: what a chain would have decided hangs on what it decided before.
  private static let before = Fixture.rules(Fixture.rate(1_000_000))
  private static let after = Fixture.rules(
    Fixture.rate(3, windowSeconds: 60),
    #"{"id":"open","rule":"max_open_entries","params":{"max_open":4,"max_age_s":200,"per":"all"}}"#,
    #"{"id":"streak","rule":"loss_streak_guard","params":{"max_losses":2,"pause_s":25,"per":"coin"}}"#)

  private func write(_ rules: String, to path: String, seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let store = try SQLiteVerdictStore(writingTo: path, as: StoreFixture.live)
    let journal = try Journal(folder)
    var pipeline = try EntryPipeline(
      judge: Judge(chain: Fixture.chain(rules), messages: MessageWriter(language: .en)), network: .mainnet,
      store: store, alerts: JournalAlerts(journal: journal),
      executor: PaperExecutor(alerts: JournalAlerts(journal: journal)),
      log: Log(level: .error, format: .text, output: journal.output))
    for number in 0..<200 {
      let nowMs = Fixture.nowMs + Int64(number) * 4000
      let line = Fixture.line("s-\(number)", time: nowMs)
      pipeline.submit(try Fixture.signal(line).signal, line: Array(line.utf8), quotes: Quotes(), nowMs: nowMs)
      let pnl: ExactDecimal = [-5, -5, 3][Int.random(in: 0..<3, using: &random)]
      let exit = Exit(signalID: "s-\(max(0, number - Int.random(in: 0..<9, using: &random)))", pnlUSD: pnl)
      _ = pipeline.submit(exit, line: Array("{}".utf8), nowMs: nowMs)
      _ = pipeline.commit()
    }
  }

  @Test(arguments: 0..<6)
  func `with the history that a chain makes, its verdicts are those it would have given`(seed: Int) throws {
    let (recorded, direct) = (folder.path("before.sqlite"), folder.path("after.sqlite"))
    try write(Self.before, to: recorded, seed: seed)
    try write(Self.after, to: direct, seed: seed)
    let codes = try StoreFixture.rows(
      "SELECT code FROM verdicts ORDER BY seq", StoreFixture.connection(direct), columns: 1
    ).map { $0[0] }
    #expect(Set(codes) == [nil, "rate_exceeded", "open_entries_exceeded", "loss_streak"])
    let chain = try Fixture.chain(Self.after)
    var found: [String?] = []
    try retry(recorded, isHistoryRecorded: false) { retrial, entry in
      let ruling = try retrial.judge(entry, by: chain).ruling
      found.append(ruling.rejection?.code.rawValue)
      return ruling
    }
    #expect(found == codes)
  }
}
