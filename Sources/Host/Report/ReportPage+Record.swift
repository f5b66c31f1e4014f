internal import RuleEngine

extension ReportPage {
  /// The day's statistics, as `stats` has them.
  var statistics: Section {
    Section(id: "statistics", title: words.statistics) { html in
      if let pruning = report.pruning {
        let isFiltered = report.subject.filter.asksForVerdicts
        html.element("p", ["class": "about"], text: words.pruned(pruning, isFiltered: isFiltered))
      }
      let rows = report.statistics.map { day -> [HTMLTable.Cell] in
        [
          .whole(day.day), .text(day.symbol.cut(to: 60)), .text(day.baseSymbol?.cut(to: 60) ?? "–"), .text(day.network),
          .count(Int(day.entrySignals)), .bar(Int(day.tradesApproved), of: Int(day.entrySignals), .approved),
          .bar(Int(day.tradesRejected), of: Int(day.entrySignals), .rejected),
        ]
      }
      HTMLTable(
        words.statisticsCaption,
        [
          .init(title: words.day), .init(title: words.symbol), .init(title: words.baseSymbol),
          .init(title: words.network), .init(title: words.signals, isNumber: true),
          .init(title: words.approved, isNumber: true), .init(title: words.rejected, isNumber: true),
        ], rows
      ).write(words, &html)
    }
  }

  /// What the page was made of, and how to prove it.
  var record: Section {
    Section(id: "record", title: words.record) { html in
      let isFiltered = !report.subject.filter.allLimits.isEmpty
      html.element("p", ["class": "about"], text: words.aboutRecord(isFiltered: isFiltered))
      html.element("dl", ["class": "proof"]) { html in
        html.element("dt", text: words.asOf)
        html.element("dd", text: report.span.map { CivilTime(ms: $0.upperBound).iso8601 } ?? "–")
        html.element("dt", text: words.lastHash(isFiltered: isFiltered, seq: report.last?.seq))
        html.element("dd") { $0.element("code", text: report.last?.hash ?? "–") }
      }
      let rows = report.rules.map { period -> [HTMLTable.Cell] in
        [.code(period.digest), .whole(moment(period.fromMs)), .whole(moment(period.toMs)), .count(period.count)]
      }
      HTMLTable(
        words.rulesCaption,
        [
          .init(title: words.digest), .init(title: words.firstSignal), .init(title: words.lastSignal),
          .init(title: words.signals, isNumber: true),
        ], rows
      ).write(words, &html)
    }
  }
}
