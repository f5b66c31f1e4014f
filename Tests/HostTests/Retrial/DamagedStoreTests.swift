import Foundation
import RuleEngine
import Testing

@testable import Host

/// What `verify` finds beside the records: in the schema, the indexes, the texts of rules and the statistics.
@Suite struct DamagedStoreTests {
  private let folder: ScratchFolder
  private let path: String

  init() throws {
    folder = try ScratchFolder()
    path = folder.path("store.sqlite")
    var run = try SeededRun(seed: 10, path: path, output: Journal(folder).output)
    try run.run(60)
  }

  private func change(_ sql: String) throws { try StoreFixture.connection(path).execute(sql) }

  private static let schemas = [
    ("CREATE TRIGGER t AFTER INSERT ON verdicts BEGIN DELETE FROM signals; END", "trigger t"),
    ("CREATE VIEW v AS SELECT 1", "view v"), ("CREATE TABLE mine (x)", "table mine"),
    ("CREATE INDEX i ON signals (time)", "index i"), ("DROP INDEX signals_by_id", "index signals_by_id"),
    (
      """
      PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'signal_id TEXT NOT NULL', 'signal_id TEXT')
      WHERE name = 'signals'
      """, "table signals"
    ),
  ]

  @Test(arguments: schemas)
  func `a schema that is not the program's own is named`(sql: String, name: String) throws {
    try change(sql)
    let faults = try Verified(path).faults
    #expect(faults.map(\.place) == [.store] && faults.first?.kind == .schema(name), "\(faults)")
  }

  @Test func `what ANALYZE counts is no fault`() throws {
    try change("ANALYZE")
    #expect(try Verified(path).faults == [])
  }

  @Test func `an index that does not say what its table says is named`() throws {
    let connection = try StoreFixture.connection(path)
    try connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    let page = try #require(try connection.integer("PRAGMA page_size"))
    let root = try #require(try connection.integer("SELECT rootpage FROM sqlite_schema WHERE name = 'signals_by_id'"))
    var bytes = Array(try folder.bytes("store.sqlite"))
    // The last bytes of a page are those of its first entry: the number of an id.
    bytes[Int(root * page) - 3] ^= 1
    try folder.file("store.sqlite", bytes)
    let faults = try Verified(path).faults
    #expect(!faults.isEmpty && faults.allSatisfy { $0.place == .store && $0.kind == .integrity }, "\(faults)")
    #expect(faults.contains { "\($0)".contains("index signals_by_id") })
  }

  @Test func `a text of rules that is gone is named once, and what it judged is counted`() throws {
    let digest = try #require(
      try StoreFixture.connection(path).text("SELECT digest FROM rules ORDER BY since_seq LIMIT 1"))
    try change("DELETE FROM rules WHERE digest = '\(digest)'")
    let verified = try Verified(path)
    #expect(verified.faults.map(\.place) == [.rules(digest)])
    #expect(verified.faults.first.map { "\($0)".contains(" is gone") } == true)
    #expect(verified.summary.omissionCount > 5)
    #expect(verified.summary.text.contains(" verdicts could not be judged again: judged by \(digest), which"))
  }

  @Test func `a store has to say once from where on it keeps texts of rules`() throws {
    try change("DELETE FROM rules_since")
    #expect(
      try Verified(path).faults == [
        VerificationFault(place: .store, kind: .column("rules_since"), expected: "one row")
      ])
  }

  @Test(arguments: [Int64.min, 0, 62, .max])
  func `and from one that it has, or the next`(seq: Int64) throws {
    let last = try #require(try StoreFixture.connection(path).integer("SELECT max(seq) FROM verdicts"))
    for seq in seq == 62 ? [last + 2] : [seq] {
      try change("UPDATE rules_since SET seq = \(seq)")
      let fault = VerificationFault(
        place: .store, kind: .column("rules_since"), recorded: "\(seq)", expected: "1 to \(last + 1)")
      #expect(try Verified(path).faults.contains(fault))
    }
  }

  @Test func `a line of statistics that counts nothing is named`() throws {
    try change("INSERT INTO daily_stats VALUES ('2026-03-25', 'mainnet', 'X', '', 0, 0, 0)")
    #expect(
      try Verified(path).faults == [
        VerificationFault(place: .day("2026-03-25", symbol: "X", baseSymbol: ""), kind: .orphaned)
      ])
  }

  @Test func `each fault is a line of JSON that names its place`() throws {
    try change(
      #"""
      CREATE VIEW "v""" AS SELECT 1; INSERT INTO carried_entries VALUES (1, 'x', 1, 'PURR', 'PURR', NULL, NULL, NULL);
      INSERT INTO daily_stats VALUES ('2026-03-25', 'mainnet', 'X', '', 0, 0, 0); DELETE FROM rules
      """#)
    let lines = try Verified(path).faults.map { try JSONValue(parsing: $0.json) }
    #expect(lines.compactMap { $0["fault"]?.string }.prefix(3) == ["schema", "orphaned", "removed"])
    #expect(lines[0]["at"]?.string == "view v\"" && lines[1]["at"]?.string == "carried_entries")
    #expect(lines[2]["chain"]?.string?.hasPrefix("sha256:") == true && lines[2]["seq"]?.whole == 1)
    #expect(lines.last?["fault"]?.string == "orphaned" && lines.last?["symbol"]?.string == "X")
  }
}
