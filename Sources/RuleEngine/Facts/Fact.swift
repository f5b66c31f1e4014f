/// A number that can be known of an entry, to be compared with another of its unit: `perp_mid`, `skew_ms`.
///
/// A fact is read in two steps: its arguments once, when the rules are loaded; its value for each entry.
public struct Fact: Sendable {
  /// Where the value comes from.
  public enum Source: String, Hashable, Sendable, CaseIterable {
    /// The signal itself.
    case signal
    /// The order book of a coin's perp.
    case perp = "perp book"
    /// The order book of a coin's spot pair.
    case spot = "spot book"
    /// The order books that the arguments name.
    case named = "named books"
    /// What the exchange says of a perp beside its book.
    case context = "asset context"
    /// Earlier verdicts.
    case history
    /// Now.
    case clock
  }

  /// What is found when an entry is asked for the value.
  public enum Finding: Hashable, Sendable {
    /// The value.
    case known(FactValue)
    /// There is none, and why.
    case unknown(ReasonCode)
  }

  /// A fact whose arguments are known: how to find its value.
  public struct Reading: Sendable {
    /// The order books it reads for a signal of a coin. Whoever asks for the value has seen to it that they live.
    public let feeds: @Sendable (Coin) -> [Feed]
    /// Whether it reads the asset context of the signal's coin.
    public let readsAssetContext: Bool
    /// How far back it looks into the history, in milliseconds; 0 where it does not.
    public let historyWindowMs: Int64
    /// The codes with which there is no value although the books live.
    public let unknown: [ReasonCode]
    /// The value for an entry. Equal entries give equal values.
    public let find: @Sendable (EntryContext) -> Finding

    /// Makes a reading.
    public init(
      feeds: @escaping @Sendable (Coin) -> [Feed] = { _ in [] }, readsAssetContext: Bool = false,
      historyWindowMs: Int64 = 0, unknown: [ReasonCode] = [], find: @escaping @Sendable (EntryContext) -> Finding
    ) {
      self.feeds = feeds
      self.readsAssetContext = readsAssetContext
      self.historyWindowMs = historyWindowMs
      self.unknown = unknown
      self.find = find
    }
  }

  /// The name in `rules.json`, snake_case, the unit last where the name has one.
  public let name: String
  /// What the value counts. Facts of different units are not compared.
  public let unit: ParameterUnit
  /// The numbers it makes sense to compare the value with.
  public let range: ParameterBounds
  /// Which values are possible at all.
  public let values: FactValues
  /// Where the value comes from.
  public let sources: [Source]
  /// What it is.
  public let summary: String
  /// Reads the arguments; each call on the reader declares one.
  public let read: @Sendable (inout ParameterReader) -> Reading

  /// Describes a fact.
  public init(
    _ name: String, _ unit: ParameterUnit, _ range: ParameterBounds, values: FactValues = .any,
    from sources: Source..., is summary: String,
    read: @escaping @Sendable (inout ParameterReader) -> Reading
  ) {
    self.name = name
    self.unit = unit
    self.range = range
    self.values = values
    self.sources = sources
    self.summary = summary
    self.read = read
  }
}

/// The value of a fact: exact, in the form in which it is shown.
public enum FactValue: Hashable, Sendable {
  /// A price in dollars.
  case price(Price)
  /// An exact number.
  case decimal(ExactDecimal)
  /// An exact quotient.
  case ratio(Ratio)
  /// A whole number.
  case whole(Int64)

  /// The value as a quotient, in which form any two are compared.
  public var ratio: Ratio {
    switch self {
    case .price(let price): Ratio(numerator: Int128(price.units), denominator: 1, decimals: Price.scale)
    case .decimal(let number): Ratio(numerator: number.units, denominator: 1, decimals: ExactDecimal.scale)
    case .ratio(let ratio): ratio
    case .whole(let number): Ratio(numerator: Int128(number), denominator: 1)
    }
  }

  /// The value as evidence.
  public var measurement: Measurement.Value {
    switch self {
    case .price(let price): .price(price)
    case .decimal(let number): .decimal(number)
    case .ratio(let ratio): .ratio(ratio)
    case .whole(let number): .whole(number)
    }
  }
}
