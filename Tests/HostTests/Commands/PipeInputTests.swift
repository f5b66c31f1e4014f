import Foundation
import Testing

@testable import Host

/// A pipe under a name may have nobody who writes into it: where a file is wanted, nobody waits for one.
@Suite(.timeLimit(.minutes(2))) struct PipeInputTests {
  private let folder: ScratchFolder
  private let gate: GateProcess

  init() throws {
    folder = try ScratchFolder()
    gate = GateProcess(folder: folder)
    try folder.file("rules.json", Fixture.rules(Fixture.longOnly("longs")))
    try folder.file("market.jsonl", "")
    try folder.file("signals.jsonl", Fixture.line("a"))
    for name in ["pipe", "pipe.tests.json"] {
      try #require(mkfifo(folder.path(name), 0o600) == 0)
    }
  }

  @Test(
    arguments: [
      (["check", "pipe"], 66), (["check", "--rules", "pipe"], 66), (["test"], 66), (["test", "pipe"], 66),
      (["test", "signals.jsonl", "--rules", "pipe"], 66), (["evaluate", "--rules", "pipe"], 66),
      (["explain", "--rules", "pipe"], 66), (["explain", "--signal", "pipe"], 66),
      (["replay", "--market", "market.jsonl", "--signals", "signals.jsonl", "--rules", "pipe"], 66),
      (["replay", "--market", "market.jsonl", "--signals", "signals.jsonl", "--spot-meta", "pipe"], 66),
      (["replay", "--market", "market.jsonl", "--signals", "signals.jsonl", "--store", "pipe"], 74),
      (["verdicts", "--store", "pipe"], 74), (["stats", "--store", "pipe"], 74),
      (["explain", "--verdict", "a", "--store", "pipe"], 74), (["halt", "--why", "x", "--store", "pipe"], 74),
      (["check", "/dev/zero"], 66),
    ] as [([String], Int32)])
  func `is refused at once`(_ arguments: [String], _ code: Int32) throws {
    let run = try gate.run(arguments)
    #expect(run.code == code && run.output.isEmpty, "\(run.errors)")
    #expect(run.errors.contains("pipe") || run.errors.contains("/dev/zero"), "\(run.errors)")
  }

  /// A line of a shell that has `<(…)`.
  private func bash(_ command: String) throws -> GateProcess.Run {
    try folder.file("line.sh", command)
    return try gate.shell("bash line.sh")
  }

  @Test func `what a shell feeds is read`() throws {
    let check = try bash("cat rules.json | $GATE check /dev/stdin && $GATE check <(cat rules.json)")
    #expect(check.code == 0 && check.output.contains("/dev/stdin: valid"), "\(check.errors)")
    let explained = try bash("$GATE explain --lang en --signal <(cat signals.jsonl)")
    #expect(explained.code == 0 && explained.output.contains("approved"), "\(explained.errors)")
    let replayed = try bash(
      "(cat market.jsonl > pipe &) ; $GATE replay --market pipe --signals <(cat signals.jsonl)")
    #expect(replayed.code == 0 && replayed.lines.count == 1, "\(replayed.errors)")
  }
}
