#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif
import Foundation
import RuleEngine
import Testing

@testable import Host

/// Ends of a running host, ordered and not, and what the next one finds.
@Suite(.timeLimit(.minutes(5))) struct RunRestartTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    try folder.file("rules.json", Fixture.rules(Fixture.longOnly("longs")))
  }

  @Test func `a repeated id gets its first verdict from the next host too`() throws {
    let first = try RunningHost(folder)
    let answer = try first.connect().ask(Fixture.liveLine("a"))
    first.signal(SIGTERM)
    #expect(first.waitForEnd() == 0)
    let second = try RunningHost(folder)
    let client = try second.connect()
    #expect(
      try client.ask(Fixture.liveLine("a")) == answer.replacing("\"seq\":1,", with: "\"seq\":1,\"duplicate\":true,"))
    #expect(VerdictText(try client.ask(Fixture.liveLine("a", "short"))).word == "id_conflict")
    #expect(try LeftStore(folder).verdicts.count == 2)
  }

  @Test func `a rate limit counts what earlier hosts approved, also those that were killed`() throws {
    try folder.file("rules.json", Fixture.rules(Fixture.rate(3)))
    for (round, end) in [SIGTERM, SIGKILL, SIGTERM].enumerated() {
      let host = try RunningHost(folder)
      #expect(VerdictText(try host.connect().ask(Fixture.liveLine("s\(round)"))).word == "approved")
      host.signal(end)
      _ = host.waitForEnd()
    }
    let host = try RunningHost(folder)
    #expect(VerdictText(try host.connect().ask(Fixture.liveLine("over"))).word == "rate_exceeded")
  }

  @Test(arguments: [SIGTERM, SIGINT])
  func `an ordered end answers what was taken, removes the socket and exits 0 within five seconds`(number: Int32) throws
  {
    let host = try RunningHost(folder)
    let count = AnswerCount()
    let connections = try (0..<8).map { _ in try host.connect() }
    let wait = RunClients.start(connections) { index, connection -> [String] in
      var answers: [String] = []
      while let answer = try? connection.ask(Fixture.liveLine("c\(index)-\(answers.count)")) {
        answers.append(answer)
        count.add()
      }
      return answers
    }
    count.wait(for: 200)
    let start = HostClock.system.monotonicMs()
    host.signal(number)
    #expect(host.waitForEnd() == 0)
    // The contract's own figure; it takes milliseconds.
    #expect(HostClock.system.monotonicMs() - start < 5000)
    let answers = Set(try wait().flatMap(\.self))
    // Every verdict that is stored was taken, and so it was answered.
    let left = try LeftStore(folder)
    #expect(Set(left.verdicts) == answers, "\(left.verdicts.count) stored, \(answers.count) answered")
    #expect(left.brokenLinks == 0)
    #expect(!folder.exists("s"))
  }

  @Test func `SIGHUP reads the rules again, and a faulty file changes nothing`() throws {
    let host = try RunningHost(folder)
    let client = try host.connect()
    let before = VerdictText(try client.ask(Fixture.liveLine("a", "short")))
    #expect(before.word == "direction_not_allowed")
    try folder.file("rules.json", "{")
    host.signal(SIGHUP)
    try host.wait { $0["chain"]?["error"]?.string != nil }
    #expect(VerdictText(try client.ask(Fixture.liveLine("b", "short"))).chain == before.chain)
    try folder.file("rules.json", Fixture.rules(Fixture.rate(100)))
    host.signal(SIGHUP)
    try host.wait { $0["chain"]?["generation"]?.number == "2" }
    let after = VerdictText(try client.ask(Fixture.liveLine("c", "short")))
    #expect(after.word == "approved" && after.chain != before.chain)
  }
}
