/// One number that a rule measured or required, with its name: `spread`, `min_spread`.
///
/// The name ends in the unit where it has one: `skew_ms`, `depth_usd`.
public struct Measurement: Hashable, Sendable {
  /// A value of a declared kind; text is built of it only when somebody reads it.
  public enum Value: Hashable, Sendable {
    /// A price in dollars.
    case price(Price)
    /// An exact number.
    case decimal(ExactDecimal)
    /// An exact quotient, shown rounded to 9 places.
    case ratio(Ratio)
    /// A whole number: a count, or milliseconds or seconds as the name says.
    case whole(Int64)
    /// A word of a fixed set: a direction, a weekday, a time of day.
    case word(String)
  }

  /// The name, snake_case, unit last.
  public let name: String
  /// The value.
  public let value: Value

  /// Names a value.
  public init(_ name: String, _ value: Value) {
    self.name = name
    self.value = value
  }

  /// Names a price.
  public static func price(_ name: String, _ price: Price) -> Measurement { Measurement(name, .price(price)) }
  /// Names an exact number.
  public static func decimal(_ name: String, _ number: ExactDecimal) -> Measurement {
    Measurement(name, .decimal(number))
  }
  /// Names a quotient.
  public static func ratio(_ name: String, _ ratio: Ratio) -> Measurement { Measurement(name, .ratio(ratio)) }
  /// Names a whole number.
  public static func whole(_ name: String, _ number: Int64) -> Measurement { Measurement(name, .whole(number)) }
  /// Names a word.
  public static func word(_ name: String, _ word: String) -> Measurement { Measurement(name, .word(word)) }
}

extension Measurement.Value: CustomStringConvertible {
  /// The value as text: decimals without trailing zeros, quotients rounded to 9 places.
  public var description: String {
    if case .word(let word) = self { return word }
    var text = TextBuffer()
    append(to: &text)
    return text.text
  }

  /// Appends the value as text.
  public func append(to text: inout TextBuffer) {
    switch self {
    case .price(let price): price.append(to: &text)
    case .decimal(let number): number.append(to: &text)
    case .ratio(let ratio): ratio.append(to: &text)
    case .whole(let number): text.append(number)
    case .word(let word): text.append(text: word)
    }
  }
}
