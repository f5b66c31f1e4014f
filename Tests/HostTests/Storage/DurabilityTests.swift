import Foundation
import RuleEngine
import TestSupport
import Testing

@testable import Host

/// What a kill in the middle leaves: every answer that was given, and nothing that is half written.
@Suite struct DurabilityTests {
  private let folder: ScratchFolder
  private let gate: GateProcess

  private static let signalCount = 3000
  private static let rounds = 200

  init() throws {
    folder = try ScratchFolder()
    gate = GateProcess(folder: folder)
    try DurabilityTests.writeInputs(folder)
  }

  private func replay(into store: String) -> [String] {
    ["replay", "--market", "market.jsonl", "--signals", "signals.jsonl", "--store", store, "--log-level", "error"]
  }

  @Test(.timeLimit(.minutes(5)))
  func `kill -9 at random moments, 200 times: every verdict that was printed is stored, and none is half written`()
    throws
  {
    let reference = try gate.run(replay(into: "reference.sqlite"))
    try #require(reference.code == 0 && reference.lines.count == DurabilityTests.signalCount, "\(reference.errors)")
    try expectHashes(of: "reference.sqlite")
    // Megabytes are compared as bytes: splitting them into lines would take most of this test's time.
    let answers = Data(reference.output.utf8)
    var random = SplitMix64(seed: 200)
    var killedInTheMiddle = 0
    var lengths: Set<Int> = []
    for round in 0..<DurabilityTests.rounds {
      // Early and late moments, the early ones more often: each round costs what was answered before the kill. Every
      // other kill waits for the log of the database to grow instead, which it does in the middle of a commit.
      let share = Double.random(in: 0..<1, using: &random)
      let isCommitting = round.isMultiple(of: 2)
      let size = isCommitting ? 2_000_000 : 0.7 * Double(answers.count)
      let printed = try killedRun(
        once: isCommitting ? "store.sqlite-wal" : "answers", exceeds: Int(size * share * share * share * share))
      let stored = try expectWhole("store.sqlite", printed: printed.lines, answers: answers)
      if printed.wasKilled, stored < DurabilityTests.signalCount { killedInTheMiddle += 1 }
      lengths.insert(stored)
      for suffix in ["", "-wal", "-shm", "-lock"] {
        try? FileManager.default.removeItem(atPath: folder.path("store.sqlite" + suffix))
      }
    }
    #expect(killedInTheMiddle > DurabilityTests.rounds * 9 / 10)
    // The kills came at many different places.
    #expect(lengths.count > 8)
  }

  /// Runs a replay until a file is longer than so many bytes, and kills it.
  private func killedRun(once name: String, exceeds limit: Int) throws -> (lines: Data, wasKilled: Bool) {
    let process = try gate.start(replay(into: "store.sqlite"), output: "answers")
    let path = folder.path(name)
    var status = stat()
    while process.isRunning, stat(path, &status) != 0 || status.st_size <= limit { sched_yield() }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    let bytes = try folder.bytes("answers")
    // Behind the last newline is nothing, or a line whose rest was not printed.
    let end = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    return (bytes.prefix(end), process.terminationReason == .uncaughtSignal)
  }

  /// Looks into a store: everything that was printed is there, and all tables say the same.
  ///
  /// - Returns: the number of records.
  private func expectWhole(_ name: String, printed: Data, answers: Data) throws -> Int {
    let path = folder.path(name)
    guard folder.exists(name) else {
      #expect(printed.isEmpty)
      return 0
    }
    let connection = try SQLiteConnection(path: path, .readWrite, busyTimeoutMs: 0)
    guard try connection.integer("PRAGMA user_version") != 0 else {
      // It was killed before the store was made: that, too, is all or nothing.
      #expect(try connection.integer("SELECT count(*) FROM sqlite_schema") == 0)
      #expect(printed.isEmpty)
      return 0
    }
    let verdicts = try StoreFixture.rows("SELECT verdict FROM verdicts ORDER BY seq", connection, columns: 1)
    let stored = Data(verdicts.map { ($0[0] ?? "") + "\n" }.joined().utf8)
    #expect(printed.count <= stored.count)
    #expect(printed == stored.prefix(printed.count), "what was printed is not what is stored")
    #expect(stored == answers.prefix(stored.count), "the verdicts differ from those of a run that was not killed")
    #expect(try connection.text("PRAGMA integrity_check") == "ok")
    for (text, differences) in try differences(connection) { #expect(differences == 0, "\(text)") }
    // Whoever goes on after the kill is not kept out by it, and goes on behind the last record.
    let kind = StoreKind(origin: .replay, network: .mainnet)
    let tail = try SQLiteVerdictStore(writingTo: path, as: kind).tail()
    #expect(tail?.seq ?? 0 == Int64(verdicts.count))
    return verdicts.count
  }

  /// How many rows contradict each other, by what they say.
  private func differences(_ connection: SQLiteConnection) throws -> [(String, Int64?)] {
    try connection.execute("ATTACH '\(folder.path("reference.sqlite"))' AS reference")
    let counted = """
      SELECT day, network, symbol, coalesce(base_symbol, ''), count(*), sum(verdicts.action = 'approved'),
        sum(verdicts.action = 'rejected')
      FROM main.verdicts JOIN main.signals USING (seq) JOIN main.store GROUP BY 1, 2, 3, 4
      """
    let kept = "SELECT * FROM main.daily_stats"
    let count = "SELECT count(*) FROM"
    var queries = [
      ("a verdict without its signal", "\(count) main.verdicts LEFT JOIN main.signals USING (seq) WHERE line IS NULL"),
      ("a signal without its verdict", "\(count) main.signals LEFT JOIN main.verdicts USING (seq) WHERE hash IS NULL"),
      (
        "an action told twice",
        "\(count) main.signals JOIN main.verdicts USING (seq) WHERE signals.action <> verdicts.action"
      ),
      (
        "an approval without its entry, or an entry without approval",
        "\(count) main.verdicts LEFT JOIN main.paper_entries AS entry USING (seq) "
          + "WHERE (action = 'approved') <> (entry.coin IS NOT NULL)"
      ),
      ("statistics that count too little", "\(count) (\(counted) EXCEPT \(kept))"),
      ("statistics that count too much", "\(count) (\(kept) EXCEPT \(counted))"),
      ("a gap", "SELECT count(*) - coalesce(max(seq), 0) FROM main.verdicts"),
    ]
    // The reference's chain of hashes was computed anew: rows that are the same hold it, too.
    for table in ["signals", "verdicts", "paper_entries"] {
      queries.append(
        (
          "\(table) unlike the reference",
          "\(count) (SELECT * FROM main.\(table) EXCEPT SELECT * FROM reference.\(table))"
        ))
    }
    return try queries.map { ($0, try connection.integer($1)) }
  }

  private func expectHashes(of name: String) throws {
    let rows = try StoreFixture.rows(
      "SELECT verdict, line, evidence, prev, hash FROM verdicts JOIN signals USING (seq) ORDER BY seq",
      try SQLiteConnection(path: folder.path(name), .readOnly, busyTimeoutMs: 0), columns: 5)
    try #require(rows.count == DurabilityTests.signalCount)
    var previous = String(repeating: "0", count: 64)
    var faults = 0
    for row in rows {
      let columns = row.map { $0 ?? "" }
      let line = "\(previous){\"verdict\":\(columns[0]),\"signal\":\(columns[1]),\"evidence\":\(columns[2])}"
      if columns[3] != previous { faults += 1 }
      previous = SHA256.hex(Array(line.utf8))
      if columns[4] != previous { faults += 1 }
    }
    #expect(faults == 0)
  }

  /// Signals of several pairs around midnight, of which some are approved, with books in between.
  private static func writeInputs(_ folder: ScratchFolder) throws {
    var random = SplitMix64(seed: 9)
    var market = #"{"recording":1,"network":"mainnet","spot":{"PURR":"PURR/USDC"}}"# + "\n"
    var signals = ""
    // 2026-03-24T23:50:00Z.
    var time: Int64 = 1_774_396_200_000
    for index in 0..<signalCount {
      time += Int64.random(in: 0...1200, using: &random)
      if index.isMultiple(of: 40) {
        let price = Int.random(in: 1200...1300, using: &random)
        for (coin, bid) in [("PURR", price), ("PURR/USDC", 1249)] {
          market += """
            {"channel":"l2Book","data":{"coin":"\(coin)","time":\(time),"levels":[[{"px":"0.00\(bid)","sz":"9","n":1}],\
            [{"px":"0.00\(bid + 1)","sz":"9","n":1}]]}}

            """
        }
      }
      let symbol = ["PURR/USDC:USDC", "PURR", "HYPE"].randomElement(using: &random) ?? ""
      let direction = Bool.random(using: &random) ? "long" : "short"
      let base = Bool.random(using: &random) ? "HYPE" : "BTC/USDC:USDC"
      signals += Fixture.line("s-\(index)", direction, time: time, symbol: symbol, base: base) + "\n"
    }
    try folder.file("market.jsonl", market)
    try folder.file("signals.jsonl", signals)
    try folder.file(
      "rules.json",
      Fixture.rules(
        Fixture.rate(60, windowSeconds: 60), Fixture.arb(params: #""max_age_ms":30000,"max_skew_ms":30000"#)))
  }
}
