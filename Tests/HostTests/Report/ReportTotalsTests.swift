import Foundation
import RuleEngine
import Testing

@testable import Host

/// What a page says of the project's example, against what is counted here of the verdict lines.
@Suite struct ReportTotalsTests {
  private let folder: ScratchFolder
  private let gate: GateProcess
  private let verdicts: [[String: Any]]
  private let page: PageElement

  init() throws {
    folder = try ScratchFolder()
    gate = GateProcess(folder: folder)
    let package = GateProcess.package
    let replay = try gate.run(
      [
        "replay", "--market", package.appending(path: "Examples/purr.market.jsonl").path, "--signals",
        package.appending(path: "Examples/purr.signals.jsonl").path, "--rules",
        package.appending(path: "rules.json").path, "--lang", "en", "--store", "entrygate.sqlite",
      ],
      environment: ["TRADING_FUTURES_SPOT_ARB_ENABLED": "true", "TRADING_FUTURES_SPOT_ARB_MIN_DEPTH_USD": "50"])
    try #require(replay.code == 0)
    verdicts = try gate.run(["verdicts", "--json"]).lines.map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
    let run = try gate.run(["report", "--lang", "en"])
    try #require(run.code == 0 && run.output.isEmpty, "\(run.errors)")
    page = try #require(PageElement.read(folder.bytes("report.html")), "not well-formed")
  }

  private func outcomes(of id: String, in verdict: [String: Any]) -> [[String: Any]] {
    (verdict["outcomes"] as? [[String: Any]] ?? []).filter { $0["id"] as? String == id }
  }

  @Test func `the overview has the totals and the reasons of the verdict lines`() throws {
    try #require(verdicts.count == 67)
    let approved = verdicts.count { $0["action"] as? String == "approved" }
    let allowed = verdicts.reduce(0) { $0 + ($1["warnings"] as? [Any] ?? []).count }
    let tiles = page.with(class: "tiles").flatMap { $0.all("dd") }.map { $0.text.prefix { $0.isNumber } }
    #expect(tiles == ["67", "\(approved)", "\(67 - approved)", "\(allowed)"])
    var reasons: [[String]: Int] = [:]
    for verdict in verdicts where verdict["action"] as? String == "rejected" {
      reasons[[verdict["rule"] as? String ?? "–", verdict["code"] as? String ?? ""], default: 0] += 1
    }
    let rows = try #require(page.table("Why signals were rejected")).rows
    #expect(Dictionary(uniqueKeysWithValues: rows.map { (Array($0.prefix(2)), Int($0[3])) }) == reasons)
  }

  @Test func `the table of entries counts each outcome, and shadow blocks never`() throws {
    let rows = try #require(page.table("Outcomes of each entry")).rows
    #expect(rows.map { $0[1] } == ["entry_rate_limit", "entry_rate_limit", "futures_spot_arb", "notional_cap"])
    for (id, row) in zip(["global-rate", "pair-rate", "purr-futures-spot-arb", "size-cap"], rows) {
      let found = verdicts.flatMap { outcomes(of: id, in: $0) }
      let counts = ["pass", "reject", "unavailable", "not_applicable"].map { kind in
        "\(found.count { $0["outcome"] as? String == kind })"
      }
      #expect(Array(row[2...5]) == counts)
      let isShadow = id == "size-cap"
      #expect(row[0] == id + (isShadow ? "shadow" : ""))
      #expect(row[6] == (isShadow ? "never" : "\(found.count { $0["blocks"] as? Bool == true })"))
    }
  }

  @Test func `each chart of the spread has a mark for every outcome of its pair, which shows its direction`() throws {
    let charts = page.with(class: "chart").filter { chart in
      chart.all("h3").first?.text.hasSuffix("purr-futures-spot-arb") == true
    }
    let purr = verdicts.filter { $0["coin"] as? String == "PURR" }
    #expect(charts.count == Set(purr.compactMap { $0["pair"] as? String }).count)
    for chart in charts {
      let pair = chart.all("h3").first?.children.first?.text
      var wanted: [String: Int] = [:]
      for verdict in verdicts where verdict["pair"] as? String == pair {
        for outcome in outcomes(of: "purr-futures-spot-arb", in: verdict) {
          let isApproved = verdict["action"] as? String == "approved"
          let shape =
            switch outcome["outcome"] as? String {
            case "pass": isApproved ? "#a" : "#q"
            case "reject": "#x"
            default: "#o"
            }
          let way = verdict["direction"] as? String == "short" ? "s" : "l"
          wanted[shape + way, default: 0] += 1
        }
      }
      let drawn = chart.all("use").reduce(into: [:]) { $0[$1.attributes["href"] ?? "", default: 0] += 1 }
      #expect(drawn == wanted)
    }
  }

  @Test func `the statistics are those of stats`() throws {
    let rows = try #require(page.table("Each UTC day")).rows
    let stats = try gate.run(["stats", "--json"]).lines.map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
    let wanted = stats.map { day in
      ["day", "symbol", "base_symbol", "network", "entry_signals", "trades_approved", "trades_rejected"].map { key in
        day[key].map { "\($0)" } ?? "–"
      }
    }
    #expect(rows == wanted && rows.count >= 5)
  }

  @Test func `periods count the signals that could not know`() throws {
    let rows = try #require(page.table("When which gate could not know")).rows
    let found = verdicts.flatMap { outcomes(of: "purr-futures-spot-arb", in: $0) }
    let unknown = found.filter { $0["outcome"] as? String == "unavailable" }
    #expect(rows.compactMap { Int($0[6]) }.reduce(0, +) == unknown.count)
    #expect(Set(rows.map { $0[1] }) == Set(unknown.compactMap { $0["code"] as? String }))
  }

  @Test func `the page names its last record and its rules`() throws {
    #expect(page.text.contains(try #require(verdicts.last?["hash"] as? String)))
    #expect(page.text.contains(try #require(verdicts.last?["chain"] as? String)))
  }

  @Test func `the same store gives the same bytes, and a page is replaced by the next`() throws {
    let first = try folder.bytes("report.html")
    #expect(try gate.run(["report", "--lang", "en"]).code == 0)
    #expect(try folder.bytes("report.html") == first)
    #expect(try gate.run(["report", "--lang", "zh", "--out", "zh.html"]).code == 0)
    let chinese = try #require(PageElement.read(folder.bytes("zh.html")))
    #expect(chinese.attributes["lang"] == "zh-Hans" && chinese.all("h1").map(\.text) == ["EntryGate 报告"])
    #expect(chinese.all("use").count == page.all("use").count)
  }

  @Test func `a page is one file that loads and runs nothing`() {
    #expect(page.all.allSatisfy { !["script", "link", "img", "iframe", "object"].contains($0.name) })
    let references = page.all.flatMap { element in ["href", "src"].compactMap { element.attributes[$0] } }
    #expect(!references.isEmpty && references.allSatisfy { $0.hasPrefix("#") })
    #expect(page.all("style").allSatisfy { !$0.text.contains("url(") && !$0.text.contains("@import") })
    let ids = page.all.compactMap { $0.attributes["id"] }
    #expect(Set(ids).count == ids.count && references.allSatisfy { ids.contains(String($0.dropFirst())) })
    #expect(page.all.compactMap { $0.attributes["aria-labelledby"] }.allSatisfy(ids.contains))
  }
}
