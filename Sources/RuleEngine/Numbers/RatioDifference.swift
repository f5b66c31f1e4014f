/// The exact distance between two quotients, whatever their size: a fraction with a numerator of 256 bits.
///
/// Both are brought to a common denominator and subtracted; nothing is rounded, so the sign is that of the true
/// difference.
public struct RatioDifference: Sendable {
  /// -1, 0 or 1.
  public let sign: Int

  private let magnitude: (high: UInt128, low: UInt128)
  // Nil where it is beyond 128 bits: the sign does not need it.
  private let denominator: UInt128?
  private let isDecimal: Bool

  /// The distance of `left` above `right`.
  public init(_ left: Ratio, minus right: Ratio) {
    let decimals = max(left.decimals, right.decimals)
    let (high, low) = RatioDifference.subtract(
      left.scaled(to: decimals, over: right.denominator), right.scaled(to: decimals, over: left.denominator))
    let isNegative = high < 0
    let (lowMagnitude, borrow) = UInt128(0).subtractingReportingOverflow(low)
    magnitude = isNegative ? (~UInt128(bitPattern: high) &+ (borrow ? 0 : 1), lowMagnitude) : (UInt128(high), low)
    sign = isNegative ? -1 : (high == 0 && low == 0 ? 0 : 1)
    // Two denominators of 63 bits fit 126; powerOfTen is defined up to the 18 of a ratio.
    let (product, overflow) = (UInt128(left.denominator) * UInt128(right.denominator))
      .multipliedReportingOverflow(by: UInt128.powerOfTen(decimals) ?? 1)
    denominator = overflow ? nil : product
    isDecimal = left.denominator == 1 && right.denominator == 1
  }

  /// The distance as a decimal: rounded to 9 places, half to even, where a quotient is in it, else exact. Nil beyond
  /// the range of a decimal.
  public var decimal: ExactDecimal? {
    let places = isDecimal ? ExactDecimal.scale : 9
    guard let denominator, magnitude.high < denominator, let scale = UInt128.powerOfTen(places),
      let step = UInt128.powerOfTen(ExactDecimal.scale - places)
    else { return nil }
    let whole = denominator.dividingFullWidth((magnitude.high, magnitude.low))
    // What remains is below the denominator, so the quotient of its places is below `scale`.
    let part = denominator.dividingFullWidth(whole.remainder.multipliedFullWidth(by: scale))
    let rest = denominator - part.remainder
    let roundsUp = part.remainder > rest || (part.remainder == rest && part.quotient & 1 == 1)
    let (units, overflow) = whole.quotient.multipliedReportingOverflow(by: scale * step)
    let (sum, carry) = units.addingReportingOverflow((part.quotient + (roundsUp ? 1 : 0)) * step)
    guard !overflow, !carry, let size = Int128(exactly: sum) else { return nil }
    return ExactDecimal(units: sign < 0 ? -size : size)
  }

  private static func subtract(
    _ left: (high: Int128, low: UInt128), _ right: (high: Int128, low: UInt128)
  ) -> (high: Int128, low: UInt128) {
    let (low, borrow) = left.low.subtractingReportingOverflow(right.low)
    // Each product is below 2^250, so the difference of the upper halves fits.
    return (left.high &- right.high &- (borrow ? 1 : 0), low)
  }
}

extension Ratio {
  /// The numerator over a denominator that is larger by 10^`decimals` and by `factor`, in 256 bits.
  fileprivate func scaled(to decimals: Int, over factor: Int64) -> (high: Int128, low: UInt128) {
    // 10^18 is below 2^60 and a denominator below 2^63: their product fits.
    numerator.multipliedFullWidth(by: Int128(UInt128.powerOfTen(decimals - self.decimals) ?? 1) * Int128(factor))
  }
}
