internal import RuleEngine

/// A span of time as a chart is wide, in percent of its width.
struct TimeAxis {
  /// A moment with a label.
  struct Tick {
    let timeMs: Int64
    let label: String
  }

  /// The first and the last moment on it.
  let span: ClosedRange<Int64>
  /// Whether moments need their day to be told apart.
  let hasDays: Bool

  private let from: Int64
  private let to: Int64

  init(_ span: ClosedRange<Int64>) {
    self.span = span
    let length = span.upperBound - span.lowerBound
    // Marks at the ends need room beside them; a single moment stands in the middle.
    let room = max(length / 50, 500)
    from = span.lowerBound - room
    to = span.upperBound + room
    hasDays = CivilTime(ms: span.lowerBound).date != CivilTime(ms: span.upperBound).date
  }

  /// Where a moment is, from 0 to 1.
  func share(_ timeMs: Int64) -> Double {
    let clamped = min(max(timeMs, from), to)
    return Double(clamped - from) / Double(to - from)
  }

  /// Where a moment is, as SVG takes it: `37.21%`.
  func percent(_ timeMs: Int64) -> String { "\((share(timeMs) * 100).fixed(2))%" }

  /// The moment as short as it can be told on this axis, to the millisecond.
  func text(_ timeMs: Int64) -> String {
    let text = CivilTime(ms: timeMs).iso8601.dropLast()
    let clock = text.drop { $0 != "T" }.dropFirst()
    return hasDays ? "\(text.dropFirst(5).prefix(5)) \(clock)" : String(clock)
  }

  /// The steps that a clock or a calendar has, in milliseconds.
  private static let steps: [Int64] =
    [1, 2, 5, 10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200].map { $0 * 1000 }
    + [1, 2, 7, 14, 28, 91, 364].map { $0 * 86_400_000 }

  private static func step(_ length: Int64, atMost count: Int64) -> Int64 {
    steps.first { length / $0 < count } ?? (length / count + 1)
  }

  /// At most nine moments of the clock.
  var ticks: [Tick] {
    let step = TimeAxis.step(to - from, atMost: 9)
    // Weeks would begin on Thursdays otherwise.
    let origin: Int64 = step >= 7 * 86_400_000 ? 4 * 86_400_000 : 0
    var ticks: [Tick] = []
    var time = (from - origin) / step * step + origin
    while time <= to {
      if time > from { ticks.append(Tick(timeMs: time, label: TimeAxis.label(time, step: step))) }
      time += step
    }
    return ticks
  }

  private static func label(_ timeMs: Int64, step: Int64) -> String {
    let time = CivilTime(ms: timeMs)
    if step >= 86_400_000 || time.millisecondOfDay == 0 { return String(time.date.dropFirst(5)) }
    let clock = time.iso8601.drop { $0 != "T" }.dropFirst()
    return String(clock.prefix(step < 60_000 ? 8 : 5))
  }

  /// Spans of equal length, `count` at most, that begin at moments of the clock.
  func buckets(_ count: Int64) -> TimeBuckets {
    let length = TimeAxis.step(span.upperBound - span.lowerBound, atMost: count)
    let first = span.lowerBound / length * length
    return TimeBuckets(fromMs: first, lengthMs: length, count: Int((span.upperBound - first) / length) + 1)
  }
}

/// Spans of time, one behind the other.
struct TimeBuckets {
  let fromMs: Int64
  let lengthMs: Int64
  let count: Int

  /// In which span a moment is.
  func index(_ timeMs: Int64) -> Int { min(max(Int((timeMs - fromMs) / lengthMs), 0), count - 1) }

  /// When a span begins.
  func start(_ index: Int) -> Int64 { fromMs + Int64(index) * lengthMs }
}

extension Double {
  /// The number with at most `places` decimals, without trailing zeros.
  func fixed(_ places: Int) -> String {
    let scale = (0..<places).reduce(1) { product, _ in product * 10 }
    let whole = Int((self * Double(scale)).rounded())
    guard places > 0 else { return "\(whole)" }
    var decimals = "\(whole.magnitude % UInt(scale))"
    decimals = String(repeating: "0", count: places - decimals.count) + decimals
    while decimals.last == "0" { decimals.removeLast() }
    let sign = whole < 0 ? "-" : ""
    return sign + "\(whole.magnitude / UInt(scale))" + (decimals.isEmpty ? "" : ".\(decimals)")
  }
}
