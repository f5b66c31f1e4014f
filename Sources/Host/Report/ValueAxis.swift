internal import RuleEngine

/// The values of a chart, from the bottom of its plot to the top.
struct ValueAxis {
  /// A value with a label.
  struct Tick {
    let value: Double
    let label: String
  }

  private let low: Double
  private let high: Double
  private let unit: ParameterUnit
  private let isWhole: Bool

  /// An axis for values and their thresholds. Values far from all others stay off it, so that these can be told apart.
  init(_ values: [ExactDecimal], thresholds: [ExactDecimal], unit: ParameterUnit) {
    self.unit = unit
    isWhole = (values + thresholds).allSatisfy { $0.whole != nil }
    let sorted = values.map(\.number).sorted()
    let bounds = thresholds.map(\.number)
    let quarter = sorted.isEmpty ? 0 : sorted[sorted.count / 4]
    let median = sorted.isEmpty ? 0 : sorted[sorted.count / 2]
    let threeQuarters = sorted.isEmpty ? 0 : sorted[sorted.count * 3 / 4]
    let farthest = bounds.map { abs($0 - median) }.max() ?? 0
    let reach = 3 * max(threeQuarters - quarter, farthest)
    let near = sorted.filter { $0 >= quarter - reach && $0 <= threeQuarters + reach } + bounds
    let least = near.min() ?? 0
    let greatest = near.max() ?? 0
    let span = greatest - least
    let room = span > 0 ? span * 0.08 : max(abs(least) * 0.1, isWhole ? 1 : 0.000_000_001)
    low = least - room
    high = greatest + room
  }

  /// Where a value is, 0 at the bottom and 1 at the top; beyond those, off the axis.
  func share(_ value: ExactDecimal) -> Double { (value.number - low) / (high - low) }

  /// Three to seven round values.
  var ticks: [Tick] {
    let wanted = (high - low) / 4
    var exponent = -18
    var power = 1e-18
    while power * 10 <= wanted, exponent < 20 {
      power *= 10
      exponent += 1
    }
    var mantissa = [1, 2, 5, 10].first { Double($0) * power >= wanted } ?? 10
    if isWhole, exponent < 0 { (exponent, mantissa, power) = (0, 1, 1) }
    let step = Double(mantissa) * power
    var ticks: [Tick] = []
    var count = Int64((low / step).rounded(.up))
    while Double(count) * step <= high, ticks.count < 12 {
      // A product of decimals, which the text says exactly.
      if let value = ExactDecimal("\(count * Int64(mantissa))e\(exponent)") {
        ticks.append(Tick(value: (Double(count) * step - low) / (high - low), label: Quantity.text(value, unit)))
      }
      count += 1
    }
    return ticks
  }
}

extension ExactDecimal {
  /// The number as a drawing needs it.
  fileprivate var number: Double { Double(units) / 1e18 }
}
