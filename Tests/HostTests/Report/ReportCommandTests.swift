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
    #expect(run.code == 65 && run.errors.contains("1 records cannot be read (seq 2)"))
    let page = try #require(PageElement.read(folder.bytes("report.html")))
    #expect(signals(page) == "3" && page.text.contains("(seq 2)"))
  }
}
