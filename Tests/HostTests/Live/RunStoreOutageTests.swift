import Foundation
import RuleEngine
import Testing

@testable import Host

/// A running host whose store cannot be written for a while: every answer says so, and service returns with the store.
@Suite(.timeLimit(.minutes(5))) struct RunStoreOutageTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private func writeRules() throws { try folder.file("rules.json", Fixture.rules(Fixture.longOnly("longs"))) }

  /// Takes the store from a host with eight clients, gives it back, and looks at every answer.
  private func expectOutage(
    of host: RunningHost, take: () throws -> Void, giveBack: () throws -> Void
  ) throws {
    let clients = try (0..<8).map { _ in try host.connect() }
    let observer = try host.connect()
    let first = try RunClients.concurrently(clients) { try $1.ask(Fixture.liveLine("first\($0)")) }
    #expect(first.allSatisfy { VerdictText($0).word == "approved" })
    try take()
    let refused = try RunClients.concurrently(clients) { index, client in
      try (0..<5).map { round in
        let start = HostClock.system.monotonicMs()
        let answer = try client.ask(Fixture.liveLine("c\(index)-\(round)"))
        // The contract says two seconds, to which a busy machine may add.
        #expect(HostClock.system.monotonicMs() - start < 4000)
        #expect(VerdictText(answer).id == "c\(index)-\(round)")
        return answer
      }
    }
    for answer in refused.joined() {
      #expect(answer.contains(#""action":"rejected","stage":"store","code":"store_unavailable""#), "\(answer)")
      #expect(!answer.contains(#""seq":"#))
    }
    try expectSense(of: observer, answered: first[0])
    try giveBack()
    // The same signals, asked again, are judged as if they had not been asked.
    let again = try RunClients.concurrently(clients) { index, client in
      try (0..<5).map { try client.ask(Fixture.liveLine("c\(index)-\($0)")) }
    }
    for answer in again.joined() { #expect(VerdictText(answer).word == "approved", "\(answer)") }
    let halt = try observer.ask(#"{"command":"halt","why":"after"}"#)
    #expect(halt == #"{"halt":true}"#)
    #expect(VerdictText(try clients[0].ask(Fixture.liveLine("halted"))).word == "halted")
    let left = try LeftStore(folder)
    #expect(left.integrity == "ok" && left.brokenLinks == 0)
    #expect(Set(left.verdicts).isSuperset(of: first + again.joined()))
    #expect(left.verdicts.count == first.count + again.joined().count + 1)
  }

  /// What does not need to write works without a store that can be written, and the rest says why not.
  private func expectSense(of observer: HostConnection, answered: String) throws {
    let status = try JSONValue(parsing: Array(observer.ask(#"{"command":"status"}"#).utf8))["status"]
    #expect(status?["store"]?["records"]?.number == "8")
    #expect(status?["halted"]?.bool == false)
    #expect(status?["outbox"]?["pending"]?.number == "0")
    #expect(status?["entries"]?.elements?.first?["id"]?.string == "longs")
    let verdicts = try JSONValue(parsing: Array(observer.ask(#"{"command":"verdicts","last":100}"#).utf8))["verdicts"]
    #expect(verdicts?.elements?.count == 8)
    let id = try #require(VerdictText(answered).id)
    #expect(VerdictText(try observer.ask(Fixture.liveLine(id))).isDuplicate)
    let halt = try JSONValue(parsing: Array(observer.ask(#"{"command":"halt","why":"during"}"#).utf8))
    #expect(halt["error"]?.string == "store_unavailable")
    #expect(try observer.ask(#"{"command":"reload"}"#).contains(#""ok":true"#))
  }

  @Test func `a store that another process holds`() throws {
    try writeRules()
    let host = try RunningHost(folder)
    let other = try SQLiteConnection(path: folder.path("store.sqlite"), .readWrite, busyTimeoutMs: 10_000)
    try expectOutage(
      of: host, take: { try other.execute("BEGIN EXCLUSIVE") }, giveBack: { try other.execute("ROLLBACK") })
  }

  @Test func `a store that another process holds makes nobody wait for halts that wait for it`() throws {
    try writeRules()
    let host = try RunningHost(folder)
    let other = try SQLiteConnection(path: folder.path("store.sqlite"), .readWrite, busyTimeoutMs: 10_000)
    try other.execute("BEGIN EXCLUSIVE")
    let clients = try (0..<8).map { _ in try host.connect() }
    // One after the other they would take seven seconds, and whoever asks behind them would wait for it.
    let delays = try RunClients.concurrently(clients) { index, client in
      let start = HostClock.system.monotonicMs()
      for question in [#"{"command":"halt","why":"during"}"#, Fixture.liveLine("c\(index)")] {
        let answer = try client.ask(question)
        #expect(answer.contains("store_unavailable"), "\(answer)")
      }
      return HostClock.system.monotonicMs() - start
    }
    #expect(delays.allSatisfy { $0 < 4000 }, "\(delays) ms")
    try other.execute("ROLLBACK")
    #expect(VerdictText(try clients[0].ask(Fixture.liveLine("c0"))).word == "approved")
  }

  @Test(.enabled(if: StoreOutage.canMount, "file systems cannot be mounted here"))
  func `a disk that is full`() throws {
    try #require(StoreOutage.mount(on: folder, bytes: 2 << 20))
    defer { StoreOutage.unmount(folder) }
    try writeRules()
    let host = try RunningHost(folder)
    try expectOutage(
      of: host, take: { try StoreOutage.fill(folder) }, giveBack: { try folder.remove("filler") })
  }

  @Test(.enabled(if: StoreOutage.canMakeImmutable, "files cannot be made immutable here"))
  func `a store that became read-only`() throws {
    try writeRules()
    let host = try RunningHost(folder)
    let files = ["store.sqlite", "store.sqlite-wal"].map(folder.path)
    defer { _ = StoreOutage.setImmutable(false, files) }
    try expectOutage(
      of: host, take: { try #require(StoreOutage.setImmutable(true, files)) },
      giveBack: { try #require(StoreOutage.setImmutable(false, files)) })
  }

  @Test(.enabled(if: StoreOutage.canLimitFiles, "the limits of a process cannot be changed here"))
  func `files that may not grow any more`() throws {
    try writeRules()
    // What a test is started by may have it ignored, and then its host would not have to.
    signal(SIGXFSZ, SIG_DFL)
    let host = try RunningHost(folder)
    let id = host.process.processIdentifier
    try expectOutage(
      of: host, take: { try #require(StoreOutage.limitFiles(of: id, bytes: 4096)) },
      giveBack: { try #require(StoreOutage.limitFiles(of: id, bytes: nil)) })
  }
}
