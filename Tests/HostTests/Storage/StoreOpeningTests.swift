import Foundation
import RuleEngine
import Testing

@testable import Host

/// Which files are opened as stores, and which are left alone.
@Suite struct StoreOpeningTests {
  private let folder: ScratchFolder
  private let path: String

  init() throws {
    folder = try ScratchFolder()
    path = folder.path("store.sqlite")
  }

  private func write(as kind: StoreKind = StoreFixture.live) throws -> SQLiteVerdictStore {
    try SQLiteVerdictStore(writingTo: path, as: kind)
  }

  private func writingError(as kind: StoreKind = StoreFixture.live) -> StoreError? {
    StoreFixture.error { _ = try write(as: kind) }
  }

  private func readingError() -> StoreError? { StoreFixture.error { _ = try StoreReader(path: path) } }

  @Test func `a new store has the newest schema, and opening it again changes nothing`() throws {
    try write().append([StoreFixture.record("a")])
    for _ in 0..<2 {
      let store = try write()
      #expect(try store.connection.integer("PRAGMA user_version") == Int64(Migrations.steps.count))
      #expect(try store.connection.integer("PRAGMA application_id") == Migrations.applicationID)
      #expect(try StoreFixture.rows("SELECT * FROM store", store.connection, columns: 2) == [["live", "mainnet"]])
      #expect(try store.tail()?.seq == 1)
    }
    #expect(readingError() == nil)
  }

  @Test func `an empty file is a new store for a writer, and no store for a reader`() throws {
    try folder.file("store.sqlite", "")
    #expect(readingError() == .foreign)
    #expect(try folder.bytes("store.sqlite").isEmpty)
    #expect(writingError() == nil)
    #expect(readingError() == nil)
  }

  @Test func `a file that is not there is missing for a reader, and is not made`() {
    #expect(readingError() == .missing)
    #expect(!folder.exists("store.sqlite"))
  }

  @Test(arguments: ["x", "xy", "just a text\n", String(repeating: "no database at all\n", count: 400)])
  func `a file that is no database is refused and left as it is`(_ text: String) throws {
    try folder.file("store.sqlite", text)
    // To SQLite a file of a single byte is an empty one: https://www.sqlite.org/src/file/src/os_unix.c, unixFileSize.
    if text.utf8.count > 1 { #expect(StoreFixture.cause(readingError()) == .notADatabase) }
    #expect(readingError() != nil)
    #expect(writingError() == .foreign)
    #expect(try folder.text("store.sqlite") == text)
    #expect(!folder.exists("store.sqlite-lock"))
  }

  @Test(arguments: [
    "CREATE TABLE mine (a)", "PRAGMA user_version = 1", "PRAGMA application_id = 7",
    "CREATE TABLE store (kind TEXT, network TEXT); CREATE TABLE verdicts (seq INTEGER); PRAGMA user_version = 1",
  ])
  func `another program's database is refused and left as it is`(_ sql: String) throws {
    try StoreFixture.connection(path).execute(sql)
    let before = try folder.bytes("store.sqlite")
    #expect(readingError() == .foreign)
    #expect(writingError() == .foreign)
    #expect(try folder.bytes("store.sqlite") == before)
  }

  @Test func `a newer schema is refused and left as it is`() throws {
    try write().append([StoreFixture.record("a")])
    let newer = Migrations.steps.count + 1
    try StoreFixture.connection(path).execute("PRAGMA user_version = \(newer)")
    let before = try folder.bytes("store.sqlite")
    #expect(readingError() == .newer(version: newer))
    #expect(writingError() == .newer(version: newer))
    #expect(try folder.bytes("store.sqlite") == before)
    #expect(HostError.store(path: path, .newer(version: newer)).exitCode == .inputOutput)
  }

  @Test(arguments: [
    ("CREATE TRIGGER t AFTER INSERT ON verdicts BEGIN DELETE FROM verdicts; END", "trigger t"),
    ("CREATE VIEW v AS SELECT * FROM verdicts", "view v"),
  ])
  func `a store in which somebody has planted what may undo a record is refused`(sql: String, name: String) throws {
    try write().append([StoreFixture.record("a")])
    try StoreFixture.connection(path).execute(sql)
    #expect(writingError() == .planted(name))
    #expect(HostError.store(path: path, .planted(name)).exitCode == .inputOutput)
    #expect(StoreFixture.error { _ = try SQLiteVerdictStore.connectionBesideHost(path) } == .planted(name))
    #expect(readingError() == nil)
  }

  @Test func `a store of another kind or network is refused`() throws {
    _ = try write()
    for wanted in [
      StoreKind(origin: .replay, network: .mainnet), StoreKind(origin: .live, network: .testnet),
      StoreKind(origin: .replay, network: .testnet),
    ] {
      #expect(writingError(as: wanted) == .otherKind(found: StoreFixture.live, wanted: wanted))
    }
    #expect(writingError() == nil)
  }

  @Test func `one process writes at a time, and readers are served meanwhile`() throws {
    var store: SQLiteVerdictStore? = try write()
    let first = try StoreFixture.record("a")
    try store?.append([first])
    #expect(writingError() == .inUse)
    let reader = try StoreReader(path: path)
    func seqs() throws -> [Int64] {
      var seqs: [Int64] = []
      try reader.forEachVerdict(.init(), last: nil) { seqs.append($0.seq) }
      return seqs
    }
    #expect(try seqs() == [1])
    try store?.append([StoreFixture.record("b", after: first)])
    #expect(try seqs() == [1, 2])
    store = nil
    #expect(writingError() == nil)
  }

  @Test func `a store that is let go can be written, whoever still holds its lock's descriptor`() throws {
    var store: SQLiteVerdictStore? = try write()
    try store?.append([StoreFixture.record("a")])
    // As a process does that is being started just then.
    let inherited = try duplicates(of: path + "-lock")
    defer { for descriptor in inherited { close(descriptor) } }
    #expect(!inherited.isEmpty)
    #expect(writingError() == .inUse)
    store = nil
    #expect(writingError() == nil)
  }

  /// Copies of this process's descriptors of a file.
  private func duplicates(of path: String) throws -> [Int32] {
    let wanted = try #require(FileIdentity(path: path))
    return (0..<1024).filter { descriptor in
      var status = stat()
      return fstat(descriptor, &status) == 0 && FileIdentity(status) == wanted
    }.map { dup($0) }
  }

  @Test func `a migration is taken whole or not at all`() throws {
    // A table of the first step stands in its way, in a file that is marked as a store of no version yet.
    let other = try StoreFixture.connection(path)
    try other.execute("PRAGMA application_id = \(Migrations.applicationID); CREATE TABLE daily_stats (a)")
    #expect(StoreFixture.cause(writingError()) == .other)
    #expect(try other.integer("PRAGMA user_version") == 0)
    #expect(try StoreFixture.rows("SELECT name FROM sqlite_schema", other, columns: 1) == [["daily_stats"]])
    try other.execute("DROP TABLE daily_stats")
    #expect(writingError() == nil)
    #expect(try other.integer("PRAGMA user_version") == Int64(Migrations.steps.count))
  }

  @Test func `a folder that cannot hold a store is an error of its own`() throws {
    // Permissions do not bind every user, but nobody can make a file below a file.
    try folder.file("file", "x")
    let below = folder.path("file/store.sqlite")
    let writing = StoreFixture.error { _ = try SQLiteVerdictStore(writingTo: below, as: StoreFixture.live) }
    #expect(writing == .lockUnavailable(errno: ENOTDIR))
    #expect(StoreFixture.error { _ = try StoreReader(path: below) } == .missing)
    let inside = StoreFixture.error { _ = try SQLiteVerdictStore(writingTo: folder.url.path, as: StoreFixture.live) }
    #expect(inside == .foreign)
  }

  @Test(.enabled(if: geteuid() != 0, "permissions do not bind the superuser"))
  func `a file that may not be written is an error, and is read all the same`() throws {
    _ = try write()
    try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: path)
    #expect(StoreFixture.cause(writingError()) == .readOnly)
    #expect(readingError() == nil)
  }

  @Test func `a store in memory is nobody else's`() throws {
    let stores = try (0..<2).map { _ in try SQLiteVerdictStore(writingTo: ":memory:", as: StoreFixture.live) }
    try stores[0].append([StoreFixture.record("a")])
    #expect(try stores[0].tail()?.seq == 1)
    #expect(try stores[1].tail() == nil)
    #expect(!FileManager.default.fileExists(atPath: ":memory:-lock"))
  }
}
