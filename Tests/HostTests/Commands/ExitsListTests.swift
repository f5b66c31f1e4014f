import Foundation
import Testing

@testable import Host

/// `exits`: what was closed, with which result, and what is open.
@Suite struct ExitsListTests {
  private let folder: ScratchFolder
  private let gate: GateProcess

  init() throws {
    folder = try ScratchFolder()
    gate = GateProcess(folder: folder)
    try folder.file("rules.json", Fixture.rules(Fixture.longOnly("longs")))
    try folder.file("market.jsonl", "")
    func exit(_ id: String, _ pnl: String, _ seconds: Int64) -> String {
      #"{"event":"exit","signal_id":"\#(id)","pnl_usd":\#(pnl),"time":\#(Fixture.nowMs + seconds * 1000)}"#
    }
    let lines = [
      Fixture.line("a", more: #","strategy":"s""#), Fixture.line("b"), Fixture.line("c", "short"),
      Fixture.line("d", symbol: "HYPE", base: nil), Fixture.line("e", time: Fixture.nowMs + 1000),
      exit("d", "3", 60), exit("a", "-12.50", 61), exit("e", "0.000000001", 90_061),
    ]
    try folder.file("signals.jsonl", lines.joined(separator: "\n"))
    let replay = try gate.run([
      "replay", "--market", "market.jsonl", "--signals", "signals.jsonl", "--store", "entrygate.sqlite",
    ])
    try #require(replay.code == 0, "\(replay.errors)")
  }

  private func ids(_ options: String...) throws -> [String] {
    let run = try gate.run(["exits", "--csv"] + options)
    #expect(run.code == 0, "\(run.errors)")
    return run.output.components(separatedBy: "\r\n").dropFirst().dropLast().map { $0.components(separatedBy: ",")[1] }
  }

  @Test func `exits come in their order, each with the entry that it closes`() throws {
    let head = #""pair":"PURR|HYPE","coin":"PURR","direction":"long""#
    let now = Fixture.nowMs
    #expect(
      try gate.run(["exits", "--json"]).lines == [
        #"{"seq":4,"signal_id":"d","pair":"HYPE","coin":"HYPE","direction":"long","approved":\#(now),"#
          + #""closed":\#(now + 60_000),"held_ms":60000,"pnl_usd":"3"}"#,
        #"{"seq":1,"signal_id":"a",\#(head),"strategy":"s","approved":\#(now),"#
          + #""closed":\#(now + 61_000),"held_ms":61000,"pnl_usd":"-12.5"}"#,
        #"{"seq":5,"signal_id":"e",\#(head),"approved":\#(now + 1000),"#
          + #""closed":\#(now + 90_061_000),"held_ms":90060000,"pnl_usd":"0.000000001"}"#,
      ])
    let csv = try gate.run(["exits", "--csv"]).output.components(separatedBy: "\r\n")
    #expect(csv[0] == "seq,signal_id,pair,coin,direction,strategy,approved,closed,held_ms,pnl_usd")
    #expect(
      csv[2] == "1,a,PURR|HYPE,PURR,long,s,2026-03-25T00:53:20.000Z,2026-03-25T00:54:21.000Z,61000,-12.5")
    #expect(try gate.run(["exits"]).output.contains(#/ +5 +e .* 1 d 1 h +0\.000000001\n/#))
  }

  @Test func `open entries whose records are pruned are still listed`() throws {
    let before = try ids("--open")
    #expect(before.contains("b"))
    #expect(try gate.run(["prune", "--older-than", "1d"]).code == 0)
    #expect(try gate.run(["verdicts", "--json"]).output.isEmpty)
    #expect(try ids("--open") == before)
    #expect(try ids("--open", "--coin", "HYPE").isEmpty)
  }

  @Test func `open are the approved entries without an exit, and no others`() throws {
    let open = try gate.run(["exits", "--open", "--json"])
    #expect(
      open.lines == [
        #"{"seq":2,"signal_id":"b","pair":"PURR|HYPE","coin":"PURR","direction":"long","approved":1774400000000}"#
      ])
    #expect(try gate.run(["exits", "--open"]).output.contains(#/ +2 +b .* open\n/#))
  }

  @Test func `exits are picked by their entries, and by their own time`() throws {
    #expect(try ids() == ["d", "a", "e"])
    #expect(try ids("--last", "2") == ["a", "e"])
    #expect(try ids("--coin", "PURR", "--to", "2026-03-26") == ["a"])
    #expect(try ids("--day", "2026-03-26") == ["e"])
    #expect(try ids("--strategy", "s") == ["a"])
    #expect(try ids("--open", "--from", "\(Fixture.nowMs + 1)") == [])
    #expect(try gate.run(["exits", "--action", "approved"]).code == 64)
  }

  @Test func `in a store of before exits, everything is open`() throws {
    try StoreFixture.connection(folder.path("entrygate.sqlite")).execute(
      """
      PRAGMA foreign_keys = OFF;
      \(Migrations.steps[3...].reversed().flatMap { step in
        step.sql.matches(of: #/CREATE TABLE (\w+)/#).map { "DROP TABLE \($0.1);" }
      }.joined(separator: "\n"))
      PRAGMA user_version = 3
      """)
    #expect(try ids() == [])
    #expect(try ids("--open") == ["a", "b", "d", "e"])
  }
}
