import Foundation
import RuleEngine
import Testing

@testable import Host

/// What `check`, `verdicts` and `stats` show, and that the project's own example comes out the same each time.
@Suite struct RecordCommandTests {
  private let folder: ScratchFolder
  private let gate: GateProcess

  init() throws {
    folder = try ScratchFolder()
    gate = GateProcess(folder: folder)
    try folder.file("rules.json", Fixture.rules(Fixture.longOnly("longs"), Fixture.rate(3)))
    try folder.file("market.jsonl", "")
    // 2026-03-25T00:53:20Z and a day later.
    let day: Int64 = 86_400_000
    let lines = [
      Fixture.line("a"), Fixture.line("b", "short"), Fixture.line("c", base: nil),
      Fixture.line("d", symbol: "HYPE", base: nil),
      Fixture.line("e"), Fixture.line("f", "short", time: Fixture.nowMs + day),
      Fixture.line("g", time: Fixture.nowMs + day),
      Fixture.line("a", "short", time: Fixture.nowMs + day), Fixture.line("a", time: Fixture.nowMs + day),
    ]
    try folder.file("signals.jsonl", lines.joined(separator: "\n"))
    let replay = try gate.run(
      ["replay", "--market", "market.jsonl", "--signals", "signals.jsonl", "--store", "entrygate.sqlite"])
    try #require(replay.code == 0 && replay.lines.count == 9, "\(replay.errors)")
    try folder.file("answers", replay.output)
  }

  private func ids(_ options: String...) throws -> [String] {
    let run = try gate.run(["verdicts", "--json"] + options)
    #expect(run.code == 0 && run.errors.isEmpty == !run.output.isEmpty)
    return run.lines.compactMap { PipelineFixture.Answer(description: $0).id }
  }

  private func statistics(_ options: String...) throws -> [String] {
    let run = try gate.run(["stats", "--json"] + options)
    #expect(run.code == 0 && run.errors.isEmpty)
    return run.lines
  }

  @Test func `verdicts gives each stored line with prev and hash behind it`() throws {
    let run = try gate.run(["verdicts", "--json"])
    let answers = try folder.text("answers").split(separator: "\n").filter { !$0.contains(#""duplicate":true"#) }
    #expect(run.lines.count == 8 && answers.count == 8)
    var previous = String(repeating: "0", count: 64)
    for (line, answer) in zip(run.lines, answers) {
      let head = "\(answer.dropLast()),\"prev\":\"\(previous)\",\"hash\":\""
      #expect(line.hasPrefix(head) && line.hasSuffix("\"}"))
      previous = String(line.dropFirst(head.count).dropLast(2))
      #expect(previous.wholeMatch(of: /[0-9a-f]{64}/) != nil)
    }
  }

  @Test func `verdicts are filtered by everything that is given`() throws {
    #expect(try ids() == ["a", "b", "c", "d", "e", "f", "g", "a"])
    #expect(try ids("--pair", "PURR|HYPE") == ["a", "b", "e", "f", "g", "a"])
    #expect(try ids("--pair", "PURR") == ["c"])
    #expect(try ids("--coin", "HYPE") == ["d"])
    #expect(try ids("--rule", "rate") == ["e"])
    #expect(try ids("--action", "approved") == ["a", "c", "d", "g"])
    #expect(try ids("--action", "rejected", "--day", "2026-03-26") == ["f", "a"])
    #expect(try ids("--rule", "longs", "--last", "1") == ["f"])
    #expect(try ids("--last", "3") == ["f", "g", "a"])
    #expect(try ids("--coin", "purr") == [])
    #expect(try ids("--pair", "' OR 1 --") == [])
  }

  @Test func `the table shows the last verdicts, and says where there are none`() throws {
    let run = try gate.run(["verdicts", "--day", "2026-03-25"])
    #expect(run.code == 0 && run.errors.isEmpty && run.lines.count == 6)
    #expect(run.lines[5].contains("rate_exceeded") && run.lines[5].contains("2026-03-25T00:53:20.000Z"))
    #expect(try gate.run(["verdicts", "--coin", "BTC"]).errors.hasPrefix("no verdict matches: none has --coin BTC; "))
    #expect(try gate.run(["stats", "--coin", "BTC"]).errors.hasPrefix("no statistics match: none has --coin BTC; "))
  }

  @Test func `a table shows the last twenty unless it is told otherwise`() throws {
    let signals = (0..<30).map { Fixture.line("s-\($0)", symbol: "C\($0)") }.joined(separator: "\n")
    try folder.file("signals.jsonl", signals)
    _ = try gate.run(["replay", "--market", "market.jsonl", "--signals", "signals.jsonl", "--store", "many.sqlite"])
    for command in ["verdicts", "stats"] {
      #expect(try gate.run([command, "--store", "many.sqlite"]).lines.count == 21)
      #expect(try gate.run([command, "--store", "many.sqlite", "--last", "25"]).lines.count == 26)
      #expect(try gate.run([command, "--store", "many.sqlite", "--json"]).lines.count == 30)
    }
    #expect(try gate.run(["verdicts", "--store", "many.sqlite"]).lines[1].contains("s-10 "))
  }

  @Test func `stats counts each day of a symbol and its base, and by filter`() throws {
    let purr = #""network":"mainnet","symbol":"PURR/USDC:USDC""#
    let hype = #","base_symbol":"HYPE/USDC:USDC""#
    func line(_ day: String, _ what: String, _ counts: (Int, Int, Int)) -> String {
      "{\"day\":\"\(day)\",\(what),\"entry_signals\":\(counts.0),\"trades_approved\":\(counts.1),"
        + "\"trades_rejected\":\(counts.2)}"
    }
    let alone = line("2026-03-25", #""network":"mainnet","symbol":"HYPE""#, (1, 1, 0))
    let single = line("2026-03-25", purr, (1, 1, 0))
    let second = line("2026-03-26", purr + hype, (3, 1, 2))
    #expect(try statistics() == [alone, single, line("2026-03-25", purr + hype, (3, 1, 2)), second])
    #expect(try statistics("--day", "2026-03-26") == [second])
    #expect(try statistics("--last", "1") == [second])
    #expect(try statistics("--coin", "HYPE") == [alone])
    #expect(try statistics("--pair", "PURR") == [single])
    #expect(
      try statistics("--action", "rejected") == [
        line("2026-03-25", purr + hype, (2, 0, 2)), line("2026-03-26", purr + hype, (2, 0, 2)),
      ])
    #expect(try statistics("--rule", "rate") == [line("2026-03-25", purr + hype, (1, 0, 1))])
  }

  @Test func `check says what is in force, where from, and prints the digest of the verdicts`() throws {
    let text = try String(contentsOf: GateProcess.package.appending(path: "rules.json"), encoding: .utf8)
    try folder.file("rules.json", text)
    let table = try gate.run(["check"])
    #expect(table.code == 0 && table.errors.isEmpty)
    let row = try #require(table.lines.first { $0.hasPrefix("purr-futures-spot-arb") })
    #expect(row.contains("off") && row.contains("PURR"))
    #expect(table.output.contains("min_spread=0.01 (1 %)"))
    #expect(table.lines.contains { $0.hasPrefix("size-cap") && $0.contains("shadow") })
    let json = try gate.run(["check", "--json", "rules.json"])
    #expect(json.code == 0 && json.errors.isEmpty && json.lines.count == 1)
    let value = try JSONValue(parsing: Array(json.output.utf8))
    #expect(value.members?.map(\.key) == ["digest", "entries"])
    let digest = try #require(value["digest"]?.string)
    #expect(table.lines.contains(digest))
    let entries = try #require(value["entries"]?.elements)
    #expect(entries.map { $0["id"]?.string } == ["global-rate", "pair-rate", "purr-futures-spot-arb", "size-cap"])
    #expect(entries.map { $0["enabled"]?.bool } == [true, true, false, true])
    #expect(entries.map { $0["mode"]?.string } == ["enforce", "enforce", "enforce", "shadow"])
    #expect(entries[2]["params"]?["min_spread"]?.number == "0.01")
    let verdict = try gate.run(["evaluate"], input: Fixture.line("a"))
    #expect(verdict.output.contains(#""chain":"\#(digest)""#))
    let enabled = try gate.run(["check", "--json"], environment: ["TRADING_FUTURES_SPOT_ARB_ENABLED": "True"])
    #expect(!enabled.output.contains(digest) && enabled.output.ranges(of: #""enabled":true"#).count == 4)
  }

  @Test func `rules lists every rule type and has a page on each`() throws {
    let overview = try gate.run(["rules"])
    #expect(overview.code == 0 && overview.errors.isEmpty)
    for name in ["cooldown", "futures_spot_arb", "z_score_band"] {
      #expect(overview.lines.contains { $0.hasPrefix("\(name) ") })
      let page = try gate.run(["rules", name])
      #expect(page.code == 0 && page.errors.isEmpty && page.output.hasPrefix("\(name): "))
    }
  }

  @Test(arguments: ["zh", "en"])
  func `the project's example comes out byte for byte the same each time`(_ language: String) throws {
    let examples = GateProcess.package.appending(path: "Examples")
    let arguments = [
      "replay", "--market", examples.appending(path: "purr.market.jsonl").path, "--signals",
      examples.appending(path: "purr.signals.jsonl").path, "--rules",
      GateProcess.package.appending(path: "rules.json").path, "--lang", language,
    ]
    let environment = ["TRADING_FUTURES_SPOT_ARB_ENABLED": "true"]
    let runs = try [[], ["--store", "example.sqlite"]].map { try gate.run(arguments + $0, environment: environment) }
    #expect(runs[0].code == 0 && runs[0].lines.count > 60)
    #expect(runs[0].output == runs[1].output)
    #expect(runs[0].errors == runs[1].errors)
    #expect(runs[0].errors.contains(language == "zh" ? "期现套利门控通过" : "futures/spot gate passed"))
    #expect(runs[0].output.contains(language == "zh" ? "期现价差不足 | " : "spread insufficient | "))
  }
}
