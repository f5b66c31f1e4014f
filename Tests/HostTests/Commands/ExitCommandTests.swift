import Foundation
import Testing

@testable import Host

/// Exits among the signals of a replay, and in the history of `evaluate`.
@Suite struct ExitCommandTests {
  private let folder: ScratchFolder
  private let gate: GateProcess

  init() throws {
    folder = try ScratchFolder()
    gate = GateProcess(folder: folder)
    try folder.file(
      "rules.json",
      Fixture.rules(
        #"{"id":"open","rule":"max_open_entries","params":{"max_open":1,"max_age_s":60,"per":"all"}}"#,
        #"{"id":"streak","rule":"loss_streak_guard","params":{"max_losses":1,"pause_s":60,"per":"all"}}"#))
    try folder.file("market.jsonl", "")
  }

  private static func exit(_ id: String, _ pnl: String = "1", at ms: Int64?) -> String {
    let time = ms.map { #","time":\#(Fixture.nowMs + $0)"# } ?? ""
    return #"{"event":"exit","signal_id":"\#(id)","pnl_usd":\#(pnl)\#(time)}"#
  }

  private func replay(_ lines: [String], store: String = ":memory:") throws -> GateProcess.Run {
    try folder.file("signals.jsonl", lines.joined(separator: "\n"))
    return try gate.run([
      "replay", "--market", "market.jsonl", "--signals", "signals.jsonl", "--lang", "en", "--store", store,
    ])
  }

  /// `approved`, `exit`, or a code.
  private static func word(_ line: String) -> String? {
    let answer = PipelineFixture.Answer(description: line)
    guard let exit = line.wholeMatch(of: #/\{"exit":(\{.*\})\}/#) else { return answer.word }
    return PipelineFixture.Answer(description: String(exit.1)).code ?? "exit"
  }

  @Test(arguments: [":memory:", "store.sqlite"])
  func `a replay takes exits in the order of their times, and answers each in its place`(_ store: String) throws {
    let run = try replay(
      [
        Fixture.line("a"), Fixture.line("b", time: Fixture.nowMs + 1), Self.exit("a", at: 1),
        Fixture.line("c", time: Fixture.nowMs + 1), Self.exit("c", "-1", at: 2), Self.exit("c", "-1.0", at: 3),
        Fixture.line("d", time: Fixture.nowMs + 60_001), Fixture.line("e", time: Fixture.nowMs + 60_002),
      ], store: store)
    #expect(run.code == 0, "\(run.errors)")
    #expect(
      run.lines.map(Self.word) == [
        "approved", "open_entries_exceeded", "exit", "approved", "exit", "exit", "loss_streak", "approved",
      ])
    #expect(run.errors.contains(#/\nexits +2\n/#))
    #expect(run.errors.contains("INFO 📕 exit recorded | PURR|HYPE | c | pnl=-1 USD\n"))
  }

  @Test func `exits that are wrong are answered and reported, and the exit is 65`() throws {
    let run = try replay([
      Fixture.line("a"), Self.exit("a", at: nil), Self.exit("a", at: -1), Self.exit("z", at: 0),
      Self.exit("a", "1e13", at: 0), Self.exit("a", at: 0), Self.exit("a", "2", at: 0),
    ])
    #expect(run.code == 65)
    #expect(
      run.lines.map(Self.word)
        == ["approved", "bad_exit", "bad_exit", "exit_unknown", "bad_exit", "exit", "exit_conflict"])
    let reports = run.errors.split(separator: "\n").filter { $0.hasPrefix("signals.jsonl:") }
    #expect(reports.count == 5)
    #expect(reports[1].contains("is before"))
    #expect(run.errors.contains(#/\nbad lines +5\n/#))
  }

  @Test func `in evaluate the history says what is closed`() throws {
    func line(_ id: String, _ closure: String) -> String {
      let earlier = #"{"time":\#(Fixture.nowMs - 9),"symbol":"PURR","action":"approved"\#(closure)}"#
      return Fixture.line(id, more: #","history":[\#(earlier)]"#)
    }
    let lines = [
      line("a", ""), line("b", #","closed":\#(Fixture.nowMs),"pnl_usd":1"#),
      line("c", #","closed":\#(Fixture.nowMs + 1),"pnl_usd":1"#),
      line("d", #","closed":\#(Fixture.nowMs),"pnl_usd":-0.5"#), line("e", #","closed":\#(Fixture.nowMs)"#),
      line("f", #","pnl_usd":1"#), line("g", #","closed":\#(Fixture.nowMs - 10),"pnl_usd":1"#),
      line("h", #","closed":\#(Fixture.nowMs),"pnl_usd":"1""#), Self.exit("a", at: 0),
      Fixture.line(
        "i",
        more: #","history":[{"time":1,"symbol":"PURR","action":"rejected","closed":2,"pnl_usd":1}]"#),
    ]
    let run = try gate.run(["evaluate"], input: lines.joined(separator: "\n"))
    #expect(run.code == 65)
    #expect(
      run.lines.map(Self.word) == [
        "open_entries_exceeded", "approved", "open_entries_exceeded", "loss_streak", "bad_signal", "bad_signal",
        "bad_signal", "bad_signal", "bad_exit", "bad_signal",
      ])
    // No time would make it one that is taken.
    let timeless = try gate.run(["evaluate"], input: #"{"event":"exit","signal_id":"a"}"# + "\n")
    #expect(timeless.errors.contains("nothing is remembered here"), "\(timeless.errors)")
  }
}
