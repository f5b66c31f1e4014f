internal import RuleEngine

extension ReportPage {
  /// What looks wrong with an entry.
  var health: Section {
    Section(id: "health", title: words.health) { html in
      html.element("p", ["class": "about"], text: words.aboutHealth)
      let lastMs = report.marks.last?.timeMs ?? 0
      let findings = report.entries.list.compactMap { $0.finding(nowMs: lastMs) }
      let sentences = HealthWords(language: words.language)
      for finding in findings {
        html.element("p", ["class": "finding"]) { html in
          html.element("strong") { html in
            html.element("code", text: finding.id)
            if finding.isShadow { html.element("span", ["class": "tag"], text: words.shadow) }
          }
          html.text(" \(sentences.sentence(finding))")
        }
      }
      if findings.isEmpty { html.element("p", ["class": "fine"], text: words.allWell) }
    }
  }

  /// The charts.
  func gates(_ charts: GateCharts, _ time: TimeAxis) -> Section {
    let (first, others) = (charts.first, charts.others)
    return Section(id: "gates", title: first.isEmpty ? words.otherGates : words.spread) { html in
      html.element("p", ["class": "about"], text: words.aboutCharts)
      write(first, from: 0, time, &html)
      if !others.isEmpty {
        html.element("details", first.isEmpty ? ["open": "open"] : [:]) { html in
          html.element("summary", text: words.otherCharts(others.count))
          write(others, from: first.count, time, &html)
        }
      }
      if charts.leftOut > 0 { html.element("p", ["class": "note"], text: words.leftOut(charts.leftOut)) }
    }
  }

  private func write(
    _ charts: [(chart: GateChart, isSingle: Bool)], from number: Int, _ time: TimeAxis, _ html: inout HTMLWriter
  ) {
    html.element("div", ["class": "charts"]) { html in
      for (index, item) in charts.enumerated() {
        GateChartWriter(words: words, time: time, chart: item.chart, number: number + index)
          .write(isSingle: item.isSingle, &html)
      }
    }
  }

  /// How often which entry said what.
  var entries: Section {
    Section(id: "entries", title: words.entries) { html in
      html.element("p", ["class": "about"], text: words.aboutEntries)
      let kinds: [Outcome.Kind] = [.pass, .reject, .unavailable, .notApplicable]
      let columns: [HTMLTable.Column] =
        [.init(title: words.entry), .init(title: words.rule)]
        + kinds.map { .init(title: words.outcome($0), isNumber: true) }
        + [
          .init(title: words.blocked, isNumber: true), .init(title: words.allowed, isNumber: true),
          .init(title: words.codes),
        ]
      let rows = report.entries.list.map { tally -> [HTMLTable.Cell] in
        [.tagged(tally.key.id, tag: tally.key.isShadow ? words.shadow : nil), .code(tally.key.rule)]
          + kinds.map { .count(tally.count($0)) }
          // A shadow entry cannot block: a zero would look as if it had found nothing.
          + [tally.key.isShadow ? .text(words.never) : .count(tally.blocks), .count(tally.allowed)]
          + [.codes(tally.codes.map { ($0.code.code, $0.count) })]
      }
      HTMLTable(words.entriesCaption, columns, rows).write(words, &html)
    }
  }

  /// Who let signals pass which entry; nil where nobody did.
  var overrides: Section? {
    let list = report.overrides.list
    if list.isEmpty { return nil }
    return Section(id: "overrides", title: words.overrides) { html in
      html.element("p", ["class": "about"], text: words.aboutOverrides)
      let rows = list.map { tally -> [HTMLTable.Cell] in
        let lift = tally.key.lift
        return [
          .code(tally.key.entryID), .text(lift.author), .text(lift.reason), .whole(moment(lift.untilMs)),
          .count(tally.verdicts), .bar(tally.approved, of: tally.verdicts, .approved), .whole(moment(tally.firstMs)),
          .whole(moment(tally.lastMs)),
        ]
      }
      HTMLTable(
        words.overridesCaption,
        [
          .init(title: words.entry), .init(title: words.author), .init(title: words.why), .init(title: words.until),
          .init(title: words.verdictCount, isNumber: true), .init(title: words.approvedOfThem, isNumber: true),
          .init(title: words.firstSignal), .init(title: words.lastSignal),
        ], rows
      ).write(words, &html)
    }
  }

  /// When which gate could not know.
  func outages(_ time: TimeAxis) -> Section {
    Section(id: "outages", title: words.outages) { html in
      html.element("p", ["class": "about"], text: words.aboutOutages)
      let list = report.outages.list
      if list.isEmpty {
        html.element("p", ["class": "fine"], text: words.noOutage)
        return
      }
      OutageLanes(list).write(time, words, &html)
      let rows = list.map { outage -> [HTMLTable.Cell] in
        [
          .tagged(outage.feed ?? outage.coin, tag: nil), .code(outage.code),
          .tagged(outage.gate, tag: outage.isShadow ? words.shadow : nil),
          .whole(moment(outage.fromMs)), .whole(moment(outage.toMs)),
          .whole(outage.endedMs.map(moment) ?? words.notYet), .count(outage.count),
        ]
      }
      HTMLTable(
        words.outagesCaption,
        [
          .init(title: words.feed), .init(title: words.code), .init(title: words.entry),
          .init(title: words.firstSignal), .init(title: words.lastSignal), .init(title: words.knownAgain),
          .init(title: words.signals, isNumber: true),
        ], rows
      ).write(words, &html)
    }
  }

  func moment(_ timeMs: Int64) -> String {
    CivilTime(ms: timeMs).iso8601.prefix(19).split(separator: "T").joined(separator: " ")
  }
}
