import Foundation
import RuleEngine
import Testing

@testable import Host

/// `explain` as a program: what it reads, what it refuses, and on which stream.
@Suite struct ExplainCommandTests {
  private let folder: ScratchFolder
  private let gate: GateProcess

  init() throws {
    folder = try ScratchFolder()
    gate = GateProcess(folder: folder)
    try folder.file("rules.json", Fixture.rules(Fixture.longOnly("longs"), Fixture.rate(2)))
    try folder.file("market.jsonl", "")
    let lines = [Fixture.line("a"), Fixture.line("b", "short"), Fixture.line("a", "short")]
    try folder.file("signals.jsonl", lines.map { $0 + "\n" }.joined())
    let run = try gate.run(
      [
        "replay", "--market", "market.jsonl", "--signals", "signals.jsonl", "--store", "s.sqlite", "--log-level",
        "error",
      ])
    try #require(run.code == 0, "\(run.errors)")
  }

  private func explain(_ arguments: [String], input: String = "", environment: [String: String] = [:]) throws
    -> GateProcess.Run
  {
    try gate.run(["explain", "--lang", "en"] + arguments, input: input, environment: environment)
  }

  @Test func `explains a signal of standard input, of a file, and of the store alike`() throws {
    let line = Fixture.line("b", "short")
    try folder.file("one.jsonl", "\n" + line)
    let piped = try explain([], input: line + "\n")
    #expect(piped.code == 0 && piped.errors.isEmpty)
    #expect(try explain(["--signal", "one.jsonl"]).output == piped.output)
    let recorded = try explain(["--verdict", "b", "--store", "s.sqlite", "--rules", "rules.json"])
    #expect(recorded.code == 0 && recorded.errors.isEmpty)
    #expect(piped.output.hasPrefix("✗ rejected  b  PURR|HYPE short  2026-03-25T00:53:20.000Z  mainnet\n"))
    // The history of the store holds one approval, of which the piped signal knows nothing.
    #expect(
      recorded.output
        == piped.output.replacing("mainnet\n", with: "mainnet  seq 2\n")
        .replacing(
          "entries 0; max_entries 2: passed by 1 entry (50 % of it)",
          with: "entries 1; max_entries 2: exactly at the threshold"))
  }

  @Test func `a record needs no rules, and says what they would add`() throws {
    try folder.remove("rules.json")
    let run = try explain(["--verdict", "b", "--store", "s.sqlite"])
    #expect(run.code == 0 && run.errors.isEmpty)
    #expect(run.output.contains("✗ reject  longs  direction_allow  direction_not_allowed  blocks\n"))
    #expect(run.output.hasSuffix("--rules FILE adds what was not evaluated, and the lines\n"))
    try folder.file("other.json", Fixture.rules(Fixture.rate(3)))
    let other = try explain(["--verdict", "b", "--store", "s.sqlite", "--rules", "other.json"])
    #expect(other.lines.last?.hasPrefix("other.json has another digest: sha256:") == true)
    #expect(other.lines.dropLast() == run.lines.dropLast())
  }

  @Test func `a signal that was rejected before the chain has its reason`() throws {
    let run = try explain(["--seq", "3", "--store", "s.sqlite", "--rules", "rules.json"])
    #expect(run.code == 0)
    #expect(run.output.contains("\n  input: id_conflict  id_conflict | "))
    let longs = "– not asked  longs  direction_allow  rules.json:1\n             not reached: id_conflict came first\n"
    #expect(run.output.contains(longs))
  }

  @Test func `an id that is not there, or there twice, exits 66 and says what to do`() throws {
    let cases: [([String], [String])] = [
      (["--verdict", "x"], ["no verdict of the signal \"x\"", "entrygate verdicts --store s.sqlite"]),
      (["--seq", "9"], ["no verdict with seq 9"]),
      (["--verdict", "b", "--seq", "1"], ["no verdict of the signal \"b\" with seq 1"]),
      (["--verdict", "a"], ["2 verdicts of the signal \"a\", with seq 1, 3", "--seq"]),
    ]
    for (arguments, words) in cases {
      let run = try explain(arguments + ["--store", "s.sqlite"])
      #expect(run.code == 66 && run.output.isEmpty)
      for word in words { #expect(run.errors.contains(word), "\(run.errors)") }
    }
    #expect(try explain(["--verdict", "a", "--seq", "1", "--store", "s.sqlite"]).code == 0)
    #expect(try explain(["--verdict", "a"]).errors.contains("no store at entrygate.sqlite"))
    let bare = try explain(["a"])
    #expect(bare.code == 64 && bare.errors.contains("--verdict a explains a recorded verdict"), "\(bare.errors)")
    for run in [try explain([], input: " \n\n"), try explain(["--signal", "market.jsonl"])] {
      #expect(run.code == 66 && run.output.isEmpty && run.errors.contains("--verdict"))
    }
    #expect(try explain(["--signal", "no.jsonl"]).code == 66)
  }

  @Test func `a wrong command line exits 64`() throws {
    for arguments in [
      ["--store", "s.sqlite"], ["--verdict", "b", "--signal", "signals.jsonl"], ["--seq", "0"], ["--color", "blue"],
      ["b"],
    ] {
      let run = try explain(arguments)
      #expect(run.code == 64 && run.output.isEmpty, "\(arguments)")
    }
  }

  @Test func `lines that are no signals are reported, and the rest is explained`() throws {
    let run = try explain([], input: [Fixture.line("a"), "{", Fixture.line("b")].joined(separator: "\n"))
    #expect(run.code == 65 && run.errors.hasPrefix("<stdin>:2:2: "))
    #expect(run.lines.filter { $0.hasPrefix("✓ approved  ") }.count == 2)
    #expect(run.output.contains("\n\n✓ approved  b"))
  }

  @Test func `a record that was damaged exits 74`() throws {
    let connection = try StoreFixture.connection(folder.path("s.sqlite"))
    try connection.execute("UPDATE verdicts SET verdict = 'gone' WHERE seq = 1")
    try connection.execute("UPDATE signals SET line = 'gone' WHERE seq = 2")
    #expect(try explain(["--seq", "1", "--store", "s.sqlite"]).code == 74)
    #expect(try explain(["--seq", "2", "--store", "s.sqlite"]).code == 0)
    let run = try explain(["--seq", "2", "--store", "s.sqlite", "--rules", "rules.json"])
    #expect(run.code == 74 && run.errors.contains("the record with seq 2 is not what EntryGate writes"))
  }

  @Test func `no colour reaches a file unless it is asked for`() throws {
    let plain = try explain(["--verdict", "b", "--store", "s.sqlite"])
    let coloured = try explain(
      ["--verdict", "b", "--store", "s.sqlite", "--color", "always"], environment: ["NO_COLOR": "1"])
    #expect(!plain.output.contains("\u{1B}"))
    #expect(coloured.output.contains("\u{1B}[31m✗ rejected\u{1B}[0m"))
    #expect(coloured.output.replacing(/\u{1B}\[[0-9]+m/, with: "") == plain.output)
  }

  @Test func `as data it says the same, a line each`() throws {
    let run = try explain(["--verdict", "b", "--store", "s.sqlite", "--rules", "rules.json", "--json"])
    let digest = try Fixture.chain(Fixture.rules(Fixture.longOnly("longs"), Fixture.rate(2))).digest
    #expect(
      run.output
        == #"{"signal_id":"b","seq":2,"time":1774400000000,"network":"mainnet","pair":"PURR|HYPE","coin":"PURR","#
        + #""direction":"short","action":"rejected","stage":"gates","rule":"longs","code":"direction_not_allowed","#
        + #""reason":"direction_not_allowed | short | direction=short (directions=long)","entries":[{"id":"longs","#
        + #""rule":"direction_allow","stage":"gates","outcome":"reject","blocks":true,"code":"direction_not_allowed","#
        + #""measured":[{"name":"direction","value":"short"}],"required":[{"name":"directions","value":"long"}],"line":1},"#
        + #"{"id":"rate","rule":"entry_rate_limit","stage":"gates","outcome":"pass","measured":[{"name":"entries","#
        + #""value":"1","unit":"entries"}],"required":[{"name":"max_entries","value":"2","unit":"entries"}],"#
        + #""margin":{"value":"0","unit":"entries","threshold":"max_entries","share":"0"},"history":[{"name":"window_s","#
        + #""value":"3600","unit":"s"},{"name":"per","value":"all"}],"line":1}],"chain":"\#(digest)","rules":"\#(digest)"}"#
        + "\n")
    let both = try explain(["--json"], input: Fixture.line("a") + "\n" + Fixture.line("b"))
    #expect(both.lines.count == 2)
  }
}
