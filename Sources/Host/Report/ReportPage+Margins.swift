internal import RuleEngine

extension ReportPage {
  /// How close approvals and rejections were; nil where nothing has a margin.
  var margins: Section? {
    let all = GateMargins.all(report.gates)
    if all.isEmpty { return nil }
    let gates = all.filter { $0.rule == GateCharts.firstRule } + all.filter { $0.rule != GateCharts.firstRule }
    return Section(id: "margins", title: words.margins) { html in
      html.element("p", ["class": "about"], text: words.aboutMargins)
      let rows = gates.map { gate -> [HTMLTable.Cell] in
        [
          .tagged(gate.gate, tag: gate.isShadow ? words.shadow : nil), .count(gate.passed.count),
          .bar(GateMargins.nearCount(gate.passed), of: gate.passed.count, .approved),
          .text(GateMargins.nearest(gate.passed).first.map { words.distance($0.place.margin) } ?? "–"),
          .count(gate.rejected.count), .bar(GateMargins.nearCount(gate.rejected), of: gate.rejected.count, .rejected),
          .text(GateMargins.nearest(gate.rejected).first.map { words.distance($0.place.margin) } ?? "–"),
        ]
      }
      HTMLTable(
        words.marginsCaption,
        [
          .init(title: words.entry), .init(title: words.passed, isNumber: true),
          .init(title: words.nearPasses, isNumber: true), .init(title: words.nearestPass),
          .init(title: words.rejected, isNumber: true), .init(title: words.nearRejections, isNumber: true),
          .init(title: words.nearestRejection),
        ], rows
      ).write(words, &html)
      for (index, gate) in gates.enumerated() { write(gate, number: index, &html) }
    }
  }

  private func write(_ gate: GateMargins, number: Int, _ html: inout HTMLWriter) {
    html.element("details", number == 0 ? ["open": "open"] : [:]) { html in
      html.element("summary") { html in
        html.element("code", text: gate.gate)
        html.text(" \(words.marginsOfGate)")
      }
      html.element("div", ["class": "tables"]) { html in
        distribution(gate, number: number, &html)
        for (caption, cases) in [
          (words.nearestRejections, GateMargins.nearest(gate.rejected)),
          (words.nearestPasses, GateMargins.nearest(gate.passed)),
        ] where !cases.isEmpty {
          table(caption, cases).write(words, &html)
        }
      }
    }
  }

  private func table(_ caption: String, _ cases: [GateMargins.Case]) -> HTMLTable {
    HTMLTable(
      caption,
      [
        .init(title: words.signal), .init(title: words.pair), .init(title: words.time), .init(title: words.measured),
        .init(title: words.threshold), .init(title: words.margin), .init(title: words.verdict),
      ],
      cases.map { found in
        let place = found.place
        let measured = words.amount(place.measured, named: place.name, place.margin.unit)
        let share = place.margin.value == .zero ? nil : place.margin.shareText
        return [
          .code(found.point.signalID), .text("\(found.pair) \(found.point.direction)"),
          .whole(moment(found.point.timeMs)), .whole("\(place.name) \(measured)"),
          .whole(place.margin.threshold.map { "\($0.name) \($0.valueText)" } ?? "–"),
          .text(words.distance(place.margin) + (share.map { " (\($0))" } ?? "")),
          found.point.isApproved
            ? .mark(.approved, words.shortMark(.approved)) : .mark(.rejected, words.shortMark(.rejected)),
        ]
      })
  }

  private func distribution(_ gate: GateMargins, number: Int, _ html: inout HTMLWriter) {
    let most = Double(gate.bars.max() ?? 0)
    if most == 0 { return }
    html.element("figure", ["aria-labelledby": "margin-\(number)"]) { html in
      html.element("figcaption", ["class": "meta", "id": "margin-\(number)"], text: words.distribution)
      html.element("svg", ["width": "100%", "height": "150"]) { html in
        let width = 100 / Double(gate.bars.count)
        let middle = gate.bars.count / 2
        for (index, count) in gate.bars.enumerated() {
          let left = width * Double(index)
          let height = Double(count) / most * 96
          if count > 0 {
            html.empty(
              "rect",
              [
                "class": index < middle ? "xb" : "ab", "x": "\((left + width * 0.1).fixed(2))%",
                "width": "\((width * 0.8).fixed(2))%", "y": (122 - height).fixed(1), "height": max(height, 1).fixed(1),
                "rx": "2",
              ])
            let x = "\((left + width / 2).fixed(2))%"
            html.element("text", ["class": "mid", "x": x, "y": (116 - height).fixed(1)], text: "\(count)")
          }
          if index > 0 {
            let bound = GateMargins.bounds[index - 1]
            let x = "\(left.fixed(2))%"
            let label = bound > 0 ? "+\(bound)" : bound < 0 ? "−\(-bound)" : "0"
            html.element("text", ["class": "mid", "x": x, "y": "142"], text: label)
          }
        }
        html.element("g", ["class": "grid", "aria-hidden": "true"]) { html in
          html.empty("line", ["x1": "0", "x2": "100%", "y1": "124", "y2": "124"])
        }
        html.element("g", ["class": "need", "aria-hidden": "true"]) { html in
          html.empty("line", ["x1": "50%", "x2": "50%", "y1": "6", "y2": "128"])
        }
      }
    }
  }
}
