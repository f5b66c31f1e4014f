/// One side of a comparison: a fact with its arguments, or a number.
public enum FactOperand: Sendable {
  /// A fact, and how to find its value.
  case fact(Fact, Fact.Reading)
  /// A number of the other side's unit.
  case number(ExactDecimal)

  /// The fact; nil of a number.
  public var fact: Fact? {
    if case .fact(let fact, _) = self { fact } else { nil }
  }

  /// The order books it reads for a signal of a coin.
  public func feeds(for coin: Coin) -> [Feed] {
    if case .fact(_, let reading) = self { reading.feeds(coin) } else { [] }
  }

  /// Whether it reads the asset context of the signal's coin.
  public var readsAssetContext: Bool {
    if case .fact(_, let reading) = self { reading.readsAssetContext } else { false }
  }

  /// How far back it looks into the history, in milliseconds.
  public var historyWindowMs: Int64 {
    if case .fact(_, let reading) = self { reading.historyWindowMs } else { 0 }
  }

  /// The codes with which there is no value although the books live.
  public var unknown: [ReasonCode] {
    if case .fact(_, let reading) = self { reading.unknown } else { [] }
  }

  /// The value for an entry whose books live.
  public func find(in entry: EntryContext) -> Fact.Finding {
    switch self {
    case .fact(_, let reading): reading.find(entry)
    case .number(let number): .known(.decimal(number))
    }
  }
}

/// What is to be known of a fact: gathered from its description and from the lines that read its arguments.
public struct FactDeclaration: Hashable, Sendable {
  /// The name in `rules.json`.
  public let name: String
  /// What the value counts.
  public let unit: ParameterUnit
  /// The numbers it is compared with.
  public let range: ParameterBounds
  /// Where the value comes from.
  public let sources: [Fact.Source]
  /// What it is.
  public let summary: String
  /// The arguments, which stand in an object beside `"fact"`; a fact without one that must be given is also written as
  /// its bare name.
  public let arguments: [ParameterDeclaration]
}
