internal import RuleEngine

extension GateChartWriter {
  /// Every signal by itself.
  func marks(_ html: inout HTMLWriter) {
    line(&html)
    let focusable = chart.focusable(atMost: GateChartWriter.maxFocusable)
    for point in chart.aside + chart.plotted {
      let y = point.place.flatMap { $0.name == chart.measure.name ? self.y($0.value) : nil }
      let id = focusable.contains(point.seq) ? "p\(number)-\(point.seq)" : nil
      html.chartPoint(id: id, x: GateChartWriter.textX, text(point)) { html in
        html.mark(point.mark, point.side, x: time.percent(point.timeMs), y: y ?? GateChartWriter.asideY)
      }
    }
  }

  /// What was measured, from signal to signal.
  private func line(_ html: inout HTMLWriter) {
    guard chart.plotted.count > 1 else { return }
    var path = ""
    for point in chart.plotted {
      guard let place = point.place else { continue }
      path += "\(path.isEmpty ? "M" : "L")\((time.share(point.timeMs) * 10_000).fixed(0)) \(y(place.value).fixed(0))"
    }
    html.element(
      "svg",
      [
        "class": "line", "width": "100%", "height": GateChartWriter.height.fixed(0),
        "viewBox": "0 0 10000 \(GateChartWriter.height.fixed(0))", "preserveAspectRatio": "none", "aria-hidden": "true",
      ]
    ) { $0.empty("path", ["d": path]) }
  }

  private func text(_ point: GateChart.Point) -> [String] {
    let lines = [
      "\(point.mark.symbol(point.side)) \(words.mark(point.mark))",
      "\(point.signalID.cut(to: 24)) \(point.direction) · \(time.text(point.timeMs))",
    ]
    guard let place = point.place else { return lines + [point.code ?? ""] }
    let limit = place.margin.threshold.map { "\($0.name) \($0.valueText)" } ?? place.limit
    let measured = "\(place.name) \(words.amount(place.measured, named: place.name, place.margin.unit))"
    // The caption has the threshold, too.
    let both = "\(measured), \(limit)"
    return lines + [TextTable.width(both) > 50 ? measured : both, words.distance(place.margin)]
  }

  /// Spans of time: of each kind of outcome and each direction the least and the greatest value, and how many there are.
  func spans(_ html: inout HTMLWriter) {
    let buckets = time.buckets(48)
    var spans = [ChartSpan](repeating: ChartSpan(), count: buckets.count)
    for point in chart.plotted + chart.aside {
      spans[buckets.index(point.timeMs)].add(point, isPlotted: point.place?.name == chart.measure.name)
    }
    for (index, span) in spans.enumerated() where span.count > 0 {
      let from = buckets.start(index)
      let x = time.percent(from + buckets.lengthMs / 2)
      html.chartPoint(id: "p\(number)-\(index)", x: GateChartWriter.textX, text(span, from, from + buckets.lengthMs)) {
        html in
        for (mark, side, range) in span.ranges {
          let (high, low) = (y(range.upperBound), y(range.lowerBound))
          html.empty(
            "line", ["class": "\(mark.rawValue)l", "x1": x, "x2": x, "y1": high.fixed(1), "y2": low.fixed(1)])
          // The end that is nearer to passing, or to not passing, is what is looked for: both are marked.
          html.mark(mark, side, x: x, y: high)
          if low - high > 10 { html.mark(mark, side, x: x, y: low) }
        }
        if let mark = span.aside { html.mark(mark, x: x, y: GateChartWriter.asideY) }
      }
    }
  }

  private func text(_ span: ChartSpan, _ fromMs: Int64, _ toMs: Int64) -> [String] {
    let counts = ChartMark.allCases.compactMap { mark in
      span.counts[mark].map { "\(mark.symbol()) \($0) \(words.shortMark(mark))" }
    }
    let clocks = [fromMs, toMs].map { String(time.text($0).dropLast(4)) }
    var lines = ["\(clocks[0])–\(clocks[1].split(separator: " ").last ?? "")", counts.joined(separator: " ")]
    if let range = span.range {
      let ends = [range.lowerBound, range.upperBound].map { words.amount($0, named: chart.measure.name, chart.unit) }
      lines.append("\(chart.measure.name) \(ends[0]) … \(ends[1])")
    }
    return lines
  }
}

/// What a span of time holds.
private struct ChartSpan {
  private(set) var counts: [ChartMark: Int] = [:]
  /// What has no value, in words of one mark; nil where everything has one.
  private(set) var aside: ChartMark?
  private var bounds: [Kind: ClosedRange<ExactDecimal>] = [:]

  private struct Kind: Hashable {
    let mark: ChartMark
    let side: Signal.Direction?
  }

  mutating func add(_ point: GateChart.Point, isPlotted: Bool) {
    counts[point.mark, default: 0] += 1
    guard isPlotted, let value = point.place?.value else {
      if aside != .unavailable { aside = point.mark }
      return
    }
    let kind = Kind(mark: point.mark, side: point.side)
    let known = bounds[kind] ?? value...value
    bounds[kind] = min(known.lowerBound, value)...max(known.upperBound, value)
  }

  var count: Int { counts.values.reduce(0, +) }

  var ranges: [(mark: ChartMark, side: Signal.Direction?, range: ClosedRange<ExactDecimal>)] {
    // Approvals are drawn last, above all others.
    ChartMark.allCases.reversed().flatMap { mark in
      [.long, .short, nil].compactMap { side in bounds[Kind(mark: mark, side: side)].map { (mark, side, $0) } }
    }
  }

  var range: ClosedRange<ExactDecimal>? {
    guard let least = bounds.values.map(\.lowerBound).min(), let most = bounds.values.map(\.upperBound).max() else {
      return nil
    }
    return least...most
  }
}

extension HTMLWriter {
  /// Writes something of a chart that says what it is while it is pointed at, or focused.
  ///
  /// - Parameters:
  ///   - id: what it is called, where it can be reached by keyboard; nil where it cannot.
  ///   - x: where the text begins.
  ///   - lines: what it says, in four lines at most.
  mutating func chartPoint(
    id: String?, x: String = "0", _ lines: [String], _ body: (inout HTMLWriter) -> Void
  ) {
    let attributes: Attributes =
      if let id {
        ["class": "p", "tabindex": "0", "role": "img", "aria-labelledby": id]
      } else {
        ["class": "p"]
      }
    element("g", attributes) { html in
      body(&html)
      let say = { (html: inout HTMLWriter) in
        for (index, line) in lines.enumerated() {
          html.element("text", ["x": x, "y": "\(14 - 16 * (lines.count - 1 - index))"], text: line)
        }
      }
      if let id { html.element("g", ["class": "t", "id": id], say) } else { html.element("g", ["class": "t"], say) }
    }
  }
}
