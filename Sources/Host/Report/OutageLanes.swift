internal import RuleEngine

/// The times in which gates could not know, a lane for each order book and code.
struct OutageLanes {
  struct Lane {
    let title: String
    var spans: [(fromMs: Int64, toMs: Int64, count: Int)]
  }

  /// More lanes than this are left to the table.
  static let maxLanes = 12
  /// More spans than this are left to the table, too.
  static let maxSpans = 100

  private(set) var lanes: [Lane] = []

  init(_ outages: [Outage]) {
    for outage in outages {
      let title = "\(outage.feed ?? outage.coin) \(outage.code)"
      let span = (outage.fromMs, outage.toMs, outage.count)
      if let index = lanes.firstIndex(where: { $0.title == title }) {
        lanes[index].spans.append(span)
      } else {
        lanes.append(Lane(title: title, spans: [span]))
      }
    }
  }

  /// Writes the lanes.
  func write(_ time: TimeAxis, _ words: ReportWords, _ html: inout HTMLWriter) {
    let lanes = lanes.prefix(OutageLanes.maxLanes)
    let bottom = Double(lanes.count) * 40 + 20
    html.element("figure", ["aria-labelledby": "lanes"]) { html in
      html.element("figcaption") { $0.element("h3", ["id": "lanes", "class": "gone"], text: words.outageLanes) }
      html.element("svg", ["class": "marks", "width": "100%", "height": (bottom + 26).fixed(0)]) { html in
        html.element("g", ["class": "grid", "aria-hidden": "true"]) {
          $0.timeTicks(time, y: bottom + 18, from: 14, to: bottom)
        }
        for (index, lane) in lanes.enumerated() {
          let y = Double(index) * 40 + 30
          html.element("text", ["class": "lane", "x": "0", "y": y.fixed(0)], text: lane.title)
          for (place, span) in lane.spans.prefix(OutageLanes.maxSpans).enumerated() {
            html.chartPoint(id: "o\(index)-\(place)", text(lane, span, time, words)) { html in
              let (x1, x2) = (time.percent(span.fromMs), time.percent(span.toMs))
              html.empty(
                "line",
                ["class": "ol", "x1": x1, "x2": x2, "y1": (y + 14).fixed(0), "y2": (y + 14).fixed(0)])
              html.mark(.unavailable, x: x1, y: y + 14)
              if x1 != x2 { html.mark(.unavailable, x: x2, y: y + 14) }
            }
          }
        }
      }
    }
  }

  private func text(
    _ lane: Lane, _ span: (fromMs: Int64, toMs: Int64, count: Int), _ time: TimeAxis, _ words: ReportWords
  ) -> [String] {
    ["\(lane.title): \(words.count(span.count))", "\(time.text(span.fromMs)) – \(time.text(span.toMs))"]
  }
}
