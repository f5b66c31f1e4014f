/// A signed decimal number with 18 decimals, up to ±170,141,183,460,469,231,731: parameters, notionals, z-scores.
/// Text with digits beyond the 38th is read only where these lie behind the 18th decimal, hence below 10^20.
///
/// Numbers with more than 18 decimals keep a trace of what is beyond: the last digit, where it would be 0 or 5, is
/// moved by one away from zero ("round to odd" in decimal). So a comparison with a number of fewer decimals, and any
/// later rounding, give what the unrounded number would give.
public struct ExactDecimal: Hashable, Comparable, Sendable {
  /// The number in units of 10^-18.
  public let units: Int128

  /// The number of decimals of `units`.
  public static let scale = 18
  /// Nothing.
  @inlinable
  public static var zero: ExactDecimal { ExactDecimal(units: 0) }

  /// Makes a number from units of 10^-18.
  @inlinable
  public init(units: Int128) { self.units = units }

  /// Makes a whole number.
  public init(_ whole: Int64) { units = Int128(whole) * 1_000_000_000_000_000_000 }

  /// Reads a number that has been read as a literal.
  ///
  /// - Returns: nil where it is beyond the range.
  public init?(_ literal: DecimalLiteral) {
    guard let magnitude = ExactDecimal.magnitude(of: literal), magnitude <= Int128.max.magnitude else { return nil }
    units = literal.isNegative ? -Int128(magnitude) : Int128(magnitude)
  }

  /// Reads a number from a string in JSON's number syntax; nil where it is none or beyond the range.
  public init?(_ text: String) {
    guard let literal = DecimalLiteral(text) else { return nil }
    self.init(literal)
  }

  private static func magnitude(of literal: DecimalLiteral) -> UInt128? {
    if literal.coefficient == 0 { return literal.hasLostDigits ? 1 : 0 }
    let shift = literal.exponent + scale
    if shift >= 0 {
      // With lost digits the units would have more than 38, of which the last ones are not known.
      guard shift == 0 || !literal.hasLostDigits, let factor = UInt128.powerOfTen(shift) else { return nil }
      let (scaled, overflow) = literal.coefficient.multipliedReportingOverflow(by: factor)
      return overflow ? nil : literal.hasLostDigits ? stickyDigit(scaled) : scaled
    }
    guard let divisor = UInt128.powerOfTen(-shift) else { return 1 }
    let (quotient, remainder) = literal.coefficient.quotientAndRemainder(dividingBy: divisor)
    return remainder == 0 && !literal.hasLostDigits ? quotient : stickyDigit(quotient)
  }

  private static func stickyDigit(_ magnitude: UInt128) -> UInt128 {
    let last = magnitude.quotientAndRemainder(dividingBy: 10).remainder
    return last == 0 || last == 5 ? magnitude + 1 : magnitude
  }

  /// The number in billionths, where it has at most 9 decimals and they fit 64 bits, as every fraction of a configuration does; else nil.
  public var billionths: Int64? {
    let (quotient, remainder) = units.quotientAndRemainder(dividingBy: 1_000_000_000)
    return remainder == 0 ? Int64(exactly: quotient) : nil
  }

  /// Makes a number of billionths.
  @inlinable
  public init(billionths: Int64) { units = Int128(billionths) * 1_000_000_000 }

  /// The number as an integer, where it is one that fits 64 bits; else nil.
  public var whole: Int64? {
    let (quotient, remainder) = units.quotientAndRemainder(dividingBy: ExactDecimal(1).units)
    return remainder == 0 ? Int64(exactly: quotient) : nil
  }

  /// The number without its sign.
  public var magnitude: ExactDecimal { ExactDecimal(units: units < 0 ? -units : units) }

  /// Lower numbers come first.
  @inlinable
  public static func < (left: ExactDecimal, right: ExactDecimal) -> Bool { left.units < right.units }

  /// The exact difference. Both sides must be below half of the range in magnitude.
  public static func - (left: ExactDecimal, right: ExactDecimal) -> ExactDecimal {
    let (difference, overflow) = left.units.subtractingReportingOverflow(right.units)
    // Only magnitudes beyond 8.5e19 can overflow; the nearest end of the range keeps the sign and every comparison.
    guard overflow else { return ExactDecimal(units: difference) }
    return ExactDecimal(units: left.units < 0 ? -Int128.max : Int128.max)
  }
}

extension ExactDecimal: CustomStringConvertible {
  /// The number without trailing zeros, exponent or negative zero.
  public var description: String {
    var text = TextBuffer()
    append(to: &text)
    return text.text
  }

  /// Appends the number without trailing zeros.
  public func append(to text: inout TextBuffer) { text.append(units, scale: ExactDecimal.scale) }
}

extension ExactDecimal: ExpressibleByIntegerLiteral {
  /// A whole number written in source.
  public init(integerLiteral value: Int64) { self.init(value) }
}
