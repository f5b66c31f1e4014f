/// What a parameter's number counts.
public enum ParameterUnit: String, Hashable, Sendable, CaseIterable {
  /// A bare number.
  case none = ""
  /// A fraction of one: 0.01 is 1 %.
  case fraction
  /// US dollars.
  case usd = "USD"
  /// Basis points: hundredths of a percent.
  case bps
  /// Milliseconds.
  case milliseconds = "ms"
  /// Seconds.
  case seconds = "s"
  /// Entries.
  case entries
  /// A price, in US dollars for one coin.
  case price
  /// An hour of the day.
  case hour
  /// A day of the week.
  case weekday
  /// Order books.
  case books
}

/// The numbers a parameter accepts.
public struct ParameterBounds: Hashable, Sendable {
  /// The lowest number, or what the number must be above.
  public let lower: ExactDecimal
  /// Whether `lower` itself is accepted.
  public let includesLower: Bool
  /// The highest number, or what the number must be below.
  public let upper: ExactDecimal
  /// Whether `upper` itself is accepted.
  public let includesUpper: Bool

  /// Both ends are accepted.
  public static func from(_ lower: ExactDecimal, to upper: ExactDecimal) -> ParameterBounds {
    ParameterBounds(lower: lower, includesLower: true, upper: upper, includesUpper: true)
  }

  /// The lower end is not accepted.
  public static func above(_ lower: ExactDecimal, to upper: ExactDecimal) -> ParameterBounds {
    ParameterBounds(lower: lower, includesLower: false, upper: upper, includesUpper: true)
  }

  /// Neither end is accepted.
  public static func above(_ lower: ExactDecimal, below upper: ExactDecimal) -> ParameterBounds {
    ParameterBounds(lower: lower, includesLower: false, upper: upper, includesUpper: false)
  }

  /// Whether a number is accepted.
  public func contains(_ number: ExactDecimal) -> Bool {
    (includesLower ? number >= lower : number > lower) && (includesUpper ? number <= upper : number < upper)
  }
}

extension ParameterBounds: CustomStringConvertible {
  /// `from 1 to 10`, `above 0, up to 10`, `above 0 and below 1`.
  public var description: String {
    switch (includesLower, includesUpper) {
    case (true, true): "from \(lower) to \(upper)"
    case (false, true): "above \(lower), up to \(upper)"
    case (false, false): "above \(lower) and below \(upper)"
    case (true, false): "from \(lower), below \(upper)"
    }
  }
}

/// What is to be known of a parameter: gathered from the line that reads it.
public struct ParameterDeclaration: Hashable, Sendable {
  /// The key in `params`.
  public let name: String
  /// What it accepts.
  public let type: ParameterType
  /// What holds where the key is absent; nil where it must be given.
  public let defaultValue: EffectiveParameter.Value?
  /// What it does.
  public let summary: String

  /// What it accepts, in words: `a number from 0 to 1 (fraction)`.
  public var expectation: String { type.description }

  /// What its number counts.
  public var unit: ParameterUnit { type.unit }

  /// The facts that it may name; none of most.
  public var facts: [FactDeclaration] {
    if case .fact(let facts, _) = type { facts } else { [] }
  }

  /// What holds where the key is absent, in words; nil where it must be given.
  public var defaultText: String? {
    if case .words(let all) = type, defaultValue == .words(all) { "all" } else { defaultValue?.text }
  }
}

/// A parameter with the value in force.
public struct EffectiveParameter: Hashable, Sendable {
  /// A value of `rules.json`.
  public enum Value: Hashable, Sendable {
    /// No limit.
    case none
    /// A number.
    case number(ExactDecimal)
    /// A word.
    case word(String)
    /// A list of words.
    case words([String])
    /// A fact, by its name, with the arguments in force.
    case fact(String, [EffectiveParameter])
  }

  /// The key in `params`.
  public let name: String
  /// The value.
  public let value: Value
  /// What its number counts.
  public let unit: ParameterUnit
  /// Whether the rules are the same without it: it came to its rule later than others, and does nothing.
  var isUnused = false

  package init(name: String, value: Value, unit: ParameterUnit) {
    self.name = name
    self.value = value
    self.unit = unit
  }
}
