/// A strategy's wish to enter a position. There is no signal for an exit: exits are never gated.
public struct Signal: Hashable, Sendable {
  /// The side of the wished entry.
  public enum Direction: String, Hashable, Sendable, CaseIterable {
    /// Buy first.
    case long
    /// Sell first.
    case short

    /// The word for it.
    public var word: StaticString {
      switch self {
      case .long: "long"
      case .short: "short"
      }
    }
  }

  /// Something else the strategy said with the signal.
  public struct Attribute: Hashable, Sendable {
    /// The key.
    public let name: String
    /// The value, a scalar.
    public let value: JSONScalar

    /// Makes an attribute.
    public init(name: String, value: JSONScalar) {
      self.name = name
      self.value = value
    }
  }

  /// The signal's own id, where the strategy gave one.
  public var id: String?
  /// When the strategy made the signal, in milliseconds since 1970 UTC, where it says so.
  public var timeMs: Int64?
  /// What to enter: `PURR/USDC:USDC`.
  public let symbol: String
  /// What it is traded against in a pair strategy: `HYPE/USDC:USDC`.
  public let baseSymbol: String?
  /// The side.
  public let direction: Direction
  /// The strategy's name, where given.
  public let strategy: String?
  /// The z-score of the strategy's signal, where given.
  public let zScore: ExactDecimal?
  /// The wished position's notional in US dollars, where given.
  public let notionalUSD: ExactDecimal?
  /// Everything else the strategy said, in its order.
  public let attributes: [Attribute]

  /// The coin of `symbol`.
  public let coin: Coin
  /// The coin of `baseSymbol`.
  public let baseCoin: Coin?
  /// The coins of symbol and base symbol, `PURR|HYPE`; `PURR` without a base symbol.
  public let pair: String

  /// Makes a signal.
  ///
  /// - Returns: nil where the symbol, or the base symbol, names no coin.
  public init?(
    id: String? = nil, timeMs: Int64? = nil, symbol: String, baseSymbol: String? = nil, direction: Direction,
    strategy: String? = nil, zScore: ExactDecimal? = nil, notionalUSD: ExactDecimal? = nil,
    attributes: [Attribute] = []
  ) {
    guard let coin = Coin(symbol: symbol) else { return nil }
    let baseCoin = baseSymbol.flatMap { Coin(symbol: $0) }
    if baseSymbol != nil, baseCoin == nil { return nil }
    self.init(
      id: id, timeMs: timeMs, symbol: symbol, coin: coin, baseSymbol: baseSymbol, baseCoin: baseCoin,
      direction: direction, strategy: strategy, zScore: zScore, notionalUSD: notionalUSD, attributes: attributes)
  }

  /// Makes a signal whose symbols were read already.
  public init(
    id: String?, timeMs: Int64?, symbol: String, coin: Coin, baseSymbol: String?, baseCoin: Coin?,
    direction: Direction, strategy: String?, zScore: ExactDecimal?, notionalUSD: ExactDecimal?,
    attributes: [Attribute]
  ) {
    self.id = id
    self.timeMs = timeMs
    self.symbol = symbol
    self.baseSymbol = baseSymbol
    self.direction = direction
    self.strategy = strategy
    self.zScore = zScore
    self.notionalUSD = notionalUSD
    self.attributes = attributes
    self.coin = coin
    self.baseCoin = baseCoin
    pair = Signal.pair(coin, baseCoin)
  }

  /// Makes a signal of coins, whose names are then its symbols.
  public init(
    id: String? = nil, timeMs: Int64? = nil, coin: Coin, baseCoin: Coin? = nil, direction: Direction,
    strategy: String? = nil, zScore: ExactDecimal? = nil, notionalUSD: ExactDecimal? = nil
  ) {
    self.init(
      id: id, timeMs: timeMs, symbol: coin.name, coin: coin, baseSymbol: baseCoin?.name, baseCoin: baseCoin,
      direction: direction, strategy: strategy, zScore: zScore, notionalUSD: notionalUSD, attributes: [])
  }

  /// The pair of two coins: `PURR|HYPE`, or `PURR` without a second one.
  public static func pair(_ coin: Coin, _ baseCoin: Coin?) -> String {
    guard let baseCoin else { return coin.name }
    return coin.name + "|" + baseCoin.name
  }
}
