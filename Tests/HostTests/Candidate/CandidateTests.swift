import Foundation
import LoopbackExchange
import RuleEngine
import TestSupport
import Testing

@testable import Host

/// A candidate beside the live chain: it hears all, counts where it differs, and changes nothing.
@Suite(.timeLimit(.minutes(2))) struct CandidateTests {
  private static func always(_ id: String) -> String { Fixture.longOnly(id) }

  /// What a store holds of its records: lines, evidence, hashes.
  private static func records(_ path: String) throws -> [String] {
    var rows: [String] = []
    try StoreReader(path: path).forEachVerdict(.init(), last: nil) { rows.append($0.verdict + " " + $0.hash) }
    return rows
  }

  /// Rules of one to four entries, some of which read books, some the history, some nothing.
  private static func rules(_ random: inout SplitMix64, shadows: Bool = false) -> String {
    let entries = (0..<Int.random(in: 1...4, using: &random)).map { index -> String in
      let mode = shadows || Int.random(in: 0..<5, using: &random) == 0 ? #","mode":"shadow""# : ""
      switch Int.random(in: 0..<4, using: &random) {
      case 0: return Fixture.longOnly("long\(index)", mode)
      case 1:
        let max = Int.random(in: 1...6, using: &random)
        return
          "{\"id\":\"rate\(index)\",\"rule\":\"entry_rate_limit\"\(mode),"
          + "\"params\":{\"max_entries\":\(max),\"window_s\":60,\"per\":\"all\"}}"
      case 2:
        let spread = ["0.001", "0.01", "0.02"].randomElement(using: &random) ?? "0.01"
        return Fixture.arb(mode + #","on_unavailable":"reject""#, params: "\"min_spread\":\(spread)")
          .replacing("purr-futures-spot-arb", with: "arb\(index)")
      default:
        return
          "{\"id\":\"depth\(index)\",\"rule\":\"min_depth\",\"scope\":{\"coins\":[\"HYPE\"]}\(mode),"
          + "\"params\":{\"leg\":\"perp\",\"min_usd\":1}}"
      }
    }
    return Fixture.rules(entries.joined(separator: ","))
  }

  private struct Script {
    let steps: [[String]]
    let mids: [(perp: Price, spot: Price)]

    init(_ random: inout SplitMix64) {
      var number = 0
      steps = (0..<12).map { _ in
        (0..<Int.random(in: 0...5, using: &random)).map { _ in
          number += 1
          let id = Int.random(in: 0..<8, using: &random) == 0 ? "s-1" : "s-\(number)"
          let direction = Bool.random(using: &random) ? "long" : "short"
          switch Int.random(in: 0..<10, using: &random) {
          case 0: return "{\"symbol\":\"PURR\",\"direction\":\"\(direction)\"}"
          case 1: return "{\"id\":\"\(id)\",\"symbol\":\"HYPE\",\"direction\":\"\(direction)\"}"
          case 2: return "{\"event\":\"exit\",\"signal_id\":\"s-\(number / 2)\",\"pnl_usd\":-1}"
          case 3: return "not a signal"
          default: return Fixture.liveLine(id, direction)
          }
        }
      }
      mids = (0..<12).map { _ in
        (Int64.random(in: 97...103, using: &random), Int64.random(in: 97...103, using: &random))
      }.map { perp, spot in ((try? Price("0.\(perp)")) ?? "1", (try? Price("0.\(spot)")) ?? "1") }
    }

    func run(_ fixture: LiveFixture) throws -> [String] {
      let said = zip(steps, mids).map { lines, mid in
        {
          fixture.time.pass(7000)
          fixture.market.set(.perp("PURR"), mid: mid.perp)
          fixture.market.set(.spot("PURR"), mid: mid.spot)
          for line in lines { fixture.say(1, line) }
        }
      }
      let sent = try fixture.run(said).map(\.text)
      fixture.candidate?.stop()
      return sent
    }
  }

  private static func action(_ line: String) -> (id: String, isApproved: Bool)? {
    guard let value = try? JSONValue(parsing: Array(line.utf8)), value["duplicate"] == nil, value["seq"] != nil,
      let id = value["signal_id"]?.string
    else { return nil }
    return (id, value["action"]?.string == "approved")
  }

  @Test(arguments: 0..<40)
  func `a candidate, whatever its rules, leaves every answer and record as it was, and counts each flip`(
    seed: Int
  ) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let (live, other) = (CandidateTests.rules(&random), CandidateTests.rules(&random))
    let script = Script(&random)
    let alone = try LiveFixture(live)
    let answers = try script.run(alone)
    let beside = try LiveFixture(live)
    try beside.makeCandidate(other)
    #expect(try script.run(beside) == answers)
    #expect(try CandidateTests.records(beside.storePath) == CandidateTests.records(alone.storePath))
    // A host of its own, with the candidate's rules, says what the candidate says.
    let instead = try LiveFixture(other)
    let others = try script.run(instead)
    let pairs = zip(answers.compactMap(CandidateTests.action), others.compactMap(CandidateTests.action))
    let counts = try #require(beside.candidate).status.counts
    #expect(counts.signals == pairs.count { _ in true })
    #expect(counts.stricter == pairs.count { $0.isApproved && !$1.isApproved })
    #expect(counts.looser == pairs.count { !$0.isApproved && $1.isApproved })
    #expect(counts.lost == 0)
    let own = try CandidateTests.records(Candidate.storePath(beside: beside.storePath))
    #expect(own.count == counts.signals)
  }

  /// Gates of which each pair looks back on other books, or on the same ones for another time.
  private static let lookingBack = [
    RecordedRun.gates, RecordedRun.gates.replacing(#""confirm_for_ms":12"#, with: #""confirm_for_ms":30"#),
    RecordedRun.gates.replacing(#""coins":["PURR","HYPE"]"#, with: #""coins":["PURR"]"#),
    Fixture.rules(Fixture.longOnly("long"), RecordedRun.held(5)),
    Fixture.rules(Fixture.longOnly("long")),
  ]

  @Test(arguments: 0..<25)
  func `a candidate and the live chain look back on books as if each were alone`(pair: Int) throws {
    let (live, other) = (CandidateTests.lookingBack[pair / 5], CandidateTests.lookingBack[pair % 5])
    let seed = UInt64(pair)
    let runs = try [(live, nil), (live, other), (other, nil)].map { rules, candidate in
      let run = try RecordedRun(seed: seed, rules: rules, candidate: candidate)
      let answers = try run.live(rounds: 60, idsOnly: true)
      run.fixture.candidate?.stop()
      return (run: run, answers: answers)
    }
    let (alone, beside, instead) = (runs[0], runs[1], runs[2])
    #expect(beside.answers == alone.answers && alone.answers.count > 50)
    #expect(
      try CandidateTests.records(beside.run.fixture.storePath) == CandidateTests.records(alone.run.fixture.storePath))
    // What the record says of it is part of the hash.
    let own = try CandidateTests.records(Candidate.storePath(beside: beside.run.fixture.storePath))
    let expected = try CandidateTests.records(instead.run.fixture.storePath)
    #expect(own.count == expected.count)
    #expect(zip(own, expected).first { $0 != $1 } == nil)
    let replay = try beside.run.replay(beside.run.recordings)
    #expect(replay.lines == beside.answers)
  }

  @Test(arguments: 0..<40)
  func `shadow entries, whatever they are, change nothing but their own outcomes`(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(1000 + seed))
    let live = CandidateTests.rules(&random)
    let shadows = CandidateTests.rules(&random, shadows: true)
    let script = Script(&random)
    let inside = { (text: String) in
      text.drop { $0 != "[" }.dropFirst().dropLast(2)
    }
    // Names of their own for the shadows.
    let renamed = inside(shadows).replacing("\"id\":\"", with: "\"id\":\"x-")
    let both = live.dropLast(2) + "," + renamed + "]}"
    let plain = try script.run(LiveFixture(live))
    let shadowed = try script.run(LiveFixture(String(both)))
    #expect(plain.count == shadowed.count)
    for (line, other) in zip(plain, shadowed) {
      #expect(try CandidateTests.withoutShadows(other) == CandidateTests.withoutShadows(line))
    }
  }

  /// What a verdict says but for the outcomes of the added shadows, the inputs, which they may read too, and the digest.
  private static func withoutShadows(_ line: String) throws -> String {
    let value = try JSONValue(parsing: Array(line.utf8))
    return (value.members ?? []).filter { !["chain", "inputs"].contains($0.key) }.map { member in
      guard member.key == "outcomes" else { return "\(member.key) \(member.value.indented())" }
      let outcomes = (member.value.elements ?? []).filter { $0["id"]?.string?.hasPrefix("x-") != true }
      return outcomes.isEmpty ? "" : "outcomes " + outcomes.map { $0.indented() }.joined()
    }.filter { !$0.isEmpty }.joined()
  }

  @Test func `a candidate's feeds are not waited for, and make no coin unknown`() throws {
    let fixture = try LiveFixture(Fixture.rules(Fixture.longOnly("long")))
    try fixture.makeCandidate(Fixture.rules(Fixture.arb(#","on_unavailable":"reject""#)))
    fixture.market.kill(.perp("PURR"))
    let sent = try fixture.run([{ fixture.say(1, Fixture.liveLine("s-1")) }])
    fixture.candidate?.stop()
    #expect(sent.map(\.word) == ["approved"])
    #expect(sent.first?.step == 0)
    #expect(try #require(fixture.candidate).status.counts == CandidateCounts(signals: 1, stricter: 1))
  }

  @Test func `flips are logged, status counts them, and a reload reads the candidate too`() async throws {
    let fixture = try LiveFixture(Fixture.rules(Fixture.longOnly("long")))
    let shortOnly = Fixture.rules(Fixture.longOnly("short").replacing("[\"long\"]", with: "[\"short\"]"))
    try fixture.makeCandidate(shortOnly)
    let candidate = try #require(fixture.candidate)
    let wait = { (count: Int) in
      let deadline = ContinuousClock.now + .milliseconds(RunningHost.patienceMs)
      while candidate.status.counts.signals < count, ContinuousClock.now < deadline { sched_yield() }
    }
    let sent = try fixture.run([
      { fixture.say(1, Fixture.liveLine("s-1")) }, { fixture.say(1, Fixture.liveLine("s-2", "short")) }, { wait(2) },
      { fixture.say(1, #"{"command":"status"}"#) },
      {
        try fixture.folder.file("candidate.json", "{")
        fixture.post(.reload)
      },
      { fixture.say(1, #"{"command":"status"}"#) },
      {
        try fixture.folder.file("candidate.json", Fixture.rules(Fixture.longOnly("long")))
        fixture.post(.reload)
      },
      { fixture.say(1, Fixture.liveLine("s-3")) }, { wait(3) },
    ])
    candidate.stop()
    let statuses = sent.compactMap { $0.value?["status"]?["candidate"] }
    #expect(statuses.first?["stricter"]?.whole == 1 && statuses.first?["looser"]?.whole == 1)
    #expect(statuses.last?["error"]?.string?.contains("candidate.json:1:2: error: not JSON") == true)
    #expect(candidate.status.counts == CandidateCounts(signals: 3, stricter: 1, looser: 1))
    let log = try fixture.logged()
    let flips = log.filter { $0.contains("[candidate] 🔀") }
    #expect(flips.count == 2, "\(log)")
    #expect(
      flips.first?.hasSuffix("s-1 | PURR long | approved, and the candidate would reject | short direction_not_allowed")
        == true)
    #expect(flips.last?.hasSuffix("s-2 | PURR short | rejected, and the candidate would approve") == true)
    let shown = try String(contentsOf: GateProcess.package.appending(path: "docs/candidate.md"), encoding: .utf8)
    for flip in flips {
      let line = try #require(flip.range(of: "[candidate]")).lowerBound
      #expect(shown.contains("\n\(flip[line...])\n"), "docs/candidate.md shows something else than \(flip)")
    }
    let firstStatus = sent.lazy.compactMap { $0.value?["status"] }.first
    let rows = StatusCommand.text(try #require(firstStatus)).components(separatedBy: "\n")
    let row = try #require(rows.first { $0.hasPrefix("candidate") })
    let told = row.replacing(fixture.folder.path(""), with: "")
    #expect(shown.contains("\n\(told)\n"), "docs/candidate.md shows something else than \(told)")
    #expect(log.contains { $0.contains("[candidate] ❌ reload failed, its rules stay | ") })
  }

  @Test func `a candidate whose store fails loses its signals, says so, and costs no answer`() throws {
    let fixture = try LiveFixture(Fixture.rules(Fixture.longOnly("long")))
    try fixture.makeCandidate(Fixture.rules(Fixture.longOnly("same")))
    let candidate = try #require(fixture.candidate)
    try FileManager.default.removeItem(atPath: candidate.storePath)
    let sent = try fixture.run([{ fixture.say(1, Fixture.liveLine("s-1")) }])
    candidate.stop()
    #expect(sent.map(\.word) == ["approved"])
    #expect(candidate.status.counts == CandidateCounts(signals: 0, lost: 1))
    #expect(candidate.status.error?.contains(candidate.storePath) == true)
  }

  @Test func `what comes when too many wait is lost to the candidate, and counted`() throws {
    let fixture = try LiveFixture(Fixture.rules(Fixture.longOnly("long")))
    let file = RulesFile(candidate: fixture.rulesPath, registry: try RuleRegistry([]), environment: [:])
    // It has not begun: nothing is taken from what waits.
    let candidate = try Candidate(
      file: file, chain: try Fixture.chain(Fixture.rules(Fixture.longOnly("long"))), storePath: ":memory:")
    let (signal, quotes, _) = try Fixture.signal(Fixture.line("s-1"))
    let known = CandidateQuestion.Known(line: [], quotes: quotes, balance: nil, nowMs: 0)
    let question = CandidateQuestion.signal(signal, known, answer: [])
    for _ in 0..<Candidate.maxWaiting { candidate.tell([question]) }
    #expect(candidate.status.counts.lost == 0)
    candidate.tell([question, question])
    #expect(candidate.status.counts.lost == 2)
  }

  @Test(arguments: [
    ("entrygate.sqlite", "entrygate.candidate.sqlite"), ("a/b.sqlite", "a/b.candidate.sqlite"),
    ("store", "store.candidate.sqlite"), (":memory:", ":memory:"),
  ])
  func `its store stands beside the host's`(path: String, expected: String) {
    #expect(Candidate.storePath(beside: path) == expected)
  }
}
