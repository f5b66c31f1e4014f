/// Which values a fact can have where it is known: what is certain of it for every entry.
public struct FactValues: Hashable, Sendable {
  /// From where to where.
  public let stretch: PassBand.Stretch
  /// Whether they are whole numbers.
  public let isWhole: Bool
  /// Whether they are measured on a scale so fine that one is hardly ever exactly a number somebody thought of; 0 may
  /// be a case of its own.
  public let isMeasured: Bool
  /// Whether they are the age of a quote: none is above the `max_age_ms` of whoever asks, for it would be stale.
  public let isAge: Bool

  private init(_ stretch: PassBand.Stretch, isWhole: Bool = false, isMeasured: Bool = false, isAge: Bool = false) {
    self.stretch = stretch
    self.isWhole = isWhole
    self.isMeasured = isMeasured
    self.isAge = isAge
  }

  /// Any number.
  public static var any: FactValues { FactValues(PassBand.Stretch(nil, nil)) }

  /// Numbers in a stretch.
  public static func numbers(_ stretch: PassBand.Stretch) -> FactValues { FactValues(stretch) }

  /// Whole numbers, both ends included; nil for no end.
  public static func whole(from lower: ExactDecimal, to upper: ExactDecimal? = nil) -> FactValues {
    FactValues(PassBand.Stretch(lower, upper), isWhole: true)
  }

  /// Numbers in a stretch, measured finely.
  public static func measured(_ stretch: PassBand.Stretch) -> FactValues { FactValues(stretch, isMeasured: true) }

  /// The age of a quote, in milliseconds.
  public static var age: FactValues {
    FactValues(PassBand.Stretch(ExactDecimal(-Quote.maxAheadMs), nil), isWhole: true, isAge: true)
  }

  /// The values where whoever asks takes quotes of at most this age.
  public func limited(maxAgeMs: Int64) -> FactValues {
    guard isAge else { return self }
    return FactValues(PassBand.Stretch(stretch.lower, ExactDecimal(maxAgeMs)), isWhole: true, isAge: true)
  }

  /// What of a stretch they can be; nil where they cannot be in it.
  public func part(of other: PassBand.Stretch) -> PassBand.Stretch? {
    isWhole ? other.whole.flatMap(stretch.intersection) : stretch.intersection(other)
  }
}

extension FactValues: CustomStringConvertible {
  /// `a whole number from 0 to 23`, `above 0`; empty where any number is possible.
  public var description: String {
    let range =
      switch (stretch.lower, stretch.upper) {
      case (nil, nil): ""
      case (let lower?, let upper?):
        if stretch.includesLower && stretch.includesUpper {
          "from \(lower) to \(upper)"
        } else {
          "\(stretch.includesLower ? "from" : "above") \(lower) \(stretch.includesUpper ? "up to" : "and below") \(upper)"
        }
      case (let lower?, nil): stretch.includesLower ? "\(lower) or more" : "above \(lower)"
      case (nil, let upper?): stretch.includesUpper ? "\(upper) or less" : "below \(upper)"
      }
    return isWhole ? "a whole number" + (range.isEmpty ? "" : stretch.upper == nil ? ", \(range)" : " \(range)") : range
  }
}

extension PassBand.Stretch {
  /// The whole numbers in it, from the first to the last; nil where there are none.
  var whole: PassBand.Stretch? {
    let first = lower.map { ExactDecimal.whole(notBelow: $0, orAbove: !includesLower) }
    let last = upper.map { .zero - ExactDecimal.whole(notBelow: .zero - $0, orAbove: !includesUpper) }
    if let first, let last, first > last { return nil }
    return PassBand.Stretch(first, last)
  }

  /// What is in both; nil where nothing is.
  func intersection(_ other: PassBand.Stretch) -> PassBand.Stretch? {
    guard overlaps(other) else { return nil }
    let low = PassBand.Stretch.inner((lower, includesLower), (other.lower, other.includesLower), isLower: true)
    let high = PassBand.Stretch.inner((upper, includesUpper), (other.upper, other.includesUpper), isLower: false)
    return PassBand.Stretch(low.end, high.end, includesLower: low.isIncluded, includesUpper: high.isIncluded)
  }

  private typealias End = (end: ExactDecimal?, isIncluded: Bool)

  private static func inner(_ one: End, _ other: End, isLower: Bool) -> End {
    guard let end = one.end else { return other }
    guard let otherEnd = other.end else { return one }
    if end == otherEnd { return (end, one.isIncluded && other.isIncluded) }
    return (end > otherEnd) == isLower ? one : other
  }
}

extension ExactDecimal {
  /// The least whole number that is not below a number, or above it.
  fileprivate static func whole(notBelow number: ExactDecimal, orAbove isAbove: Bool) -> ExactDecimal {
    let one = ExactDecimal(1).units
    let (quotient, remainder) = number.units.quotientAndRemainder(dividingBy: one)
    let isUp = remainder > 0 || (remainder == 0 && isAbove)
    return ExactDecimal(units: (quotient + (isUp ? 1 : 0)) * one)
  }
}
