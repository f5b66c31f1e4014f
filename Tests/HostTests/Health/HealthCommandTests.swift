import RuleEngine
import Testing

@testable import Host

/// What `health` says of a store.
@Suite struct HealthCommandTests {
  private let folder: ScratchFolder
  private let gate: GateProcess

  init() throws {
    folder = try ScratchFolder()
    gate = GateProcess(folder: folder)
    try folder.file(
      "rules.json",
      Fixture.rules(
        Fixture.longOnly("long"), #"{"id":"cap","rule":"notional_cap","params":{"max_notional_usd":1000}}"#))
    try folder.file("market.jsonl", "")
  }

  /// Records entries of these notionals, a minute apart.
  private func record(_ notionals: [Int], direction: String = "long") throws {
    let lines = notionals.enumerated().map { index, notional in
      "{\"id\":\"s-\(index)\",\"time\":\(Fixture.nowMs + Int64(index) * 60_000),\"symbol\":\"PURR\","
        + "\"direction\":\"\(direction)\",\"notional_usd\":\(notional)}\n"
    }
    try folder.file("signals.jsonl", lines.joined())
    let run = try gate.run([
      "replay", "--market", "market.jsonl", "--signals", "signals.jsonl", "--store", "s.sqlite",
    ])
    #expect(run.code == 0, "\(run.errors)")
  }

  private func health(_ more: [String] = []) throws -> GateProcess.Run {
    try gate.run(["health", "--store", "s.sqlite", "--lang", "en"] + more)
  }

  @Test func `an entry that blocks all is named with its line, and the exit code is 1`() throws {
    try record(Array(repeating: 5000, count: 20))
    let run = try health()
    #expect(run.code == 1)
    #expect(
      run.output.contains(
        "rules.json:1: 🩺 entry cap (line 1) has blocked each of the last 20 signals (notional_over, since "
          + "2026-03-25T00:53:20.000Z); look at its threshold and unit\n"), "\(run.output)")
    #expect(try gate.run(["health", "--store", "s.sqlite"]).output.contains("连续拦截了全部 20 个信号"))
    #expect(try health(["--last", "21"]).code == 0)
    let json = try JSONValue(parsing: Array(health(["--json"]).output.utf8))
    #expect(json["findings"]?.elements?.first?["finding"]?.string == "blocks_all")
    #expect(json["entries"]?.elements?.last?["reject"]?.whole == 20)
  }

  @Test func `an entry that was off while the record was made is not one that was never asked`() throws {
    func rules(_ enabled: Bool) -> String {
      Fixture.rules(
        Fixture.longOnly("long"), Fixture.longOnly("cap", ",\"scope\":{\"coins\":[\"HYPE\"]},\"enabled\":\(enabled)"))
    }
    try folder.file("rules.json", rules(false))
    try record(Array(repeating: 1, count: 20))
    try folder.file("rules.json", rules(true))
    let off = try health()
    #expect(off.code == 0 && !off.output.contains("never asked"), "\(off.output)")
    try folder.remove("s.sqlite")
    try record(Array(repeating: 1, count: 20))
    // Other rules in which it was on, too, tell as much as its own.
    for text in [rules(true), rules(true).replacing("[\"long\"]", with: "[\"long\",\"short\"]")] {
      try folder.file("rules.json", text)
      let on = try health()
      #expect(
        on.code == 1 && on.output.contains("cap (line 1) was never asked: none of 20 signals was in its scope"),
        "\(on.output)")
    }
  }

  @Test func `near are passes and rejections within a tenth of the threshold`() throws {
    try record([899, 900, 1000, 1001, 1100, 1101, 10])
    let json = try JSONValue(parsing: Array(health(["--json"]).output.utf8))
    let cap = try #require(json["entries"]?.elements?.last)
    #expect(cap["pass"]?.whole == 4 && cap["near_passes"]?.whole == 2)
    #expect(cap["reject"]?.whole == 3 && cap["near_rejections"]?.whole == 2)
    #expect(try health().output.contains("2 (50 %)         2 (67 %)"))
  }

  @Test func `other rules than those of the record are said, and a store without verdicts as well`() throws {
    try record([1])
    try folder.file("rules.json", Fixture.rules(Fixture.longOnly("long")))
    let other = try health()
    #expect(other.code == 0 && other.errors.contains("rules.json is not what gave the last verdict"))
    _ = try SQLiteVerdictStore(writingTo: folder.path("empty.sqlite"), as: StoreFixture.live)
    let empty = try gate.run(["health", "--store", "empty.sqlite"])
    #expect(empty.code == 0 && empty.errors == "empty.sqlite holds no verdict yet\n")
    #expect(try gate.run(["health", "--store", "none.sqlite"]).code == 66)
  }
}
