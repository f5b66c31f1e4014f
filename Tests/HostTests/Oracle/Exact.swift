import Foundation

/// Decimal arithmetic for the oracle, on Foundation's decimals of 38 digits. It shares nothing with the program's
/// number types, and a step that would not be exact stops the test instead of rounding.
enum Exact {
  static func product(_ left: Decimal, _ right: Decimal) -> Decimal { checked(left, right, NSDecimalMultiply) }
  static func sum(_ left: Decimal, _ right: Decimal) -> Decimal { checked(left, right, NSDecimalAdd) }
  static func difference(_ left: Decimal, _ right: Decimal) -> Decimal { checked(left, right, NSDecimalSubtract) }

  private typealias Operation = (
    UnsafeMutablePointer<Decimal>, UnsafePointer<Decimal>, UnsafePointer<Decimal>, NSDecimalNumber.RoundingMode
  ) -> NSDecimalNumber.CalculationError

  private static func checked(_ left: Decimal, _ right: Decimal, _ operation: Operation) -> Decimal {
    var (result, left, right) = (Decimal(), left, right)
    let fault = operation(&result, &left, &right, .plain)
    precondition(fault == .noError, "\(left) and \(right) have too many digits for the oracle")
    return result
  }

  /// A whole number times 10^`exponent`.
  static func power(_ number: Int, _ exponent: Int) -> Decimal {
    Decimal(sign: .plus, exponent: exponent, significand: Decimal(number))
  }

  /// The quotient rounded half to even to some places, from the exact value: an estimate, corrected by multiplying.
  static func quotient(_ numerator: Decimal, _ denominator: Decimal, places: Int) -> Decimal {
    let isNegative = numerator < 0
    let scaled = product(isNegative ? -numerator : numerator, power(1, places))
    var estimate = scaled / denominator
    var whole = Decimal()
    NSDecimalRound(&whole, &estimate, 0, .down)
    var rest = difference(scaled, product(whole, denominator))
    while rest < 0 {
      whole -= 1
      rest = sum(rest, denominator)
    }
    while rest >= denominator {
      whole += 1
      rest = difference(rest, denominator)
    }
    let twice = sum(rest, rest)
    if twice > denominator || (twice == denominator && isOdd(whole)) { whole += 1 }
    let magnitude = product(whole, power(1, -places))
    return isNegative ? -magnitude : magnitude
  }

  private static func isOdd(_ whole: Decimal) -> Bool {
    var half = product(whole, power(5, -1))
    var floor = Decimal()
    NSDecimalRound(&floor, &half, 0, .down)
    return floor != half
  }

  /// A number without trailing zeros.
  static func text(_ number: Decimal) -> String { number == 0 ? "0" : number.description }

  /// A number of at most `places` decimals with exactly as many, the sign taken from elsewhere.
  static func fixed(_ number: Decimal, places: Int, sign: String) -> String {
    let text = number.description.drop { $0 == "-" }
    let parts = text.split(separator: ".")
    let decimals = parts.count > 1 ? String(parts[1]) : ""
    return "\(sign)\(parts[0])." + decimals.padding(toLength: places, withPad: "0", startingAt: 0)
  }

  /// A number in JSON's syntax, with the count of decimals that its text asks for; nil where it is none.
  static func read(_ text: String) -> (number: Decimal, decimals: Int)? {
    var rest = Substring(text)
    let isNegative = rest.first == "-"
    if isNegative { rest.removeFirst() }
    var exponent = 0
    if let mark = rest.firstIndex(where: { "eE".contains($0) }) {
      var written = rest[rest.index(after: mark)...]
      if written.first == "+" { written.removeFirst() }
      guard let value = Int(written), written.last?.isNumber == true else { return nil }
      exponent = value
      rest = rest[..<mark]
    }
    let parts = rest.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy("0123456789".contains) }),
      parts[0] == "0" || parts[0].first != "0"
    else { return nil }
    let decimals = (parts.count > 1 ? parts[1].count : 0) - exponent
    let digits = parts.joined().drop { $0 == "0" }
    if digits.isEmpty { return (0, decimals) }
    // Beyond what Foundation holds; for the oracle one such number is as good as another of its kind.
    guard digits.count <= 38, (-100...100).contains(decimals), let significand = Decimal(string: String(digits)) else {
      return (power(1, decimals < digits.count ? 100 : -100), decimals)
    }
    return (Decimal(sign: isNegative ? .minus : .plus, exponent: -decimals, significand: significand), decimals)
  }
}

/// A number of a configuration, as it is written and as it counts.
struct Limit: ExpressibleByStringLiteral, Sendable {
  let text: String
  let value: Decimal

  init(stringLiteral text: String) {
    guard let number = Exact.read(text)?.number else { preconditionFailure("\(text) is no number") }
    self.text = text
    value = number
  }
}
