import Foundation
import Testing

@testable import Host

/// Answers on standard output, everything else on standard error.
@Suite struct AnswerStreamTests {
  private let folder: ScratchFolder
  private let gate: GateProcess

  init() throws {
    folder = try ScratchFolder()
    gate = GateProcess(folder: folder)
    try folder.file("rules.json", Fixture.rules(Fixture.arb(), Fixture.longOnly("longs")))
    try folder.file("market.jsonl", "")
  }

  private let replay = ["replay", "--market", "market.jsonl", "--signals", "signals.jsonl"]

  @Test func `nothing asked, nothing answered`() throws {
    for input in ["", "\n", " \t\r\n\n"] {
      let run = try gate.run(["evaluate"], input: input)
      #expect(run.code == 0 && run.output.isEmpty && run.errors.isEmpty)
    }
    try folder.file("signals.jsonl", "\n")
    let run = try gate.run(replay)
    #expect(run.code == 0 && run.output.isEmpty && run.errors.contains("\nReplayed"))
  }

  @Test(arguments: ["<stdin>", "signals.jsonl"])
  func `a bad line is answered in its place and reported, the rest goes on, and the exit is 65`(_ source: String) throws
  {
    let lines = [
      Fixture.line("a"), #"  {"id":"b","time":1774400000000,"symbol":"PURR","direction":"up"}"#, "",
      Fixture.line("c", more: #","event":"exit""#), Fixture.line("d", symbol: "purr"), "nonsense",
      Fixture.line("e", "short", time: Fixture.nowMs + 1),
    ]
    try folder.file("signals.jsonl", lines.joined(separator: "\n"))
    let isReplay = source == "signals.jsonl"
    let run = try gate.run(isReplay ? replay : ["evaluate"], input: isReplay ? "" : lines.joined(separator: "\n"))
    #expect(run.code == 65)
    let answers = run.lines.map { PipelineFixture.Answer(description: $0) }
    #expect(answers.map(\.id) == ["a", "b", "c", "d", nil, "e"])
    #expect(
      answers.map(\.word) == [
        "approved", "bad_signal", "not_an_entry", "coin_case", "bad_signal", "direction_not_allowed",
      ])
    #expect(answers.map(\.seq) == [1, nil, nil, nil, nil, 2])
    let places = ["2:62:", "4:", "5:", "6:1:"]
    let reports = run.errors.split(separator: "\n").filter { $0.hasPrefix("\(source):") }
    #expect(reports.count == places.count)
    for ((answer, place), report) in zip(zip(answers[1...4], places), reports) {
      let reason = try #require(answer.reason)
      #expect(answer.stage == "input" && reason.hasPrefix("\(source):\(place)") && reason == report)
    }
    if isReplay { #expect(run.errors.contains(#/\nbad lines +4\n/#)) }
  }

  @Test func `signals that go back in time are bad in a replay, and no concern of evaluate`() throws {
    let lines = [Fixture.line("a"), Fixture.line("b", time: Fixture.nowMs - 1), Fixture.line("c")].joined(
      separator: "\n")
    try folder.file("signals.jsonl", lines)
    let run = try gate.run(replay)
    #expect(run.code == 65)
    #expect(run.lines.map { PipelineFixture.Answer(description: $0).word } == ["approved", "bad_signal", "approved"])
    #expect(try gate.run(["evaluate"], input: lines).code == 0)
  }

  @Test func `evaluate logs warnings alone, and does not look at repeats`() throws {
    let lines = [
      Fixture.line("a", more: Fixture.market(perp: #""1""#, spot: #""2""#)), Fixture.line("a"),
      Fixture.line("a", "short", more: Fixture.market(perp: #""1""#, spot: #""1""#)),
    ]
    let run = try gate.run(["evaluate", "--lang", "en"], input: lines.joined(separator: "\n"))
    #expect(run.code == 0)
    #expect(run.lines.map { PipelineFixture.Answer(description: $0).seq } == [1, 2, 3])
    #expect(!run.output.contains("duplicate") && !run.output.contains("id_conflict"))
    #expect(
      run.errors
        == "2026-03-25T00:53:20.000Z WARNING ⚠️ futures/spot gate skipped (price unavailable) | "
        + "perp=unavailable spot=unavailable\n")
  }

  @Test func `the language comes from the option, else the environment, else it is Chinese`() throws {
    let line = Fixture.line("a", more: Fixture.market(perp: #""1""#, spot: #""1""#))
    func reason(_ arguments: [String], _ environment: [String: String]) throws -> String? {
      PipelineFixture.Answer(
        description: try gate.run(["evaluate"] + arguments, input: line, environment: environment).output
      )
      .reason
    }
    for environment in [[:], ["ENTRYGATE_LANG": ""], ["ENTRYGATE_LANG": "zh"]] {
      #expect(try reason([], environment)?.hasPrefix("期现价差不足") == true)
      #expect(try reason(["--lang", "en"], environment)?.hasPrefix("spread insufficient") == true)
    }
    #expect(try reason([], ["ENTRYGATE_LANG": "en"])?.hasPrefix("spread insufficient") == true)
    #expect(try reason(["--lang=zh"], ["ENTRYGATE_LANG": "en"])?.hasPrefix("期现价差不足") == true)
    try folder.file(".env", "export ENTRYGATE_LANG='en' # as the desk reads it\n")
    #expect(try reason([], [:])?.hasPrefix("spread insufficient") == true)
    #expect(try reason([], ["ENTRYGATE_LANG": "zh"])?.hasPrefix("期现价差不足") == true)
  }

  @Test(arguments: [["check"], ["rules"], ["evaluate"], ["replay"], ["replay", "--store", "s.sqlite"]])
  func `where nobody reads the answers the program says so and exits 74`(_ command: [String]) throws {
    let lines = (0..<500).map { Fixture.line("s-\($0)") + "\n" }.joined()
    try folder.file("signals.jsonl", lines)
    let arguments = command[0] == "replay" ? replay + command.dropFirst() : command
    let run = try gate.runWithoutReader(arguments, input: lines)
    #expect(run.code == 74)
    #expect(run.errors.contains("cannot write to standard output"))
    let closed = try gate.shell("\"$GATE\" \(arguments.joined(separator: " ")) <signals.jsonl >&-")
    // The second replay finds the first one's records.
    #expect(closed.code == (command.count > 1 ? 64 : 74), "\(closed.errors)")
  }

  @Test func `where nobody reads the log the answers are given all the same`() throws {
    try folder.file("signals.jsonl", Fixture.line("a") + "\nnonsense\n")
    for redirection in ["2>&-", "2>/dev/full"]
    where redirection == "2>&-" || FileManager.default.fileExists(atPath: "/dev/full") {
      let run = try gate.shell("\"$GATE\" \(replay.joined(separator: " ")) \(redirection)")
      #expect(run.code == 65 && run.lines.count == 2)
    }
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func `where the answers find no room the program says so and exits 74`() throws {
    try folder.file("signals.jsonl", Fixture.line("a") + "\n")
    let run = try gate.shell("\"$GATE\" \(replay.joined(separator: " ")) >/dev/full")
    #expect(run.code == 74 && run.errors.contains("cannot write to standard output: No space left on device"))
  }

  @Test func `where files may grow no further, what does not fit is rejected and what was approved is stored`() throws {
    try folder.file("signals.jsonl", (0..<7000).map { Fixture.line("s-\($0)") + "\n" }.joined())
    // The limit on the size of files is inherited, and so is that its signal is ignored: the write itself fails. The
    // shells differ in the unit of the limit, 512 bytes or 1024; the answers go through a pipe, which it does not bind.
    // The thread sanitizer's runtime maps a file that it writes, where it finds a folder for it; it would find it cut.
    let run = try gate.shell(
      "{ trap '' XFSZ; ulimit -f 5000; "
        + "TMPDIR=/none \"$GATE\" \(replay.joined(separator: " ")) --store s.sqlite --log-level error 2>&3; "
        + "echo code $? ; } 3>&1 | cat")
    let answers = run.lines.filter { $0.hasPrefix("{") }.map { PipelineFixture.Answer(description: $0) }
    #expect(run.lines.contains("code 74"))
    let approved = answers.filter { $0.word == "approved" }
    #expect(answers.count == 7000 && !approved.isEmpty && approved.count < 6000)
    #expect(answers.allSatisfy { $0.word == "approved" || ($0.word == "store_unavailable" && $0.stage == "store") })
    let stored = try gate.run(["verdicts", "--json", "--store", "s.sqlite"])
    #expect(stored.code == 0)
    #expect(stored.lines.map { PipelineFixture.Answer(description: $0).id } == approved.map(\.id))
  }
}
