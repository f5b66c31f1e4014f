internal import RuleEngine

/// A number, or a word, of an outcome or a parameter, with its unit.
struct Quantity: Hashable {
  let name: String
  /// The value as it is recorded.
  let text: String
  let unit: ParameterUnit
  /// Of a fact that has arguments: the fact as the rules have it, where these are known.
  var written: String?

  /// The comparison whose right side it is; nil of most.
  var comparison: FactComparison? { FactComparison(named: name) }

  /// Whether it names the fact on the right side of a comparison.
  var isFact: Bool { name == "fact" && number == nil }

  /// The value; nil of a word.
  var number: ExactDecimal? { ExactDecimal(text) }

  /// The value as a person reads it: a fraction as a percentage, and the unit behind it.
  var valueText: String {
    guard let number else { return text }
    // `entries`, `max_entries`, `losses` and `crossed_books` say what they are.
    return ["entries", "losses", "books"].contains(where: name.hasSuffix) ? text : Quantity.text(number, unit)
  }

  /// A number with its unit; exactly the same number, a fraction moved by two places.
  static func text(_ number: ExactDecimal, _ unit: ParameterUnit) -> String {
    switch unit {
    case .none, .price, .hour, .weekday: number.description
    case .fraction: percentage(number).map { "\($0) %" } ?? number.description
    case .entries where number.magnitude == 1: "\(number) entry"
    case .books where number.magnitude == 1: "\(number) book"
    case .usd, .bps, .milliseconds, .seconds, .entries, .books: "\(number) \(unit.rawValue)"
    }
  }

  /// A fraction in hundredths; nil of one that no two prices have.
  static func percentage(_ fraction: ExactDecimal) -> ExactDecimal? {
    let (units, overflow) = fraction.units.multipliedReportingOverflow(by: 100)
    return overflow ? nil : ExactDecimal(units: units)
  }
}

extension ParameterUnit {
  /// The unit that a name ends in, or that its meaning gives: `skew_ms`, `depth_usd`; the price of a book is in dollars.
  /// Nil where the name tells nothing.
  init?(named name: String) {
    if ["perp", "spot", "bid", "ask", "mid", "oracle"].contains(name) {
      self = .usd
      return
    }
    switch name.split(separator: "_").last {
    case "ms": self = .milliseconds
    case "s", "seconds": self = .seconds
    case "usd": self = .usd
    case "bps": self = .bps
    case "entries": self = .entries
    default: return nil
    }
  }
}
