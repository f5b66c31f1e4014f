import Foundation
import RuleEngine
import Testing

@testable import Host

/// What the SQLite store keeps, and that it keeps all of a commit or nothing.
@Suite struct SQLiteVerdictStoreTests {
  private let folder: ScratchFolder
  private let path: String

  init() throws {
    folder = try ScratchFolder()
    path = folder.path("store.sqlite")
  }

  private func open() throws -> SQLiteVerdictStore { try SQLiteVerdictStore(writingTo: path, as: StoreFixture.live) }

  @Test func `writes ahead and syncs fully`() throws {
    let store = try open()
    #expect(try store.connection.text("PRAGMA journal_mode") == "wal")
    // https://www.sqlite.org/pragma.html#pragma_synchronous: 2 is FULL.
    #expect(try store.connection.integer("PRAGMA synchronous") == 2)
    #expect(try StoreFixture.connection(path).text("PRAGMA journal_mode") == "wal")
  }

  @Test func `keeps every part of a record`() throws {
    let store = try open()
    let entry = PaperEntry(coin: "PURR", direction: .long, price: "0.00125", notionalUSD: "500.5")
    let approved = try StoreFixture.record("a", entry: entry)
    let rejected = try StoreFixture.record("b", after: approved, code: "spread_insufficient", base: nil)
    try store.append([approved, rejected])
    let connection = try StoreFixture.connection(path)
    let line = { (record: VerdictRecord) in String(decoding: record.signalLine, as: UTF8.self) }
    #expect(
      try StoreFixture.rows("SELECT * FROM signals ORDER BY seq", connection, columns: 11) == [
        ["1", "a", "1", "PURR/USDC:USDC", "HYPE/USDC:USDC", "long", "s", "approved", nil, "print-a", line(approved)],
        [
          "2", "b", "1", "PURR/USDC:USDC", nil, "long", "s", "rejected", "spread_insufficient | long | 期现价差不足",
          "print-b", line(rejected),
        ],
      ])
    #expect(
      try StoreFixture.rows("SELECT * FROM verdicts ORDER BY seq", connection, columns: 13) == [
        [
          "1", "1774400000000", "2026-03-25", "PURR", "PURR|HYPE", "approved", nil, nil, nil,
          #"{"signal_id":"a","seq":1,"reason":"期"}"#, #"{"inputs":[]}"#, VerdictRecord.genesisHash, approved.hash,
        ],
        [
          "2", "1774400000000", "2026-03-25", "PURR", "PURR", "rejected", "gates", "gate", "spread_insufficient",
          #"{"signal_id":"b","seq":2,"reason":"期"}"#, #"{"inputs":[]}"#, approved.hash, rejected.hash,
        ],
      ])
    #expect(
      try StoreFixture.rows("SELECT * FROM paper_entries", connection, columns: 5) == [
        ["1", "PURR", "long", "0.00125", "500.5"]
      ])
    #expect(try store.tail() == StoreTail(seq: 2, hash: rejected.hash))
  }

  @Test func `gives the first verdict of an id, by its bytes`() throws {
    let store = try open()
    #expect(try store.tail() == nil)
    let first = try StoreFixture.record("a")
    let conflict = try StoreFixture.record("a", after: first, code: "id_conflict")
    let accented = try StoreFixture.record("\u{E9}", after: conflict)
    try store.append([first, conflict, accented])
    #expect(try store.firstVerdict(signalID: "a")?.verdictLine == first.verdictLine)
    #expect(try store.firstVerdict(signalID: "A") == nil)
    #expect(try store.firstVerdict(signalID: "\u{E9}")?.verdictLine == accented.verdictLine)
    #expect(try store.firstVerdict(signalID: "e\u{301}") == nil)
  }

  @Test(arguments: [
    "UPDATE verdicts SET verdict = replace(verdict, 'rejected', 'approved') WHERE seq = 2",
    "UPDATE verdicts SET evidence = '{}' WHERE seq = 2", "UPDATE verdicts SET prev = hash WHERE seq = 2",
    "UPDATE verdicts SET hash = '' WHERE seq = 2", "UPDATE signals SET line = line || ' ' WHERE seq = 2",
  ])
  func `gives no verdict again that is not as it was written`(_ damage: String) throws {
    let store = try open()
    let first = try StoreFixture.record("a")
    let verdictLine = Array(#"{"signal_id":"b","seq":2,"action":"rejected"}"#.utf8)
    try store.append([first, try StoreFixture.record("b", after: first, verdictLine: verdictLine)])
    #expect(try store.firstVerdict(signalID: "b")?.verdictLine == verdictLine)
    try StoreFixture.connection(path).execute(damage)
    let error = StoreFixture.error { _ = try store.firstVerdict(signalID: "b") }
    #expect(StoreFixture.cause(error) == .corrupt)
    #expect(try store.firstVerdict(signalID: "a")?.verdictLine == first.verdictLine)
  }

  @Test func `gives the history behind a moment`() throws {
    let store = try open()
    let first = try StoreFixture.record("a", timeMs: 1000)
    let second = try StoreFixture.record("b", after: first, timeMs: 1001, code: "stale", base: nil)
    let third = try StoreFixture.record("c", after: second, timeMs: 1002)
    try store.append([first, second, third])
    #expect(try store.history(after: 999).count == 3)
    #expect(
      try store.history(after: 1000) == [
        History.Entry(timeMs: 1001, coin: "PURR", pair: "PURR", strategy: "s", rejection: .init(code: "stale")),
        History.Entry(timeMs: 1002, coin: "PURR", pair: "PURR|HYPE", strategy: "s"),
      ])
    #expect(try store.history(after: 1002).isEmpty)
  }

  @Test func `counts a day of a symbol and its base by the UTC day of now`() throws {
    let store = try open()
    // 2026-03-24T23:59:59.999Z and the next millisecond; the signals' own time is in 1970.
    let midnight: Int64 = 1_774_396_800_000
    var records: [VerdictRecord] = []
    for (time, code, base) in [
      (midnight - 1, nil, "HYPE"), (midnight - 1, "x" as ReasonCode?, "HYPE"), (midnight, nil, "HYPE"),
      (midnight, "x", nil as String?), (midnight + 86_399_999, nil, "HYPE"), (midnight + 86_400_000, "x", "HYPE"),
    ] {
      records.append(
        try StoreFixture.record(
          "\(records.count)", after: records.last, timeMs: time, code: code, symbol: "PURR", base: base))
    }
    try store.append(Array(records.prefix(2)))
    try store.append(Array(records.dropFirst(2)))
    #expect(
      try StoreFixture.rows(
        "SELECT * FROM daily_stats ORDER BY day, base_symbol", try StoreFixture.connection(path), columns: 7) == [
          ["2026-03-24", "mainnet", "PURR", "HYPE", "2", "1", "1"],
          ["2026-03-25", "mainnet", "PURR", "", "1", "0", "1"],
          ["2026-03-25", "mainnet", "PURR", "HYPE", "2", "2", "0"],
          ["2026-03-26", "mainnet", "PURR", "HYPE", "1", "0", "1"],
        ])
  }

  @Test func `writes all of a commit or nothing`() throws {
    let store = try open()
    let first = try StoreFixture.record("a")
    try store.append([first])
    let next = try StoreFixture.records(["b", "c"], after: first)
    // The second record's place is taken: the first must not stay.
    let clash = try StoreFixture.record("d", seq: 1)
    #expect(StoreFixture.error { try store.append([next[0], clash]) } != nil)
    #expect(try store.tail()?.seq == 1)
    let other = try StoreFixture.connection(path)
    #expect(try StoreFixture.counts(other) == [1, 1, 0, 1])
    try store.append(next)
    #expect(try StoreFixture.counts(other) == [3, 3, 0, 1])
  }

  @Test(arguments: ["signals", "verdicts", "paper_entries", "daily_stats"])
  func `a record that fails in one table leaves nothing in the others`(_ table: String) throws {
    let store = try open()
    let entry = PaperEntry(coin: "PURR", direction: .long, price: nil, notionalUSD: nil)
    let first = try StoreFixture.record("a", entry: entry)
    let second = try StoreFixture.record("b", after: first, entry: entry)
    try store.append([first])
    let other = try StoreFixture.connection(path)
    for event in ["INSERT", "UPDATE"] {
      try other.execute(
        "CREATE TRIGGER refuse_\(event) BEFORE \(event) ON \(table) BEGIN SELECT RAISE(ABORT, 'refused'); END")
    }
    #expect(StoreFixture.error { try store.append([second]) } != nil)
    #expect(try StoreFixture.counts(other) == [1, 1, 1, 1])
    #expect(try other.integer("SELECT entry_signals FROM daily_stats") == 1)
    for event in ["INSERT", "UPDATE"] { try other.execute("DROP TRIGGER refuse_\(event)") }
    try store.append([second])
    #expect(try StoreFixture.counts(other) == [2, 2, 2, 1])
    #expect(try other.integer("SELECT entry_signals FROM daily_stats") == 2)
  }

  @Test func `each hash is the SHA-256 of the one before and the record's line`() throws {
    let records = try StoreFixture.records((1...20).map { "s\($0)" })
    try open().append(records)
    var previous = String(repeating: "0", count: 64)
    let rows = try StoreFixture.rows(
      "SELECT verdict, line, evidence, prev, hash FROM verdicts JOIN signals USING (seq) ORDER BY seq",
      try StoreFixture.connection(path), columns: 5)
    #expect(rows.count == 20)
    for row in rows {
      let columns = try row.map { try #require($0) }
      let line = "{\"verdict\":\(columns[0]),\"signal\":\(columns[1]),\"evidence\":\(columns[2])}"
      #expect(columns[3] == previous)
      previous = SHA256.hex((previous + line).utf8)
      #expect(columns[4] == previous)
    }
  }

  @Test func `the hash is the one another implementation computes`() throws {
    func record(_ seq: Int64, _ verdict: String, previous: String) throws -> VerdictRecord {
      VerdictRecord(
        seq: seq, signalID: "s-\(seq)", signal: try Fixture.signal(Fixture.line("s")).signal,
        signalLine: Array(#"{"id":"s-1",  "symbol":"PURR"}"#.utf8), fingerprint: "", timeMs: 0, network: .mainnet,
        ruling: .approved, verdictLine: Array(verdict.utf8), evidence: Array(#"{"inputs":[]}"#.utf8), entry: nil,
        previousHash: previous)
    }
    // Python: hashlib.sha256((prev + '{"verdict":…,"signal":…,"evidence":…}').encode()).hexdigest()
    let first = try record(1, #"{"signal_id":"s-1","seq":1,"reason":"期现价差不足"}"#, previous: VerdictRecord.genesisHash)
    #expect(first.hash == "333f429dd8c760c79d5248b9ded9701db64ed6379bd6cf73f9b0866e3fdc3c9d")
    let second = try record(2, #"{"signal_id":"s-2","seq":2}"#, previous: first.hash)
    #expect(second.hash == "cfcd3584dd61d38ac596e7705703495e4a9838e5d6f466121206ff1210ad850a")
    #expect(VerdictRecord.genesisHash == String(repeating: "0", count: 64))
  }
}
