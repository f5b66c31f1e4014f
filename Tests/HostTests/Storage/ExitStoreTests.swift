import Foundation
import RuleEngine
import Testing

@testable import Host

/// Exits in the store: rows of their own, chained by hashes, in the transaction of their verdicts.
@Suite struct ExitStoreTests {
  private let folder: ScratchFolder
  private let path: String

  init() throws {
    folder = try ScratchFolder()
    path = folder.path("store.sqlite")
  }

  private func open() throws -> SQLiteVerdictStore { try SQLiteVerdictStore(writingTo: path, as: StoreFixture.live) }

  private static func exit(
    of record: VerdictRecord, _ pnl: ExactDecimal, timeMs: Int64, after tail: StoreTail? = nil, isKept: Bool = true
  ) -> ExitRecord {
    let line = "{\"event\": \"exit\",\"signal_id\":\"\(record.signalID)\",\"pnl_usd\":\(pnl),\"note\":\"期\"}"
    return ExitRecord(
      Exit(signalID: record.signalID, pnlUSD: pnl), line: Array(line.utf8),
      of: StoredEntry(seq: record.seq, entry: record.historyEntry), afterSeq: record.seq, timeMs: timeMs,
      tail: tail ?? StoreTail(seq: 0, hash: VerdictRecord.genesisHash), isKept: isKept)
  }

  @Test func `both stores give entries with their exits, however old`() throws {
    let kept = try open()
    let scratch = try ScratchVerdictStore()
    var records: [VerdictRecord] = []
    for (place, id) in ["a", "b", "c", "d", "e"].enumerated() {
      records.append(
        try StoreFixture.record(
          id, after: records.last, timeMs: Int64(1000 + place), code: id == "b" ? "thin" : nil))
    }
    let exits = [Self.exit(of: records[0], -5, timeMs: 1010), Self.exit(of: records[3], "0.5", timeMs: 1011)]
    for store in [kept, scratch] as [any VerdictStore] {
      #expect(try store.exitTail() == nil)
      try store.append(Array(records[..<3]), exits: [exits[0]])
      let second = Self.exit(
        of: records[3], "0.5", timeMs: 1011, after: StoreTail(seq: 1, hash: exits[0].hash),
        isKept: store.keepsRecords)
      try store.append(Array(records[3...]), exits: [second])
      #expect(try store.exitTail()?.seq == 2)
      func times(_ after: Int64, _ openAfter: Int64) throws -> [Int64] {
        try store.history(after: after, openAfter: openAfter).map(\.timeMs).sorted()
      }
      #expect(try times(0, .max) == [1000, 1001, 1002, 1003, 1004])
      #expect(try times(1003, .max) == [1000, 1003, 1004])
      #expect(try times(1003, 1001) == [1000, 1002, 1003, 1004])
      #expect(try times(1009, 0) == [1000, 1002, 1003, 1004])
      #expect(try times(1009, 1002) == [1000, 1003, 1004])
      let closed = try store.history(after: 9999).sorted { $0.timeMs < $1.timeMs }
      #expect(closed == exits.map(\.historyEntry))
      #expect(try store.entry(signalID: "a") == StoredEntry(seq: 1, entry: exits[0].historyEntry))
      #expect(try store.entry(signalID: "b")?.entry.rejection == .init(code: "thin"))
      #expect(try store.entry(signalID: "e")?.entry.closure == nil)
      #expect(try store.entry(signalID: "E") == nil)
    }
  }

  @Test func `a second exit of an entry is refused with all of its commit`() throws {
    let store = try open()
    let record = try StoreFixture.record("a")
    let first = Self.exit(of: record, -5, timeMs: 1)
    try store.append([record], exits: [first])
    let again = Self.exit(of: record, -5, timeMs: 2, after: StoreTail(seq: 1, hash: first.hash))
    let next = try StoreFixture.record("b", after: record)
    #expect(StoreFixture.error { try store.append([next], exits: [again]) } != nil)
    #expect(try store.tail()?.seq == 1 && store.exitTail() == StoreTail(seq: 1, hash: first.hash))
  }

  @Test func `an exit's hash follows from the one before and from what is stored, as the documentation says`() throws {
    let store = try open()
    let records = try StoreFixture.records(["a", "b"])
    let first = Self.exit(of: records[0], "-12.50", timeMs: 1_774_400_000_000)
    let second = Self.exit(of: records[1], 1, timeMs: 7, after: StoreTail(seq: 1, hash: first.hash))
    try store.append(records, exits: [first, second])
    let rows = try StoreFixture.rows(
      "SELECT number, seq, after_seq, time, pnl_usd, line, prev, hash FROM exits ORDER BY number",
      try StoreFixture.connection(path), columns: 8
    ).map { $0.map { $0 ?? "" } }
    #expect(rows.map { Array($0[..<5]) } == [["1", "1", "1", "1774400000000", "-12.5"], ["2", "2", "2", "7", "1"]])
    var previous = String(repeating: "0", count: 64)
    for row in rows {
      let text =
        #"{"exit":\#(row[0]),"seq":\#(row[1]),"after_seq":\#(row[2]),"time":\#(row[3]),"pnl_usd":"\#(row[4])","line":"#
        + row[5] + "}"
      #expect(row[6] == previous)
      #expect(row[7] == SHA256.hex((previous + text).utf8))
      previous = row[7]
    }
  }

  @Test func `a store from before there were exits is opened, keeps its records and takes exits`() throws {
    let record = try StoreFixture.record("a")
    do {
      try open().append([record])
      // As the version before left it.
      let old = try StoreFixture.connection(path)
      for table in ["exits", "rules", "prunings", "carried_entries", "pruning_hashes", "rules_since"] {
        try old.execute("DROP TABLE \(table)")
      }
      try old.execute("PRAGMA user_version = 3")
    }
    #expect(StoreFixture.error { _ = try StoreReader(path: path) } == nil)
    let store = try open()
    #expect(try store.connection.integer("PRAGMA user_version") == Int64(Migrations.steps.count))
    #expect(try store.tail()?.hash == record.hash)
    let exit = Self.exit(of: record, -5, timeMs: 1)
    try store.append([], exits: [exit])
    #expect(try store.entry(signalID: "a")?.entry == exit.historyEntry)
  }
}
