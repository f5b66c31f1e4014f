import Foundation
import RuleEngine
import Testing

@testable import Host

/// A running host whose store's files somebody removes, replaces or cuts: it approves nothing that would not be recorded,
/// and no entry that somebody believes to be halted.
@Suite(.timeLimit(.minutes(5))) struct RunStoreFilesTests {
  enum Damage: CaseIterable {
    case removedIndex, cutIndex, removedLog, cutLog, replacedLog, cutDatabase

    /// Whether what was answered before can be found afterwards.
    var spares: Bool { self != .cutLog && self != .cutDatabase }
  }

  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    try folder.file("rules.json", Fixture.rules(Fixture.longOnly("longs")))
  }

  private func inflict(_ damage: Damage) throws {
    switch damage {
    case .removedIndex: try folder.remove("store.sqlite-shm")
    case .cutIndex: try #require(truncate(folder.path("store.sqlite-shm"), 0) == 0)
    case .removedLog: try folder.remove("store.sqlite-wal")
    case .cutLog: try #require(truncate(folder.path("store.sqlite-wal"), 0) == 0)
    case .replacedLog:
      try FileManager.default.copyItem(
        atPath: folder.path("store.sqlite-wal"), toPath: folder.path("copy"))
      try #require(rename(folder.path("copy"), folder.path("store.sqlite-wal")) == 0)
    case .cutDatabase: try #require(truncate(folder.path("store.sqlite"), 0) == 0)
    }
  }

  @Test(arguments: Damage.allCases)
  func `every answer behind the damage is a rejection, and those before it are recorded`(damage: Damage) throws {
    let host = try RunningHost(folder)
    let client = try host.connect()
    let first = try client.ask(Fixture.liveLine("a"))
    #expect(VerdictText(first).word == "approved")
    try inflict(damage)
    if damage == .removedIndex {
      // It makes an index of its own, and believes to have halted.
      let halt = try GateProcess(folder: folder).run(["halt", "--why", "x", "--store", "store.sqlite"])
      #expect(halt.code == 0, "\(halt.errors)")
    }
    for id in ["b", "a", "b"] {
      let answer = try client.ask(Fixture.liveLine(id))
      #expect(answer.contains(#""action":"rejected","stage":"store","code":"store_unavailable""#), "\(answer)")
    }
    #expect(try client.ask(#"{"command":"halt","why":"y"}"#).contains("store_unavailable"))
    #expect(try client.ask(#"{"command":"verdicts","last":5}"#).contains("store_unavailable"))
    #expect(try client.ask(#"{"command":"status"}"#).hasPrefix(#"{"status":"#))
    host.signal(SIGKILL)
    _ = host.waitForEnd()
    guard damage.spares else { return }
    let left = try LeftStore(folder)
    #expect(left.verdicts == [first])
    #expect(left.integrity == "ok" && left.brokenLinks == 0)
  }

  @Test(arguments: [Damage.removedIndex, .cutIndex, .removedLog])
  func `a host that sees the damage at its end only ends well, and what it answered is recorded`(damage: Damage) throws
  {
    let host = try RunningHost(folder)
    let first = try host.connect().ask(Fixture.liveLine("a"))
    try inflict(damage)
    host.signal(SIGTERM)
    #expect(host.waitForEnd() == 0)
    #expect(try LeftStore(folder).verdicts == [first])
    let second = try RunningHost(folder)
    #expect(VerdictText(try second.connect().ask(Fixture.liveLine("a"))).isDuplicate)
  }

  @Test func `a log that another connection's checkpoint empties is no damage`() throws {
    let host = try RunningHost(folder)
    let client = try host.connect()
    let other = try SQLiteConnection(path: folder.path("store.sqlite"), .readWrite, busyTimeoutMs: 10_000)
    for id in ["a", "b", "c"] {
      #expect(VerdictText(try client.ask(Fixture.liveLine(id))).word == "approved")
      #expect(try other.integer("PRAGMA wal_checkpoint(TRUNCATE)") == 0)
      #expect(try Data(contentsOf: folder.url.appending(path: "store.sqlite-wal")).isEmpty)
    }
    #expect(try LeftStore(folder).verdicts.count == 3)
  }
}
