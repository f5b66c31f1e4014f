import Foundation
import RuleEngine
import Testing

@testable import Host

/// What `report` takes, refuses and escapes.
@Suite struct ReportCommandTests {
  private let folder: ScratchFolder
  private let gate: GateProcess

  /// An id that would be markup, an attribute's end and a turn of the text's direction, as JSON has it.
  private static let hostile = #"</script><img onerror=\"alert(1)\" src='x'>&amp;\u202Eevil\u0007"#

  init() throws {
    folder = try ScratchFolder()
    gate = GateProcess(folder: folder)
    try folder.file("rules.json", Fixture.rules(Fixture.rate(3)))
    try folder.file("market.jsonl", "")
    let lines = [
      Fixture.line(Self.hostile), Fixture.line("b", time: Fixture.nowMs + 1000),
      Fixture.line("c", time: Fixture.nowMs + 2000, symbol: #"HYPE/<b>\"&"#, base: nil),
      Fixture.line("d", time: Fixture.nowMs + 3000),
    ]
    try folder.file("signals.jsonl", lines.joined(separator: "\n"))
    let replay = try gate.run(
      ["replay", "--market", "market.jsonl", "--signals", "signals.jsonl", "--store", "entrygate.sqlite"])
    try #require(replay.code == 0 && replay.lines.count == 4, "\(replay.errors)")
  }

  private func page(_ options: String...) throws -> PageElement {
    let run = try gate.run(["report", "--lang", "en"] + options)
    #expect(run.code == 0 && run.output.isEmpty, "\(run.errors)")
    return try #require(PageElement.read(folder.bytes("report.html")), "not well-formed")
  }

  private func signals(_ page: PageElement) -> String? {
    page.with(class: "tiles").first?.all("dd").first?.text.trimmingCharacters(in: .whitespaces)
  }

  @Test func `what comes from outside shows as text`() throws {
    let page = try page()
    #expect(page.all.allSatisfy { !["script", "img", "b"].contains($0.name) && $0.attributes["onerror"] == nil })
    #expect(page.text.contains(#"</script><img onerror="alert(1)" src='x'>&amp; evil"#))
    #expect(!page.text.contains("\u{202E}") && page.text.contains(#"HYPE/<b>"&"#))
  }

  @Test func `times limit the records, the first with it and the last without`() throws {
    let times = [0, 1, 2, 3].map { CivilTime(ms: Fixture.nowMs + 1000 * $0).iso8601 }
    #expect(signals(try page()) == "4")
    #expect(signals(try page("--from", times[1])) == "3")
    #expect(signals(try page("--from", times[1], "--to", times[3])) == "2")
    #expect(signals(try page("--to", times[0].prefix(10) + "T00:53:20.001Z")) == "1")
    #expect(signals(try page("--coin", "HYPE")) == "1")
    #expect(signals(try page("--day", "2026-03-25", "--action", "rejected")) == "1")
    let statistics = try #require(try page("--from", times[3]).table("Each UTC day"))
    #expect(statistics.rows.map { $0[4] } == ["1"])
  }

  @Test func `overrides that were in force are named with who, why, for which entry and how often`() throws {
    #expect(try page().with(id: "overrides") == nil)
    try folder.file("rules.json", Fixture.rules(Fixture.longOnly("long"), Fixture.rate(1)))
    let (until, later) = ("2026-03-25T00:53:23.000Z", "2026-03-26T00:00:00.000Z")
    let overrides = [("mei", "book <moves>", until), ("bo", "agreed", later)].map { author, reason, until in
      #"{"entry":"long","scope":{"coins":["*"]},"author":"\#(author)","reason":"\#(reason)","until":"\#(until)"}"#
    }
    try folder.file("overrides.json", "{\"version\":1,\"overrides\":[\(overrides.joined(separator: ","))]}")
    let lines = (0..<4).map { Fixture.line("s\($0)", "short", time: Fixture.nowMs + 1000 * Int64($0)) }
    try folder.file("signals.jsonl", lines.joined(separator: "\n"))
    _ = try gate.run(["replay", "--market", "market.jsonl", "--signals", "signals.jsonl", "--store", "o.sqlite"])
    let page = try page("--store", "o.sqlite")
    #expect(
      try #require(page.table("Overrides that verdicts name")).rows == [
        ["long", "mei", "book <moves>", "2026-03-25 00:53:23", "3", "1", "2026-03-25 00:53:20", "2026-03-25 00:53:22"],
        ["long", "bo", "agreed", "2026-03-26 00:00:00", "1", "0", "2026-03-25 00:53:23", "2026-03-25 00:53:23"],
      ])
    let zh = try gate.run(["report", "--store", "o.sqlite", "--out", "zh.html"])
    #expect(try zh.code == 0 && folder.text("zh.html").contains("哪些人工放行生效过"))
  }

  @Test func `whose hash the page shows is said, with its place`() throws {
    let proof = { (page: PageElement) in page.with(class: "proof").first?.text ?? "" }
    let rows = try gate.run(["verdicts", "--json"]).lines
    let hash = { (index: Int) in try JSONValue(parsing: Array(rows[index].utf8))["hash"]?.string ?? "?" }
    let all = try page()
    #expect(try proof(all).contains("Hash of the last record (seq 4)\(hash(3))"), "\(proof(all))")
    let some = try page("--coin", "HYPE")
    #expect(try proof(some).contains("Hash of the last record shown (seq 3)\(hash(2))"), "\(proof(some))")
    #expect(some.text.contains("and none behind it") && !all.text.contains("and none behind it"))
  }

  @Test func `a store without records, and a filter that leaves none, say what to do`() throws {
    let page = try page("--coin", "BTC")
    #expect(page.text.contains("No record matches") && page.text.contains("--coin BTC"))
    try folder.file("none.jsonl", "")
    _ = try gate.run(["replay", "--market", "market.jsonl", "--signals", "none.jsonl", "--store", "empty.sqlite"])
    let run = try gate.run(["report", "--store", "empty.sqlite", "--lang", "en", "--out", "empty.html"])
    #expect(run.code == 0 && run.errors == "0 signals, 0 approved, 0 rejected: empty.html\n")
    let empty = try #require(PageElement.read(folder.bytes("empty.html")))
    #expect(empty.text.contains("The store is empty") && empty.text.contains("entrygate replay --store"))
  }

  @Test func `statistics that somebody has altered are shown, whatever they are`() throws {
    let connection = try StoreFixture.connection(folder.path("entrygate.sqlite"))
    try connection.execute("UPDATE daily_stats SET trades_approved = 4611686018427387904, trades_rejected = -5")
    let page = try page()
    #expect(page.text.contains("4611686018427387904") && page.text.contains("-5"))
  }

  @Test func `no other file is overwritten`() throws {
    try folder.file("notes.html", "<!DOCTYPE html>\n<p>mine</p>")
    let store = try folder.bytes("entrygate.sqlite")
    for file in ["notes.html", "entrygate.sqlite", "rules.json", "."] {
      let run = try gate.run(["report", "--out", file])
      #expect(run.code == 74 && run.errors.contains("no report of EntryGate"))
    }
    #expect(try folder.text("notes.html").hasSuffix("mine</p>") && folder.bytes("entrygate.sqlite") == store)
    #expect(try gate.run(["report", "--out", "no/such/folder.html"]).code == 74)
  }

  @Test func `what is asked wrongly is refused, and writes nothing`() throws {
    #expect(try gate.run(["report", "--from", "yesterday"]).code == 64)
    #expect(try gate.run(["report", "--to", "2026-02-30"]).code == 64)
    #expect(try gate.run(["report", "--day", "2026"]).code == 64)
    #expect(try gate.run(["report", "extra"]).code == 64)
    #expect(try gate.run(["report", "--store", "none.sqlite"]).code == 66)
    #expect(!folder.exists("report.html"))
  }

  @Test func `a record that cannot be read is named, and the others are counted`() throws {
    let connection = try StoreFixture.connection(folder.path("entrygate.sqlite"))
    try connection.execute("UPDATE verdicts SET verdict = '{\"signal_id\":' WHERE seq = 2")
    let run = try gate.run(["report", "--lang", "en"])
    #expect(run.code == 65 && run.errors.contains("1 record cannot be read (seq 2) and is not counted"))
    let page = try #require(PageElement.read(folder.bytes("report.html")))
    #expect(signals(page) == "3" && page.text.contains("(seq 2)"))
  }
}
