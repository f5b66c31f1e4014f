internal import RuleEngine

extension ReportPage {
  /// How much was asked and what was said, over time and by reason.
  func overview(_ time: TimeAxis) -> Section {
    Section(id: "overview", title: words.overview) { html in
      if !report.unreadable.isEmpty { unreadable(&html) }
      tiles(&html)
      verdicts(time, &html)
      let rejected = report.marks.count - report.approvedCount
      if rejected > 0 { reasons(of: rejected).write(words, &html) }
    }
  }

  private func tiles(_ html: inout HTMLWriter) {
    let all = report.marks.count
    let approved = report.approvedCount
    let unknown = report.entries.list.reduce(0) { $0 + $1.allowed }
    html.element("dl", ["class": "tiles"]) { html in
      html.tile(words.signals, all, "", nil)
      html.tile(words.approved, approved, ReportPage.percent(approved, of: all), .approved)
      html.tile(words.rejected, all - approved, ReportPage.percent(all - approved, of: all), .rejected)
      html.tile(words.allowedUnknown, unknown, words.warnings, .unavailable)
    }
  }

  /// A share with one decimal.
  static func percent(_ part: Int, of whole: Int) -> String {
    whole == 0 ? "" : "\((Double(part) * 100 / Double(whole)).fixed(1)) %"
  }

  /// Approvals and rejections in spans of time, one above the other.
  private func verdicts(_ time: TimeAxis, _ html: inout HTMLWriter) {
    let buckets = time.buckets(60)
    var counts = [(approved: Int, all: Int)](repeating: (0, 0), count: buckets.count)
    for mark in report.marks {
      let index = buckets.index(mark.timeMs)
      counts[index].all += 1
      if mark.isApproved { counts[index].approved += 1 }
    }
    let most = Double(counts.map(\.all).max() ?? 1)
    html.element("figure", ["aria-labelledby": "verdicts-title"]) { html in
      html.element("figcaption") { html in
        html.element("h3", ["id": "verdicts-title"], text: words.verdictsOverTime)
        html.element("p", ["class": "counts"]) { html in
          for mark in [ChartMark.approved, .rejected] {
            html.element("span") { html in
              html.element("svg", ["class": "key", "width": "12", "height": "12", "aria-hidden": "true"]) { html in
                html.empty("rect", ["class": "\(mark.rawValue)b", "width": "12", "height": "12", "rx": "3"])
              }
              html.text(" \(mark == .approved ? words.approvedBelow : words.rejectedAbove)")
            }
          }
          html.element("span", ["class": "meta"], text: words.bars(buckets.lengthMs, most: Int(most)))
        }
      }
      html.element("div", ["class": "plot full"]) { html in
        html.element("svg", ["class": "marks", "width": "100%", "height": "160"]) { html in
          html.element("g", ["class": "grid", "aria-hidden": "true"]) { $0.timeTicks(time, y: 154, from: 18, to: 136) }
          for (index, count) in counts.enumerated() where count.all > 0 {
            let from = buckets.start(index)
            let text = bucketText(count, from, from + buckets.lengthMs, time)
            html.chartPoint(id: "v-\(index)", text) { html in
              let x = time.share(max(from, time.span.lowerBound - 1)) * 100
              let end = time.share(from + buckets.lengthMs) * 100
              let heights = [count.approved, count.all].map { Double($0) / most * 112 }
              // A gap between the bars, so that each can be told from the next.
              let (left, width) = ("\((x + 0.12).fixed(2))%", "\(max(end - x - 0.24, 0.3).fixed(2))%")
              for (style, low, high) in [("xb", heights[0], heights[1]), ("ab", 0, heights[0])] where high > low {
                html.empty(
                  "rect",
                  [
                    "class": style, "x": left, "width": width, "y": (136 - high).fixed(1),
                    "height": (high - low).fixed(1), "rx": "1.5",
                  ])
              }
            }
          }
        }
      }
    }
  }

  private func bucketText(
    _ count: (approved: Int, all: Int), _ fromMs: Int64, _ toMs: Int64, _ time: TimeAxis
  ) -> [String] {
    let clocks = [fromMs, toMs].map { String(time.text($0).dropLast(4)) }
    return [
      "\(clocks[0])–\(clocks[1].split(separator: " ").last ?? "")",
      "\(words.approved) \(count.approved), \(words.rejected) \(count.all - count.approved)",
    ]
  }

  private func reasons(of rejected: Int) -> HTMLTable {
    let order = report.rejections.indices.sorted { left, right in
      let keys = [left, right].map { (-report.rejections[$0].count, $0) }
      return keys[0] < keys[1]
    }
    return HTMLTable(
      words.whyRejected,
      [
        .init(title: words.decidedBy), .init(title: words.code), .init(title: words.stageTitle),
        .init(title: words.signals, isNumber: true),
      ],
      order.map { index in
        let rejections = report.rejections[index]
        return [
          rejections.cause.rule.map { .code($0) } ?? .text("–"), .code(rejections.cause.code),
          .text(words.stage(rejections.cause.stage)), .bar(rejections.count, of: rejected, .rejected),
        ]
      })
  }
}

extension HTMLWriter {
  fileprivate mutating func tile(_ title: String, _ count: Int, _ small: String, _ mark: ChartMark?) {
    element("div") { html in
      html.element("dt") { html in
        if let mark { html.inline(mark) }
        html.text(" \(title)")
      }
      html.element("dd") { html in
        html.text("\(count) ")
        if !small.isEmpty { html.element("small", text: small) }
      }
    }
  }
}
