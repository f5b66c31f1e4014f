internal import RuleEngine

/// Writes the chart of one gate and one pair.
///
/// Widths are in percent and heights in pixels, so that a chart fills any width and its text keeps its size. What a mark
/// says while it is pointed at, tapped or focused stands in the place of the caption.
struct GateChartWriter {
  static let height = 222.0
  static let top = 30.0
  static let bottom = 172.0
  static let asideY = 190.0
  static let labelY = 214.0
  /// What a mark says begins above the labels of the axis, where a phone needs the room.
  static let textX = "-60"
  /// How many marks of a chart can be reached by keyboard.
  static let maxFocusable = 40

  let words: ReportWords
  let time: TimeAxis
  let chart: GateChart
  /// Tells this chart's ids from those of others.
  let number: Int

  /// Writes the chart, its marks one by one or in spans of time.
  func write(isSingle: Bool, _ html: inout HTMLWriter) {
    let title = "chart-\(number)"
    // A few marks are at home in half the width of a desk; the first chart is the one that is looked at.
    let isWide = number == 0 || !isSingle || chart.points > GateChartWriter.maxFocusable
    let style = isWide ? "chart wide" : "chart"
    html.element("figure", ["class": style, "aria-labelledby": title]) { html in
      html.element("figcaption") { html in
        html.element("h3", ["id": title]) { html in
          html.element("span", text: chart.key.pair)
          html.raw(" ")
          html.element("code", text: chart.key.gate)
          if chart.key.isShadow { html.element("span", ["class": "tag"], text: words.shadow) }
        }
        html.element("p", ["class": "meta"], text: caption(isSingle: isSingle))
        html.element("p", ["class": "counts"]) { html in
          for (mark, count) in chart.counts where count > 0 {
            html.element("span") { html in
              html.inline(mark)
              html.text(" \(count) \(words.mark(mark))")
            }
            html.raw(" ")
          }
        }
      }
      html.element("a", ["class": "skip", "href": "#end-\(number)"], text: words.skipChart)
      html.element("div", ["class": "plot"]) { html in
        axis(&html)
        html.element("svg", ["class": "marks", "width": "100%", "height": GateChartWriter.height.fixed(0)]) { html in
          frame(&html)
          thresholds(&html)
          if isSingle { marks(&html) } else { spans(&html) }
        }
      }
      html.empty("span", ["id": "end-\(number)"])
    }
  }

  private func caption(isSingle: Bool) -> String {
    let offScale = chart.plotted.count { $0.place.map { chart.isOffScale($0.value) } == true }
    return words.chartCaption(
      rule: chart.key.rule, measure: chart.measure.name, limit: chart.measure.limit,
      needs: chart.thresholds.areMany
        ? []
        : chart.thresholds.lines.compactMap { line in
          line.segments.last.map { (line.direction, $0.text(chart.unit)) }
        }, offScale: offScale, isSingle: isSingle)
  }

  private func axis(_ html: inout HTMLWriter) {
    html.element(
      "svg", ["class": "axis", "width": "64", "height": GateChartWriter.height.fixed(0), "aria-hidden": "true"]
    ) { html in
      for tick in chart.axis.ticks {
        html.element("text", ["x": "58", "y": (y(share: tick.value) + 4).fixed(1)], text: tick.label)
      }
    }
  }

  /// The grid, and the moments below it.
  private func frame(_ html: inout HTMLWriter) {
    html.element("g", ["class": "grid", "aria-hidden": "true"]) { html in
      for tick in chart.axis.ticks {
        let y = y(share: tick.value).fixed(1)
        html.empty("line", ["x1": "0", "x2": "100%", "y1": y, "y2": y])
      }
      html.timeTicks(time, y: GateChartWriter.labelY, from: GateChartWriter.top, to: GateChartWriter.asideY + 8)
    }
  }

  private func thresholds(_ html: inout HTMLWriter) {
    if chart.thresholds.areMany { return }
    html.element("g", ["class": "need", "aria-hidden": "true"]) { html in
      var labels: [Double] = []
      for line in chart.thresholds.lines {
        for (index, segment) in line.segments.enumerated() {
          let from = index == 0 ? 0 : time.share(segment.fromMs)
          let to = index + 1 < line.segments.count ? time.share(line.segments[index + 1].fromMs) : 1
          write(segment, from * 100, to * 100, &html)
        }
        guard let last = line.segments.last else { continue }
        let labelY = y(last.threshold) + (last.side == .below ? 13 : -5)
        // What two labels say in one place nobody can read, nor one behind marks; the caption has both.
        guard labels.allSatisfy({ abs($0 - labelY) >= 14 }), let end = freeEnd(at: labelY) else { continue }
        labels.append(labelY)
        let text = [line.direction, last.text(chart.unit)].compactMap(\.self).joined(separator: " ")
        html.element(
          "text", ["class": end == 0 ? "left" : "", "x": "\(end)%", "dx": end == 0 ? "4" : "-4", "y": labelY.fixed(1)],
          text: text)
      }
    }
  }

  /// The end of the plot, in percent, where a label covers no mark; nil where both have some.
  private func freeEnd(at labelY: Double) -> Int? {
    // A label takes up to a third of a phone's width.
    let near = chart.plotted.filter { point in
      point.place.map { abs(y($0.value) - labelY + 4) < 13 } == true
    }.map { time.share($0.timeMs) }
    if near.allSatisfy({ $0 < 0.66 }) { return 100 }
    return near.allSatisfy { $0 > 0.34 } ? 0 : nil
  }

  private func write(
    _ segment: ThresholdLines.Segment, _ from: Double, _ to: Double, _ html: inout HTMLWriter
  ) {
    let lineY = y(segment.threshold)
    let (x1, x2) = ("\(from.fixed(2))%", "\(to.fixed(2))%")
    if let side = segment.side {
      let (start, end) = side == .above ? (GateChartWriter.top, lineY) : (lineY, GateChartWriter.bottom)
      html.empty(
        "rect",
        [
          "x": x1, "y": start.fixed(1), "width": "\((to - from).fixed(2))%", "height": max(end - start, 0).fixed(1),
        ])
    }
    html.empty("line", ["x1": x1, "x2": x2, "y1": lineY.fixed(1), "y2": lineY.fixed(1)])
  }

  func y(_ value: ExactDecimal) -> Double { y(share: chart.axis.share(value)) }

  /// Values off the scale stand at its end.
  func y(share: Double) -> Double {
    let height = GateChartWriter.bottom - GateChartWriter.top
    return GateChartWriter.bottom - min(max(share, 0), 1) * height
  }
}

extension GateChart {
  fileprivate func isOffScale(_ value: ExactDecimal) -> Bool { !(0...1).contains(axis.share(value)) }
}

extension HTMLWriter {
  /// Writes the moments of an axis, with lines through the plot. A narrow chart leaves out every other one.
  mutating func timeTicks(_ time: TimeAxis, y: Double, from: Double, to: Double) {
    for (index, tick) in time.ticks.enumerated() {
      let x = time.percent(tick.timeMs)
      empty("line", ["x1": x, "x2": x, "y1": from.fixed(1), "y2": to.fixed(1)])
      // A label at an end would be cut off.
      guard (0.03...0.97).contains(time.share(tick.timeMs)) else { continue }
      element("text", ["class": index % 2 == 0 ? "w" : "", "x": x, "y": y.fixed(1)], text: tick.label)
    }
  }
}
