import RuleEngine
import TestSupport
import Testing

@testable import Host

/// What `verify` proves of a store, and what it finds.
@Suite struct VerificationTests {
  private let folder: ScratchFolder
  private let path: String

  init() throws {
    folder = try ScratchFolder()
    path = folder.path("store.sqlite")
  }

  private func record(seed: Int, steps: Int = 250, rules: [String] = SeededRun.rules) throws {
    var run = try SeededRun(seed: seed, path: path, output: Journal(folder).output, rules: rules)
    try run.run(steps)
  }

  private func change(_ sql: String) throws { try StoreFixture.connection(path).execute(sql) }

  @Test(arguments: 0..<12)
  func `every verdict of a run with reloads, restarts, exits and halts is evaluated to the same bytes`(
    seed: Int
  ) throws {
    try record(seed: seed)
    let verified = try Verified(path)
    #expect(verified.faults == [], "seed \(seed)")
    let summary = verified.summary
    #expect(summary.records > 150 && summary.exits > 3 && summary.rulesTexts > 1)
    #expect(summary.identical > 100 && summary.rejectedBefore > 5 && summary.omissionCount == 0)
    #expect(summary.identical + summary.rejectedBefore == summary.records)
  }

  @Test func `verdicts that name an override are evaluated with it`() throws {
    try record(seed: 1, steps: 800)
    var approvals = 0
    try StoreReader(path: path).forEachVerdict(.init(), last: nil) { row in
      approvals += row.action == "approved" && row.verdict.contains(#""overrides":["#) ? 1 : 0
    }
    #expect(approvals > 3)
    #expect(try Verified(path).faults == [])
  }

  @Test func `verdicts on what books were, and on asset contexts, are evaluated by what the record says`() throws {
    try record(seed: 4, steps: 600, rules: [SeededRun.rules[3]])
    var verdicts = ""
    try StoreReader(path: path).forEachVerdict(.init(), last: nil) { verdicts += $0.verdict }
    // The run must have seen what it is a test of.
    for word in [
      "spread_unconfirmed", #""unconfirmed""#, #""held_ms":3000"#, "funding_cost_high", "funding_rate_low",
      "funding_missing", "oracle_deviation_high", "oracle_missing", "context_stale",
    ] {
      #expect(verdicts.contains(word), "no \(word)")
    }
    let verified = try Verified(path)
    #expect(verified.faults == [] && verified.summary.identical > 300 && verified.summary.different == 0)
  }

  @Test(arguments: 0..<40)
  func `a record with one changed byte is found and named, and no other is`(seed: Int) throws {
    try record(seed: 3, steps: 60)
    var random = SplitMix64(seed: UInt64(seed))
    let connection = try StoreFixture.connection(path)
    let seq = Int64.random(in: 1...(try connection.integer("SELECT max(seq) FROM verdicts") ?? 1), using: &random)
    let (table, column) = [("verdicts", "verdict"), ("verdicts", "evidence"), ("signals", "line")][seed % 3]
    let text = try #require(try connection.text("SELECT \(column) FROM \(table) WHERE seq = \(seq)"))
    var bytes = Array(text.utf8)
    let place = Int.random(in: bytes.indices, using: &random)
    bytes[place] = bytes[place] ^ 1
    try connection.prepare("UPDATE \(table) SET \(column) = ? WHERE seq = ?").run([.bytes(bytes), .integer(seq)])
    let faults = try Verified(path).faults
    #expect(faults.first?.place == .record(seq) && faults.first?.kind == .changed, "\(faults)")
    // What the changed record says may be another history for those behind it, or another day's count.
    #expect(faults.allSatisfy { $0.place == .record(seq) || $0.subject == .verdicts || $0.subject == .statistics })
  }

  @Test(arguments: [1, 2, 17])
  func `a removed row is found and named`(seq: Int64) throws {
    try record(seed: 5, steps: 60)
    try change("DELETE FROM verdicts WHERE seq = \(seq); DELETE FROM signals WHERE seq = \(seq)")
    let verified = try Verified(path)
    #expect(verified.faults.first == VerificationFault(place: .record(seq), kind: .missing(through: seq)))
    // What no longer follows from its history is not blamed on the verdicts.
    #expect(verified.summary.different == 0)
  }

  @Test(arguments: [("0.0001", "0.00125"), ("0.0001", nil), (nil, "0.00125"), (nil, nil)])
  func `a verdict that an asset context has part in is evaluated with it`(rate: String?, oracle: String?) throws {
    let rules = Fixture.rules(
      #"""
      {"rule":"funding_rate_band","scope":{"coins":["PURR"]},"params":{"max":0.00005}}
      """#)
    let store = try SQLiteVerdictStore(writingTo: path, as: StoreFixture.live)
    var pipeline = try EntryPipeline(
      judge: Judge(chain: try Fixture.chain(rules), messages: MessageWriter(language: .zh)), network: .mainnet,
      store: store, alerts: NoAlerts(), executor: PaperExecutor(alerts: NoAlerts()),
      log: Log(level: .error, format: .text, output: NoLog()))
    let (signal, _, _) = try Fixture.signal(Fixture.line("s-1"))
    var quotes = Quotes()
    quotes[contextOf: signal.coin] = AssetContext(
      fundingRate: rate.flatMap { ExactDecimal($0) }, oracle: try oracle.map { try Price($0) },
      receivedMs: Fixture.nowMs - 20)
    pipeline.submit(signal, line: Array(Fixture.line("s-1").utf8), quotes: quotes, nowMs: Fixture.nowMs)
    _ = pipeline.commit()
    let verified = try Verified(path)
    #expect(verified.faults == [] && verified.summary.identical == 1)
  }

  @Test func `rows that were removed together are one fault`() throws {
    try record(seed: 5, steps: 60)
    try change("DELETE FROM verdicts WHERE seq BETWEEN 4 AND 9; DELETE FROM signals WHERE seq BETWEEN 4 AND 9")
    let faults = try Verified(path).faults.filter { $0.subject == .records }
    #expect(faults == [VerificationFault(place: .record(4), kind: .missing(through: 9))])
  }

  @Test func `two exchanged rows are found and named`() throws {
    try record(seed: 6, steps: 60)
    for table in ["verdicts", "signals", "paper_entries"] {
      try change(
        """
        UPDATE \(table) SET seq = -1 WHERE seq = 7; UPDATE \(table) SET seq = 7 WHERE seq = 12;
        UPDATE \(table) SET seq = 12 WHERE seq = -1
        """)
    }
    let faults = try Verified(path).faults.filter { $0.subject == .records }
    #expect(
      faults == [
        VerificationFault(place: .record(7), kind: .misplaced(seq: 12)),
        VerificationFault(place: .record(12), kind: .misplaced(seq: 7)),
      ])
  }

  @Test func `a record that was written anew with its hash breaks the chain behind it`() throws {
    try record(seed: 7, steps: 60)
    let connection = try StoreFixture.connection(path)
    let query = "SELECT prev, verdict, line, evidence FROM verdicts JOIN signals USING (seq) WHERE seq = 5"
    let row = try StoreFixture.rows(query, connection, columns: 4)[0].map { $0 ?? "" }
    let evidence = row[3].replacing("{\"inputs\":[", with: "{\"inputs\": [")
    let hash = VerdictRecord.hash(
      previous: row[0], verdict: Array(row[1].utf8), signal: Array(row[2].utf8), evidence: Array(evidence.utf8))
    let update = try connection.prepare("UPDATE verdicts SET evidence = ?, hash = ? WHERE seq = 5")
    try update.run([.text(evidence), .text(hash)])
    let faults = try Verified(path).faults
    #expect(faults.map(\.place) == [.record(5), .record(6)])
    #expect(faults.last?.kind == .unlinked && faults.last?.expected == hash)
  }

  @Test(arguments: RepeatedColumn.all.map(\.name))
  func `a column that does not repeat its record is named`(column: String) throws {
    // No rule looks back on verdicts, whose history would be another one.
    try record(seed: 8, steps: 80, rules: [SeededRun.rules[3]])
    let parts = column.split(separator: ".").map(String.init)
    let connection = try StoreFixture.connection(path)
    let row = try #require(
      try connection.integer("SELECT seq FROM \(parts[0]) WHERE \(parts[1]) IS NOT NULL ORDER BY seq LIMIT 1"))
    let isNumber = parts[1] == "time"
    try change("UPDATE \(parts[0]) SET \(parts[1]) = \(isNumber ? "7" : "'x'") WHERE seq = \(row)")
    // An exit of the record names it by its id.
    let faults = try Verified(path).faults.filter { $0.subject != .exits }
    #expect(faults.map(\.place) == [.record(row)] && faults.first?.kind == .column(column))
    #expect(faults.first?.recorded == (isNumber ? "7" : "x"))
  }

  @Test func `statistics that the records do not give are named`() throws {
    try record(seed: 9, steps: 60)
    try change("UPDATE daily_stats SET trades_rejected = trades_rejected - 1 WHERE base_symbol = 'HYPE'")
    let faults = try Verified(path).faults
    #expect(!faults.isEmpty && faults.allSatisfy { $0.kind == .column("trades_rejected") && $0.subject == .statistics })
    try change("DELETE FROM daily_stats")
    #expect(try Verified(path).faults.allSatisfy { $0.recorded == nil && $0.kind == .column("entry_signals") })
  }

  @Test func `an exit that was changed, removed or lost its verdict is named`() throws {
    try record(seed: 10)
    try change("UPDATE exits SET pnl_usd = '8' WHERE number = 2")
    #expect(try Verified(path).faults.first { $0.subject == .exits }?.kind == .changed)
    try change("DELETE FROM exits WHERE number = 2")
    let faults = try Verified(path).faults.filter { $0.subject == .exits }
    #expect(faults == [VerificationFault(place: .exit(2), kind: .missing(through: 2))])
  }

  @Test func `a verdict that another rule gave, hash and all, is listed with the first difference`() throws {
    var fixture = try PipelineFixture(Fixture.rules(Fixture.longOnly("side")))
    _ = try fixture.answer(Fixture.line("a", "short"))
    let record = try #require(fixture.store.records.first)
    let line = String(decoding: record.verdictLine, as: UTF8.self).replacing("\"blocks\":true,", with: "")
    let forged = VerdictRecord(
      seq: 1, signalID: record.signalID, signal: record.signal, signalLine: record.signalLine,
      fingerprint: record.fingerprint, timeMs: record.timeMs, network: .mainnet, ruling: record.ruling,
      verdictLine: Array(line.utf8), evidence: record.evidence, entry: nil, rules: record.rules,
      previousHash: record.previousHash)
    try SQLiteVerdictStore(writingTo: path, as: StoreFixture.live).append([forged])
    let verified = try Verified(path)
    #expect(
      verified.faults == [
        VerificationFault(place: .record(1), kind: .verdict(at: "outcomes[0].blocks"), expected: "true")
      ])
    #expect(verified.summary.different == 1)
  }

  @Test func `records whose rules are not known are counted, and evaluated by those that are handed in`() throws {
    try record(seed: 2, steps: 60)
    try change("DELETE FROM rules")
    let unknown = try Verified(path)
    #expect(unknown.faults.allSatisfy { $0.subject == .rules } && unknown.summary.identical == 0)
    #expect(unknown.summary.omissionCount + unknown.summary.rejectedBefore == unknown.summary.records)
    let known = try Verified(path, handedIn: SeededRun.rules.map(Fixture.chain))
    // That their texts are gone is said all the same.
    #expect(known.faults == unknown.faults && known.summary.omissionCount == 0 && known.summary.identical > 20)
  }

  @Test func `rules with a type that this program has not are counted, and changed ones are a fault`() throws {
    try record(seed: 2, steps: 60)
    let without = try Verified(path, rules: [])
    #expect(without.faults == [] && without.summary.identical == 0 && without.summary.omissionCount > 20)
    try change("UPDATE rules SET text = replace(text, '\"version\":1', '\"version\": 1')")
    let changed = try Verified(path)
    #expect(changed.faults.allSatisfy { $0.kind == .changed && $0.subject == .rules } && !changed.faults.isEmpty)
    #expect(changed.summary.identical == 0)
    // What is handed in takes the place of a text, and does not hide that it was changed.
    let handedIn = try Verified(path, handedIn: SeededRun.rules.map(Fixture.chain))
    #expect(handedIn.faults == changed.faults && handedIn.summary.omissionCount == 0)
  }
}
