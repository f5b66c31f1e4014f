internal import RuleEngine

/// A chart of one gate and one pair: what was measured over time, its thresholds, and what came of it.
struct GateChart {
  typealias Point = GateSeries.Point

  let key: GateSeries.Key
  /// What is measured, and what it is compared with.
  let measure: (name: String, limit: String)
  let unit: ParameterUnit
  /// What has a place on the axis.
  let plotted: [Point]
  /// What has none: unavailable, or rejected for another reason than the measure.
  let aside: [Point]
  let axis: ValueAxis
  let thresholds: ThresholdLines

  /// Nil of a series of which nothing can be drawn.
  init?(_ series: GateSeries) {
    guard let measure = series.measure else { return nil }
    key = series.key
    self.measure = measure
    let isPlotted = { (point: Point) in point.place?.name == measure.name }
    plotted = series.points.filter(isPlotted)
    aside = series.points.filter { !isPlotted($0) }
    // A value that is judged by another limit, too, must not stretch the axis.
    let judged = plotted.compactMap(\.place).filter { $0.limit == measure.limit }
    unit = judged.first?.margin.unit ?? .none
    thresholds = ThresholdLines(plotted.filter { $0.place?.limit == measure.limit })
    axis = ValueAxis(judged.map(\.value), thresholds: judged.map(\.threshold), unit: unit)
  }

  var points: Int { plotted.count + aside.count }

  /// How many outcomes are of each kind.
  var counts: [(mark: ChartMark, count: Int)] {
    ChartMark.allCases.map { mark in
      (mark, plotted.count { $0.mark == mark } + aside.count { $0.mark == mark })
    }
  }

  /// The signals that can be reached by keyboard: those next to the threshold, where there are many.
  func focusable(atMost count: Int) -> Set<Int64> {
    if points <= count { return Set(plotted.map(\.seq) + aside.map(\.seq)) }
    let nearest = plotted.sorted {
      let left = $0.distance
      let right = $1.distance
      return left == right ? $0.seq < $1.seq : left < right
    }
    return Set(nearest.prefix(count).map(\.seq))
  }
}

extension GateSeries.Point {
  /// How it is drawn.
  var mark: ChartMark { ChartMark(outcome, isApproved: isApproved) }
  /// Which way it points.
  var side: Signal.Direction? { Signal.Direction(rawValue: direction) }

  fileprivate var distance: ExactDecimal { place?.margin.value.magnitude ?? ExactDecimal(units: .max) }
}

/// The charts of a report, the gate between futures and spot first, and how each is drawn.
struct GateCharts {
  /// How many signals are drawn one by one in all; charts beyond are drawn in spans of time.
  static let maxSinglePoints = 2000
  /// How many charts there are at most.
  static let maxCharts = 24
  /// The gate that comes first.
  static let firstRule = "futures_spot_arb"

  /// Each with whether its signals are drawn one by one.
  let list: [(chart: GateChart, isSingle: Bool)]
  /// How many gates and pairs found no room.
  let leftOut: Int

  init(_ set: GateSeriesSet) {
    let charts = set.list.compactMap { GateChart($0) }
    var ranks: [String: Int] = [:]
    for (index, chart) in charts.enumerated() where ranks[chart.key.gate] == nil {
      ranks[chart.key.gate] = chart.key.rule == GateCharts.firstRule ? index - charts.count : index
    }
    // The gates in their order, of each the pairs with the most signals first.
    let order = charts.indices.sorted { left, right in
      let keys = [left, right].map { (ranks[charts[$0].key.gate] ?? 0, -charts[$0].points, $0) }
      return keys[0] < keys[1]
    }
    var room = GateCharts.maxSinglePoints
    list = order.prefix(GateCharts.maxCharts).map { index in
      let isSingle = charts[index].points <= room
      if isSingle { room -= charts[index].points }
      return (charts[index], isSingle)
    }
    leftOut = max(charts.count - GateCharts.maxCharts, 0)
  }

  /// The charts that come first.
  var first: [(chart: GateChart, isSingle: Bool)] { list.filter { $0.chart.key.rule == GateCharts.firstRule } }
  /// The charts of all other gates.
  var others: [(chart: GateChart, isSingle: Bool)] { list.filter { $0.chart.key.rule != GateCharts.firstRule } }
}
