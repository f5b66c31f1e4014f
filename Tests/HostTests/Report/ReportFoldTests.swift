import Foundation
import RuleEngine
import TestSupport
import Testing

@testable import Host

/// What a report makes of many records.
@Suite struct ReportFoldTests {
  private func report(_ explanations: [Explanation]) -> Report {
    var report = Report(Report.Subject(kind: nil, filter: StoreReader.Filter()))
    for (index, explanation) in explanations.enumerated() { report.add(explanation, seq: Int64(index + 1), hash: "h") }
    return report
  }

  private func page(_ report: Report) throws -> (element: PageElement, byteCount: Int) {
    let bytes = ReportPage(report: report, words: ReportWords(language: .en)).bytes
    return (try #require(PageElement.read(Data(bytes)), "not well-formed"), bytes.count)
  }

  private func outcome(_ id: String, _ outcome: String, _ more: String = "") -> String {
    #"{"id":"\#(id)","rule":"futures_spot_arb","outcome":"\#(outcome)"\#(more)}"#
  }

  @Test func `many signals are drawn in spans of time that lose none, and the page stays small`() throws {
    var random = SplitMix64(seed: 17)
    let count = GateCharts.maxSinglePoints + 1000
    let report = report(
      try (0..<count).map { index in
        let direction = Bool.random(using: &random) ? "long" : "short"
        let spread = Int64.random(in: -30_000_000...30_000_000, using: &random)
        return try GatePlaceTests.explanation(
          [GatePlaceTests.spread(spread, direction)], seq: index + 1, timeMs: Fixture.nowMs + Int64(index) * 7919,
          direction: direction)
      })
    let (page, byteCount) = try page(report)
    #expect(byteCount < 150_000)
    let chart = try #require(page.with(class: "chart").first)
    #expect(chart.text.contains("spans of time"))
    let points = chart.with(class: "p")
    #expect((20...48).contains(points.count))
    // The second line of a span says how many: ▲ 3 approved ✕ 39 rejected.
    let counted = points.flatMap { point in
      point.all("text")[1].text.split(separator: " ").compactMap { Int($0) }
    }
    #expect(counted.reduce(0, +) == count)
  }

  @Test func `marks point up for a long and down for a short, one by one and in spans of time`() throws {
    let spreads: [(Int64, String)] = [(-2, "long"), (2, "short"), (2, "long"), (-2, "short")]
    func drawn(_ count: Int) throws -> Set<String> {
      let report = report(
        try (0..<count).map { index in
          let (spread, direction) = spreads[index % 4]
          return try GatePlaceTests.explanation(
            [GatePlaceTests.spread(spread * 10_000_000, direction)], seq: index + 1,
            timeMs: Fixture.nowMs + Int64(index) * 1000, direction: direction,
            action: index % 4 < 2 ? "approved" : "rejected")
        })
      let page = try page(report).element
      let defined = Set(page.with(class: "defs").flatMap(\.all).compactMap { $0.attributes["id"] })
      let chart = try #require(page.with(class: "chart").first)
      let used = Set(chart.all("use").compactMap { $0.attributes["href"]?.dropFirst() }.map(String.init))
      #expect(used.isSubset(of: defined))
      #expect(chart.text.contains("▼ approved") == (count == 4))
      return used
    }
    #expect(try drawn(4) == ["al", "as", "xl", "xs"])
    #expect(try drawn(GateCharts.maxSinglePoints + 4) == ["al", "as", "xl", "xs"])
  }

  @Test func `as many signals as there is room for are drawn one by one`() throws {
    let report = report(
      try (0..<60).map { index in
        try GatePlaceTests.explanation(
          [GatePlaceTests.spread(Int64(index - 30) * 1_000_000, "short")], seq: index + 1,
          timeMs: Fixture.nowMs + Int64(index) * 1000, direction: "short")
      })
    let chart = try #require(try page(report).element.with(class: "chart").first)
    #expect(chart.with(class: "p").count == 60)
    // Those next to 1 % can be reached by keyboard.
    let reached = chart.all.filter { $0.attributes["tabindex"] == "0" }
    #expect(reached.count == GateChartWriter.maxFocusable)
    #expect(
      reached.contains { $0.text.contains("spread 1 %") } && !reached.contains { $0.text.contains("spread -3 %") })
  }

  @Test func `a time of not knowing goes from its first signal to its last, and ends with the first that knew`() throws
  {
    func missing(_ feed: String) -> String { outcome("arb", "unavailable", #","code":"\#(feed)_missing""#) }
    let said = [
      missing("perp"), missing("perp"), outcome("arb", "pass"), missing("spot"), missing("perp"), missing("perp"),
    ]
    let list = report(
      try said.enumerated().map { index, text in
        try GatePlaceTests.explanation([text], seq: index + 1, timeMs: Fixture.nowMs + Int64(index) * 10)
      }
    ).outages.list
    let times = list.map { [$0.fromMs, $0.toMs, $0.endedMs ?? 0].map { Swift.max($0 - Fixture.nowMs, -1) } }
    #expect(list.map(\.feed) == ["perp:PURR", "spot:PURR", "perp:PURR"] && list.map(\.count) == [2, 1, 2])
    #expect(times == [[0, 10, 20], [30, 30, 40], [40, 50, -1]])
  }

  @Test func `entries stand in the order of the chain, however late they are first seen`() throws {
    let verdicts = [["a", "d"], ["a", "c", "d"], ["b", "c"], ["a", "b", "c", "d"]]
    let entries = report(
      try verdicts.map { ids in try GatePlaceTests.explanation(ids.map { outcome($0, "pass") }) }
    ).entries.list
    #expect(entries.map(\.key.id).filter { $0 != "b" } == ["a", "c", "d"])
    #expect(
      Dictionary(uniqueKeysWithValues: entries.map { ($0.key.id, $0.asked) }) == ["a": 3, "b": 2, "c": 3, "d": 3])
  }

  @Test func `findings begin with the twentieth outcome, and end with one that differs`() throws {
    func finding(_ outcomes: [String]) throws -> HealthFinding.Kind? {
      let report = report(
        try outcomes.enumerated().map { index, kind in
          try GatePlaceTests.explanation([outcome("g", kind)], timeMs: Fixture.nowMs + Int64(index))
        })
      return try #require(report.entries.list.first).finding(nowMs: Fixture.nowMs + 100)?.kind
    }
    let rejections = [String](repeating: "reject", count: 20)
    #expect(try finding(Array(rejections.dropLast())) == nil)
    #expect(try finding(rejections) == .blocksAll)
    #expect(try finding(rejections + ["pass"]) == nil)
    #expect(try finding([String](repeating: "unavailable", count: 20)) == .noData)
  }
}
