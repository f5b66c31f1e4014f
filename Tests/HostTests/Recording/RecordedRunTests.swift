import RuleEngine
import Testing

@testable import Host

/// What was live can be run again: a simulated run and the replay of its recording say the same, byte for byte.
@Suite(.timeLimit(.minutes(5))) struct RecordedRunTests {
  private static func withoutPlace(_ line: String) -> String {
    line.replacing(/"seq":[0-9]+,/, with: "")
  }

  @Test(arguments: 1...10 as ClosedRange<UInt64>)
  func `a replay of a run gives the run's verdicts`(_ seed: UInt64) throws {
    let run = try RecordedRun(seed: seed, rules: RecordedRun.rules)
    let live = try run.live(rounds: 400)
    #expect(run.recordings.count == 1)
    // The run must have seen what it is a test of.
    let words = [
      "approved", "spread_insufficient", #""spread_unconfirmed""#, #""unconfirmed""#, #""held_ms":6"#, "stale",
      "perp_missing", "halted", "unknown_coin", "rate_exceeded", "signal_stale", "id_conflict", "cooling_down",
      "loss_streak", "open_entries_exceeded",
      "funding_cost_high", "funding_missing", "oracle_deviation_high", "oracle_missing",
      "context_stale", "context:HYPE", "balance_insufficient", "balance_stale",
      #""recorded":true"#, #""duplicate":true"#, #""source":"rest""#,
    ]
    for word in words { #expect(live.contains { $0.contains(word) }, "seed \(seed): no \(word)") }
    #expect(run.names(run.recordings[0], "market").count > 3 && run.names(run.recordings[0], "signals").count > 1)
    let replay = try run.replay(run.recordings)
    #expect(replay.code == 0, "\(replay.errors)")
    #expect(live.count > 500 && replay.lines.count == live.count, "seed \(seed)")
    let differing = zip(live, replay.lines).first { $0 != $1 }
    #expect(differing == nil, "seed \(seed)")
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `a run after a run, on the same store, is replayed with it`(_ seed: UInt64) throws {
    let files = SimulatedMarket.Files(maxPieceBytes: 100_000)
    let first = try RecordedRun(seed: seed, rules: RecordedRun.rules, files: files)
    var live = try first.live(rounds: 80)
    // No longer than a quote lives, so that one from before the end would be seen.
    first.fixture.time.pass(300)
    let second = try RecordedRun(seed: seed + 100, rules: RecordedRun.rules, files: files, fixture: first.fixture)
    live += try second.live(rounds: 80)
    #expect(second.recordings.count == 2)
    let replay = try second.replay(second.recordings)
    #expect(replay.code == 0, "\(replay.errors)")
    #expect(replay.lines == live, "seed \(seed)")
  }

  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func `where the clock jumps another recording begins, and each gives its part of the run`(_ seed: UInt64) throws {
    let run = try RecordedRun(seed: seed, rules: RecordedRun.gates)
    let jumps: [Int: Int64] = [30: 60, 60: -70, 90: 3_600_000, 120: -7_200_000, 150: 51, 180: -2000]
    let live = try run.live(rounds: 200, idsOnly: true) { round in
      if let jump = jumps[round] { run.fixture.time.jump(jump) }
    }
    try #require(run.recordings.count == 7)
    var replayed: [String] = []
    for recording in run.recordings {
      let replay = try run.replay([recording])
      #expect(replay.code == 0, "\(replay.errors)")
      replayed += replay.lines
    }
    // The names are in the order of the clock, which went back.
    #expect(replayed.count == live.count)
    #expect(Set(replayed.map(Self.withoutPlace)) == Set(live.map(Self.withoutPlace)), "seed \(seed)")
  }

  @Test func `a step of the clock that is no jump changes nothing`() throws {
    let run = try RecordedRun(seed: 7, rules: RecordedRun.rules)
    let live = try run.live(rounds: 100) { round in
      if round % 20 == 10 { run.fixture.time.jump(round % 40 == 10 ? 50 : -50) }
    }
    #expect(run.recordings.count == 1)
    #expect(try run.replay(run.recordings).lines == live)
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `other rules begin another recording, which is replayed by them`(_ seed: UInt64) throws {
    let run = try RecordedRun(seed: seed, rules: RecordedRun.gates)
    // They look back on nothing, those after them on the books again.
    let strict = RecordedRun.gates.replacing("0.004", with: "0.008")
      .replacing(#""confirm_for_ms":12"#, with: #""confirm_for_ms":0"#)
    try run.fixture.folder.file("strict.json", strict)
    try run.fixture.folder.file("loose.json", RecordedRun.gates)
    let live = try run.live(rounds: 120, idsOnly: true) { round in
      guard round % 40 == 20 else { return }
      try run.fixture.writeRules(round % 80 == 20 ? strict : RecordedRun.gates)
      run.fixture.post(.reload)
    }
    try #require(run.recordings.count == 4)
    var replayed: [String] = []
    for (index, recording) in run.recordings.enumerated() {
      let replay = try run.replay([recording], rules: index % 2 == 0 ? "loose.json" : "strict.json")
      #expect(replay.code == 0, "\(replay.errors)")
      replayed += replay.lines
    }
    #expect(replayed.map(Self.withoutPlace) == live.map(Self.withoutPlace), "seed \(seed)")
  }

  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func `where lines are lost a recording ends, and what stands in the next one is true`(_ seed: UInt64) throws {
    let run = try RecordedRun(seed: seed, rules: RecordedRun.gates)
    let live = try run.live(rounds: 200, idsOnly: true) { round in
      if round % 50 == 20 { run.market.files.fill(true) }
      if round % 50 == 30 { run.market.files.fill(false) }
    }
    try #require(run.recordings.count == 5)
    let lines = Set(live.map(Self.withoutPlace))
    var count = 0
    for recording in run.recordings {
      let replay = try run.replay([recording])
      #expect(replay.code == 0, "\(replay.errors)")
      count += replay.lines.count
      // The age of a book from before the loss is that of its exchange time; the others are as they were.
      let strange = replay.lines.map(Self.withoutPlace).filter { !lines.contains($0) }
      #expect(strange.count <= 2, "seed \(seed): \(strange)")
    }
    #expect(count > live.count * 6 / 10 && count < live.count)
    // Nothing from before the loss is seen after it.
    for recording in run.recordings.dropFirst() {
      let first = run.text(run.names(recording, "market")[0]).split(separator: "\n")[1]
      #expect(first.contains(#""event":"disconnected""#), "\(first)")
    }
  }
}
