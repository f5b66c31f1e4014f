/// The size of an order book level, in coins: zero or more, exact to 9 decimals, at most 99,999,999,999.
///
/// Sizes reach further than prices: a coin at a hundred-thousandth of a dollar is quoted by the billion.
public struct Size: Hashable, Comparable, Sendable {
  /// The size in units of 10^-9 coins.
  public let units: Int128

  /// The number of decimals of `units`.
  public static let scale = 9
  private static let maximumUnits: UInt128 = 99_999_999_999 * 1_000_000_000

  init(uncheckedUnits units: Int128) { self.units = units }

  /// Makes a size of units of 10^-9 coins. All of 64 bits are in range.
  @inlinable public init(units: UInt64) { self.units = Int128(units) }

  /// Reads a size from a number that has been read.
  ///
  /// - Returns: nil below zero, above 99,999,999,999 and with more than 9 decimals.
  public init?(_ literal: DecimalLiteral) {
    guard !literal.isNegative || literal.coefficient == 0, !literal.hasMoreDecimals(than: Size.scale),
      let units = literal.magnitude(scaledBy: Size.scale, limit: Size.maximumUnits)
    else { return nil }
    self.units = Int128(units)
  }

  /// Reads a size from a string in JSON's number syntax; see `init(_:)`.
  public init?(_ text: String) {
    guard let literal = DecimalLiteral(text) else { return nil }
    self.init(literal)
  }

  /// The dollar value of this size at a price that came from text: price × size, exactly.
  public func value(at price: Price) -> ExactDecimal {
    // At most 10^17 × 10^20 = 10^37 in units of 10^-18: it fits. Quoted prices are multiples of 10 units.
    ExactDecimal(units: Int128(price.units / 10) * units)
  }

  /// Smaller sizes come first.
  public static func < (left: Size, right: Size) -> Bool { left.units < right.units }
}

extension Size: CustomStringConvertible {
  /// The size without trailing zeros.
  public var description: String { ExactDecimal(units: units * 1_000_000_000).description }
}
