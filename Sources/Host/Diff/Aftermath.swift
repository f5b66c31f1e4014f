internal import RuleEngine

/// What the market did after an entry: the returns of its mid, in the trade's favour, in percent.
struct Aftermath: Hashable, Sendable {
  /// So many minutes after it.
  static let minutes: [Int64] = [1, 5, 60]

  /// A return for each of them; nil where it is not known.
  var returns: [ExactDecimal?] = minutes.map { _ in nil }

  /// The return of an entry at one mid when the mid is another one, in percent, rounded to 6 places, half to even.
  static func percent(from entry: Price, to later: Price, _ direction: Signal.Direction) -> ExactDecimal {
    let change = Int128(direction == .long ? later.units - entry.units : entry.units - later.units)
    let rounded = Ratio(numerator: change, denominator: entry.units).rounded(places: 8)
    // A hundred-millionth is a millionth of a percent, which is 10^12 units.
    return ExactDecimal(units: rounded * 1_000_000_000_000)
  }
}

/// What the market did after several entries.
struct AftermathSummary: Sendable {
  private var returns: [[ExactDecimal]] = Aftermath.minutes.map { _ in [] }
  private(set) var count = 0

  mutating func add(_ aftermath: Aftermath) {
    count += 1
    for (index, value) in aftermath.returns.enumerated() { if let value { returns[index].append(value) } }
  }

  /// The returns so many minutes after the entries, in one line of figures.
  struct Figures: Hashable {
    let minutes: Int64
    /// Of how many entries it is known.
    let known: Int
    let unknown: Int
    let sum: ExactDecimal
    /// Rounded to 6 places, half to even; nil where none is known.
    let mean: ExactDecimal?
    let median: ExactDecimal?
  }

  var figures: [Figures] {
    zip(Aftermath.minutes, returns).map { minutes, values in
      let sorted = values.sorted()
      let sum = sorted.reduce(into: Int128(0)) { $0 += $1.units }
      let middle = sorted.isEmpty ? nil : (sorted[(sorted.count - 1) / 2].units + sorted[sorted.count / 2].units) / 2
      let mean = sorted.isEmpty ? nil : Ratio(numerator: sum, denominator: Int64(sorted.count), decimals: 12)
      return Figures(
        minutes: minutes, known: sorted.count, unknown: count - sorted.count, sum: ExactDecimal(units: sum),
        mean: mean.map { ExactDecimal(units: $0.rounded(places: 0) * 1_000_000_000_000) },
        median: middle.map { ExactDecimal(units: $0) })
    }
  }
}
