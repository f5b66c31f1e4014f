#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif
import Foundation
import RuleEngine
import TestSupport
import Testing
import Synchronization

@testable import Host

/// Rules that change all the time, by every way in which a file changes and every way to say so, while eight clients ask.
@Suite(.timeLimit(.minutes(15))) struct RunReloadStormTests {
  private let folder: ScratchFolder

  /// What becomes of the file.
  private enum Change: CaseIterable {
    case valid, replaced, invalid, truncated, deleted, halfWritten
  }

  /// Who has the host look at it.
  private enum Trigger: CaseIterable {
    case hangUp, command, watch
  }

  // The rules say by their verdicts which of them are in force: shorts are rejected by the first, approved by the second.
  private static let files = [
    Fixture.rules(Fixture.longOnly("longs")), Fixture.rules(Fixture.rate(1_000_000)),
  ]

  init() throws {
    folder = try ScratchFolder()
    try folder.file("rules.json", RunReloadStormTests.files[0])
  }

  @Test func `rules that change all the time: each verdict is by a valid file, none is lost or out of order`() throws {
    // The digests come from another process, which loads each file by itself.
    let digests = try RunReloadStormTests.files.indices.map { index in
      try folder.file("valid\(index).json", RunReloadStormTests.files[index])
      let check = try GateProcess(folder: folder).run(["check", "valid\(index).json", "--json"])
      return try #require(try JSONValue(parsing: Array(check.output.utf8.dropLast()))["digest"]?.string)
    }
    #expect(Set(digests).count == 2)
    let host = try RunningHost(folder, ["--watch"])
    let isOver = Atomic(false)
    let connections = try (0..<8).map { _ in try host.connect() }
    let wait = RunClients.start(connections) { client, connection -> (asked: [String], answers: [String]) in
      var asked: [String] = []
      var answers: [String] = []
      while !isOver.load(ordering: .relaxed) {
        // Several at once, so that some wait in the host while rules change.
        let ids = (0..<5).map { "c\(client)-\(asked.count + $0)" }
        try connection.send(ids.map { Fixture.liveLine($0, "short") + "\n" }.joined())
        asked += ids
        for _ in ids { answers.append(try connection.read()) }
      }
      return (asked, answers)
    }
    defer { isOver.store(true, ordering: .relaxed) }
    try storm(host, digests)
    isOver.store(true, ordering: .relaxed)
    let all = try wait()
    var byDigest: [String: Int] = [:]
    for (asked, answers) in all {
      #expect(answers.map { VerdictText($0).id } == asked)
      for answer in answers {
        let verdict = VerdictText(answer)
        byDigest[verdict.chain ?? "", default: 0] += 1
        #expect(verdict.word == (verdict.chain == digests[0] ? "direction_not_allowed" : "approved"), "\(answer)")
      }
    }
    // Both were in force, and nothing else ever was.
    #expect(Set(byDigest.keys) == Set(digests), "\(byDigest)")
    let left = try LeftStore(folder)
    #expect(left.brokenLinks == 0)
    #expect(Set(left.verdicts) == Set(all.flatMap(\.answers)))
    print("reloads: \(StormSize.reloads), \(left.verdicts.count) verdicts, by file \(byDigest.values.sorted())")
  }

  /// Changes the file again and again, and each time waits until the host has seen it.
  private func storm(_ host: RunningHost, _ digests: [String]) throws {
    var random = SplitMix64(seed: 6)
    let operatorClient = try host.connect()
    for round in 0..<StormSize.reloads {
      let index = Int.random(in: 0...1, using: &random)
      let change = Change.allCases[round % Change.allCases.count]
      // The watch looks twice a second: it is waited for now and then, and looks all the time.
      let trigger = round % 20 < 3 ? Trigger.watch : round.isMultiple(of: 2) ? .command : .hangUp
      let isValid = try apply(change, RunReloadStormTests.files[index], &random)
      try expect(isValid ? digests[index] : nil, by: trigger, host, operatorClient)
      guard change == .halfWritten else { continue }
      // The rest of the file comes later.
      let handle = try FileHandle(forWritingTo: folder.url.appending(path: "rules.json"))
      try handle.seekToEnd()
      let written = try folder.bytes("rules.json").count
      try handle.write(contentsOf: Data(RunReloadStormTests.files[index].utf8.dropFirst(written)))
      try handle.close()
      try expect(digests[index], by: trigger, host, operatorClient)
    }
  }

  /// - Returns: whether the file is valid now.
  private func apply(_ change: Change, _ text: String, _ random: inout SplitMix64) throws -> Bool {
    let bytes = Array(text.utf8)
    let url = folder.url.appending(path: "rules.json")
    switch change {
    case .valid: try Data(bytes).write(to: url)
    case .replaced:
      try folder.file("next.json", bytes)
      try #require(rename(folder.path("next.json"), folder.path("rules.json")) == 0)
    case .invalid: try Data(text.replacing("version", with: "versoin").utf8).write(to: url)
    case .truncated, .halfWritten:
      // In place: the file keeps its inode.
      let count = Int.random(in: 0..<bytes.count, using: &random)
      if !folder.exists("rules.json") { try folder.file("rules.json", []) }
      let handle = try FileHandle(forWritingTo: url)
      try handle.truncate(atOffset: 0)
      try handle.write(contentsOf: Data(bytes.prefix(count)))
      try handle.close()
      return false
    case .deleted:
      if folder.exists("rules.json") { try folder.remove("rules.json") }
      return false
    }
    return change != .invalid
  }

  /// Has the host look at the file: it puts in force what is valid, and says what is wrong with the rest.
  private func expect(_ digest: String?, by trigger: Trigger, _ host: RunningHost, _ client: HostConnection) throws {
    if trigger == .command {
      let reload = try JSONValue(parsing: Array(client.ask(#"{"command":"reload"}"#).utf8))["reload"]
      #expect(reload?["chain"]?.string == digest)
      #expect(reload?["ok"]?.bool == (digest != nil))
      #expect((reload?["errors"]?.elements ?? []).isEmpty == (digest != nil))
      return
    }
    if trigger == .hangUp { host.signal(SIGHUP) }
    try host.wait { status in
      let chain = status["chain"]
      let hasError = chain?["error"]?.string != nil
      return digest.map { !hasError && chain?["digest"]?.string == $0 } ?? hasError
    }
  }
}
