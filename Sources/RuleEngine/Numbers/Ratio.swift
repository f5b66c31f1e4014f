/// An exact quotient: numerator / (denominator × 10^decimals), divided only when somebody reads it.
public struct Ratio: Hashable, Sendable {
  /// The dividend.
  public let numerator: Int128
  /// The divisor, above zero.
  public let denominator: Int64
  /// The power of ten by which the divisor is multiplied, 0 to 18.
  public let decimals: Int

  /// Makes a quotient. The denominator must be above zero.
  public init(numerator: Int128, denominator: Int64, decimals: Int = 0) {
    precondition(denominator > 0, "a ratio's denominator is a price or a sum of prices, which are above zero")
    self.numerator = numerator
    self.denominator = denominator
    self.decimals = decimals
  }

  /// The quotient in units of 10^-`places`, rounded half to even from the exact value.
  ///
  /// The numerator times 10^(places - decimals) must be below 1.7e38, which holds for all ratios of two prices and
  /// up to 18 places.
  public func rounded(places: Int) -> Int128 {
    let shift = places - decimals
    // powerOfTen is defined from 0 to 38; places and decimals are both at most 18.
    let factor = Int128(UInt128.powerOfTen(abs(shift)) ?? 1)
    if shift >= 0 { return (numerator * factor).dividedRoundingHalfToEven(by: Int128(denominator)) }
    return numerator.dividedRoundingHalfToEven(by: Int128(denominator) * factor)
  }

  /// Appends the quotient rounded to 9 places, without trailing zeros.
  public func append(to text: inout TextBuffer) { text.append(rounded(places: 9), scale: 9) }

  /// Appends the quotient with exactly `places` decimals; a negative one that rounds to zero keeps its sign.
  public func appendFixed(places: Int, to text: inout TextBuffer) {
    if numerator < 0 { text.append(UInt8(ascii: "-")) }
    text.appendDigits(rounded(places: places).magnitude, decimals: places)
  }

  /// Appends the quotient as a percentage with 4 decimals and its sign: `-1.5212%`.
  public func appendPercentage(to text: inout TextBuffer) {
    text.append(numerator < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
    text.appendDigits(rounded(places: 6).magnitude, decimals: 4)
    text.append(UInt8(ascii: "%"))
  }

  /// The quotient with exactly `places` decimals; a negative one that rounds to zero keeps its sign.
  public func fixed(places: Int, showsPlus: Bool = false) -> String {
    var text = TextBuffer()
    if showsPlus, numerator >= 0 { text.append(UInt8(ascii: "+")) }
    appendFixed(places: places, to: &text)
    return text.text
  }

  /// The quotient as a percentage with 4 decimals and its sign: `-1.5212%`.
  public var percentage: String {
    var text = TextBuffer()
    appendPercentage(to: &text)
    return text.text
  }
}
