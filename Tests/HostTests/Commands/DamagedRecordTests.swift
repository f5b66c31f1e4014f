import RuleEngine
import Testing

@testable import Host

/// What lists and folds the record names what it cannot read, and says what was pruned.
@Suite struct DamagedRecordTests {
  private let folder: ScratchFolder
  private let gate: GateProcess

  init() throws {
    folder = try ScratchFolder()
    gate = GateProcess(folder: folder)
    try folder.file("rules.json", Fixture.rules(Fixture.longOnly("longs")))
    try folder.file("market.jsonl", "")
    let lines = (1...9).map { Fixture.line("s-\($0)", time: Fixture.nowMs + $0) }
    try folder.file("signals.jsonl", lines.joined(separator: "\n"))
    let replay = try gate.run(
      ["replay", "--market", "market.jsonl", "--signals", "signals.jsonl", "--store", "entrygate.sqlite"])
    try #require(replay.code == 0 && replay.lines.count == 9, "\(replay.errors)")
  }

  private func change(_ sql: String) throws {
    try StoreFixture.connection(folder.path("entrygate.sqlite")).execute("PRAGMA foreign_keys = OFF; \(sql)")
  }

  /// No line of JSON may follow of any of these; the second is JSON, but not a line of it.
  private static let broken = [
    "substr(verdict, 1, 40)", "replace(verdict, ',\"seq\"', ',' || char(10) || '\"seq\"')", "'{}'", "'[1]'", "''",
    "verdict || ' '", "verdict || '}'",
  ]

  @Test(arguments: broken)
  func `a verdict that is no JSON is named, and all others are listed`(verdict: String) throws {
    try change("UPDATE verdicts SET verdict = \(verdict) WHERE seq = 4; DELETE FROM signals WHERE seq = 9")
    let run = try gate.run(["verdicts", "--json"])
    let values = try run.lines.map { try JSONValue(parsing: Array($0.utf8)) }
    #expect(values.compactMap { $0["seq"]?.whole } == [1, 2, 3, 5, 6, 7, 8])
    #expect(run.code == 65 && run.errors.hasPrefix("2 records cannot be read (seq 4, 9) and are not counted; "))
    #expect(try gate.run(["verdicts", "--csv"]).output.split(separator: "\r\n").count == 8)
    let table = try gate.run(["verdicts", "--last", "2"])
    #expect(table.code == 65 && table.lines.count == 2 && table.errors.contains("(seq 9)"))
  }

  @Test(arguments: broken)
  func `a host that is asked for it names it instead`(verdict: String) throws {
    let store = try SQLiteVerdictStore(
      writingTo: folder.path("entrygate.sqlite"), as: StoreKind(origin: .replay, network: .mainnet))
    #expect(try store.lastVerdicts(5).count == 5)
    try change("UPDATE verdicts SET verdict = \(verdict) WHERE seq = 7")
    #expect(try store.lastVerdicts(2).count == 2)
    let error = StoreFixture.error { _ = try store.lastVerdicts(3) }
    #expect(StoreFixture.cause(error) == .corrupt && error?.sentence(path: "s").contains("in: record 7") == true)
  }

  @Test func `a hash that is none breaks no JSON`() throws {
    try change("UPDATE verdicts SET prev = '\"x', hash = 'y\\' WHERE seq = 4")
    let run = try gate.run(["verdicts", "--json", "--last", "6"])
    let value = try JSONValue(parsing: Array(run.lines[0].utf8))
    #expect(run.code == 0 && value["prev"]?.string == "\"x" && value["hash"]?.string == "y\\")
  }

  @Test func `records whose signals are gone are named by whatever reads the record`() throws {
    try change("DELETE FROM signals WHERE seq IN (2, 7)")
    for command in [
      ["verdicts", "--direction", "long"], ["stats", "--coin", "PURR"], ["health"],
      ["report", "--lang", "en", "--strategy", "a*"],
    ] {
      let run = try gate.run(command)
      #expect(run.code == 65 && run.errors.contains("2 records cannot be read (seq 2, 7)"), "\(command) \(run.errors)")
    }
    #expect(try gate.run(["verdicts", "--action", "rejected"]).code == 0)
    #expect(try gate.run(["explain", "--seq", "2"]).code == 0)
  }

  @Test func `statistics by filters say that pruned records are not counted, and others count them`() throws {
    let whole = try gate.run(["stats", "--json"])
    #expect(try gate.run(["stats", "--coin", "PURR", "--json"]).output == whole.output)
    try change("UPDATE verdicts SET time = 9000000000000 WHERE seq = 7")
    let pruned = try gate.run(["prune", "--older-than", "1d"])
    #expect(pruned.output.hasPrefix("pruned 6 records"), "\(pruned.errors)")
    let unfiltered = try gate.run(["stats", "--json"])
    #expect(unfiltered.output == whole.output && unfiltered.errors.isEmpty)
    for options in [["--json"], ["--csv"]] {
      let filtered = try gate.run(["stats", "--coin", "PURR"] + options)
      #expect(filtered.errors.hasPrefix("records up to 6 were pruned at 20"), "\(filtered.errors)")
      #expect(filtered.errors.hasSuffix("Z and are not counted by these filters\n"))
    }
    let table = try gate.run(["stats", "--coin", "PURR"])
    #expect(table.lines.last?.hasPrefix("records up to 6 were pruned at ") == true && table.errors.isEmpty)
    _ = try gate.run(["report", "--lang", "en"])
    let page = try #require(PageElement.read(folder.bytes("report.html")))
    #expect(page.text.contains("records up to 6 were pruned at ") && page.text.contains("they are counted here, and"))
  }

  @Test func `a store of which everything was pruned says so`() throws {
    #expect(try gate.run(["prune", "--older-than", "1d"]).output.hasPrefix("pruned 9 records"))
    for (command, code) in [
      (["verdicts"], 0), (["stats", "--coin", "PURR"], 0), (["health"], 0), (["report"], 0), (["exits"], 0),
      (["explain", "--verdict", "s-1"], 66),
    ] {
      let run = try gate.run(command)
      #expect(run.code == code && run.errors.contains("records up to 9 were pruned at 20"), "\(command) \(run.errors)")
    }
    let report = try gate.run(["report", "--lang", "zh"])
    let page = try #require(PageElement.read(folder.bytes("report.html")))
    #expect(report.code == 0 && page.text.contains("seq 9 及以前的记录已于 20"))
  }
}
