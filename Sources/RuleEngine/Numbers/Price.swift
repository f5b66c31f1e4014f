/// A price in US dollars, exact to 10 decimals.
///
/// Prices come in with at most 9 decimals and at most 99,999,999; the tenth decimal belongs to mids, so that
/// (bid + ask) / 2 is exact. A price is always above zero.
public struct Price: Hashable, Comparable, Sendable {
  /// The price in units of 10^-10 dollars, from 10 (a billionth) to 999,999,990,000,000,000.
  public let units: Int64

  /// The number of decimals of `units`.
  public static let scale = 10
  /// The greatest price that is accepted, in `units`.
  public static let maximumUnits: Int64 = 99_999_999 * 10_000_000_000

  /// Why a text is not a price.
  public enum Fault: Error, Hashable, Sendable {
    /// The text is not a number of JSON's grammar.
    case notANumber
    /// Zero is no price.
    case zero
    /// A price is above zero.
    case negative
    /// More than 9 digits behind the point; nothing is rounded.
    case tooManyDecimals
    /// Above 99,999,999.
    case tooLarge
  }

  @usableFromInline
  init(uncheckedUnits units: Int64) { self.units = units }

  /// Makes a price of units of 10^-10 dollars, from 1 to `maximumUnits`.
  @inlinable public init(units: Int64) {
    precondition(units > 0 && units <= 999_999_990_000_000_000, "a price is above zero and at most 99,999,999")
    self.units = units
  }

  /// Reads a price from a decimal text in JSON's number syntax.
  ///
  /// - Throws: `Fault` where the text is no number, not above zero, or has more digits than a price may have.
  /// - Complexity: O(n) in the length of the text; no allocation.
  public init(_ text: UnsafeRawBufferPointer) throws(Fault) {
    guard let literal = DecimalLiteral(text) else { throw .notANumber }
    try self.init(literal)
  }

  /// Reads a price from a number that has been read; see `init(_:)`.
  public init(_ literal: DecimalLiteral) throws(Fault) {
    if literal.coefficient == 0 { throw .zero }
    if literal.isNegative { throw .negative }
    if literal.hasMoreDecimals(than: Price.scale - 1) { throw .tooManyDecimals }
    guard let units = literal.magnitude(scaledBy: Price.scale, limit: UInt128(Price.maximumUnits)) else {
      throw .tooLarge
    }
    self.units = Int64(units)
  }

  /// Reads a price from a string; see `init(_:)`.
  public init(_ text: String) throws(Fault) {
    guard let literal = DecimalLiteral(text) else { throw .notANumber }
    try self.init(literal)
  }

  /// The mid of a book: exactly (bid + ask) / 2.
  @inlinable
  public init(midOf bid: Price, _ ask: Price) {
    // Both are multiples of 10 units when they come from text, so the half is exact; a half unit cannot arise. They
    // are above zero and below 10^18, so the sum fits and a shift halves it.
    self.init(uncheckedUnits: (bid.units &+ ask.units) &>> 1)
  }

  /// Lower prices come first.
  @inlinable
  public static func < (left: Price, right: Price) -> Bool { left.units < right.units }
}

extension Price: CustomStringConvertible {
  /// The price without trailing zeros: `0.001245`.
  public var description: String {
    var text = TextBuffer()
    append(to: &text)
    return text.text
  }

  /// Appends the price without trailing zeros.
  public func append(to text: inout TextBuffer) {
    text.append(Int128(units), scale: Price.scale)
  }

  /// Appends the price with exactly `places` decimals (0 to 10), rounded half to even.
  public func appendFixed(places: Int, to text: inout TextBuffer) {
    Ratio(numerator: Int128(units), denominator: 1, decimals: Price.scale).appendFixed(places: places, to: &text)
  }

  /// The price with exactly `places` decimals (0 to 10), rounded half to even: `0.001245` with 6.
  public func fixed(places: Int) -> String {
    Ratio(numerator: Int128(units), denominator: 1, decimals: Price.scale).fixed(places: places)
  }
}
