/// What a parameter accepts. Its words in messages and manuals and its JSON Schema are made of it.
public enum ParameterType: Hashable, Sendable {
  /// A number; `null` for no limit where it is nullable.
  case number(ParameterBounds, ParameterUnit, isWhole: Bool, isNullable: Bool)
  /// One of some words.
  case word([String])
  /// A list of one or more of some words.
  case words([String])
  /// A time of day, UTC, as `HH:MM`; `24:00` only where it is allowed.
  case timeOfDay(allows24: Bool)
  /// A coin, by its name; `null` for none.
  case coin
  /// A list of one or more coins, exact names or beginnings of names with a `*` behind them.
  case coinPatterns
  /// An order book, as `perp:PURR`.
  case feed
  /// A text that is not empty, nor one of some.
  case text(except: [String])
  /// A fact, by its name or as an object of `"fact"` and its arguments; or a number in its place, where there are bounds.
  case fact([FactDeclaration], orNumber: ParameterBounds?)

  /// What its number counts.
  public var unit: ParameterUnit {
    if case .number(_, let unit, _, _) = self { unit } else { .none }
  }
}

extension ParameterType: CustomStringConvertible {
  /// `a number from 0 to 1 (fraction)`.
  public var description: String {
    switch self {
    case .number(let bounds, let unit, let isWhole, let isNullable):
      "\(isWhole ? "a whole number" : "a number") \(bounds)" + (unit == .none ? "" : " (\(unit.rawValue))")
        + (isNullable ? ", or null for none" : "")
    case .word(let words): SettingReader.Source.oneOf(words)
    case .words(let words): "a list of " + SettingReader.Source.oneOf(words)
    case .timeOfDay(let allows24): "a time \"HH:MM\" from \"00:00\" to \"\(allows24 ? "24:00" : "23:59")\" (UTC)"
    case .coin: "a coin, as \"PURR\", or null for none"
    case .coinPatterns: "a list of coins as PURR, kPEPE or xyz:SP500, or ending in *"
    case .feed: "an order book, as \"perp:PURR\" or \"spot:PURR\""
    case .text: "a name"
    case .fact(_, let bounds): "a fact" + (bounds.map { ", or a number \($0)" } ?? "")
    }
  }
}
