import Foundation
import RuleEngine
import Testing

@testable import Host

/// A store is one file, under whatever name, for as long as it is written.
@Suite struct StoreNameTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private func writingError(_ name: String) -> StoreError? {
    StoreFixture.error { _ = try SQLiteVerdictStore(writingTo: folder.path(name), as: StoreFixture.live) }
  }

  @Test func `another name of the same file leads to the same lock`() throws {
    let store = try SQLiteVerdictStore(writingTo: folder.path("store.sqlite"), as: StoreFixture.live)
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("other.sqlite"), withDestinationPath: folder.path("store.sqlite"))
    #expect(writingError("other.sqlite") == .inUse)
    withExtendedLifetime(store) {}
  }

  @Test func `a store that is deleted while it is written takes no more verdicts`() throws {
    let store = try SQLiteVerdictStore(writingTo: folder.path("store.sqlite"), as: StoreFixture.live)
    let first = try StoreFixture.record("a")
    try store.append([first])
    try FileManager.default.removeItem(atPath: folder.path("store.sqlite"))
    let second = try StoreFixture.record("b", after: first)
    #expect(StoreFixture.error { try store.append([second]) } == .moved)
  }

  @Test func `a name that SQLite would take for a URI is a file's name`() throws {
    let gate = GateProcess(folder: folder)
    try folder.file("rules.json", Fixture.rules(Fixture.longOnly("longs")))
    try folder.file("market.jsonl", "")
    try folder.file("signals.jsonl", Fixture.line("a") + "\n")
    let name = "file:x.sqlite?mode=memory"
    let replay = ["replay", "--market", "market.jsonl", "--signals", "signals.jsonl", "--store"]
    #expect(try gate.run(replay + [name]).code == 0)
    #expect(try gate.run(["verdicts", "--json", "--store", name]).lines.count == 1)
    #expect(try gate.run(replay + [""]).code == 64)
  }

  @Test func `a schema that no program can have made is refused`() throws {
    let other = try StoreFixture.connection(folder.path("store.sqlite"))
    try other.execute("PRAGMA application_id = \(Migrations.applicationID); PRAGMA user_version = -5")
    #expect(writingError("store.sqlite") == .foreign)
  }
}
