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

  // One reference: a signal is handed on from its reader to the chain, the record and the alerts, and each copy of its
  // fields would count the references of a dozen strings.
  @usableFromInline let fields: Fields

  @usableFromInline
  final class Fields: Sendable {
    @usableFromInline let id: String?
    @usableFromInline let timeMs: Int64?
    @usableFromInline let symbol: String
    @usableFromInline let baseSymbol: String?
    @usableFromInline let direction: Direction
    @usableFromInline let strategy: String?
    @usableFromInline let zScore: ExactDecimal?
    @usableFromInline let notionalUSD: ExactDecimal?
    @usableFromInline let attributes: [Attribute]
    @usableFromInline let coin: Coin
    @usableFromInline let baseCoin: Coin?

    init(
      id: String?, timeMs: Int64?, symbol: String, coin: Coin, baseSymbol: String?, baseCoin: Coin?,
      direction: Direction, strategy: String?, zScore: ExactDecimal?, notionalUSD: ExactDecimal?,
      attributes: [Attribute]
    ) {
      self.id = id
      self.timeMs = timeMs
      self.symbol = symbol
      self.coin = coin
      self.baseSymbol = baseSymbol
      self.baseCoin = baseCoin
      self.direction = direction
      self.strategy = strategy
      self.zScore = zScore
      self.notionalUSD = notionalUSD
      self.attributes = attributes
    }
  }

  /// The signal's own id, where the strategy gave one.
  @inlinable public var id: String? { fields.id }
  /// When the strategy made the signal, in milliseconds since 1970 UTC, where it says so.
  @inlinable public var timeMs: Int64? { fields.timeMs }
  /// What to enter: `PURR/USDC:USDC`.
  @inlinable public var symbol: String { fields.symbol }
  /// What it is traded against in a pair strategy: `HYPE/USDC:USDC`.
  @inlinable public var baseSymbol: String? { fields.baseSymbol }
  /// The side.
  @inlinable public var direction: Direction { fields.direction }
  /// The strategy's name, where given.
  @inlinable public var strategy: String? { fields.strategy }
  /// The z-score of the strategy's signal, where given.
  @inlinable public var zScore: ExactDecimal? { fields.zScore }
  /// The wished position's notional in US dollars, where given.
  @inlinable public var notionalUSD: ExactDecimal? { fields.notionalUSD }
  /// Everything else the strategy said, in its order.
  @inlinable public var attributes: [Attribute] { fields.attributes }

  /// The coin of `symbol`.
  @inlinable public var coin: Coin { fields.coin }
  /// The coin of `baseSymbol`.
  @inlinable public var baseCoin: Coin? { fields.baseCoin }
  /// The coins of symbol and base symbol, `PURR|HYPE`; `PURR` without a base symbol. It is made at each call.
  public var pair: String { Signal.pair(coin, baseCoin) }

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
    fields = Fields(
      id: id, timeMs: timeMs, symbol: symbol, coin: coin, baseSymbol: baseSymbol, baseCoin: baseCoin,
      direction: direction, strategy: strategy, zScore: zScore, notionalUSD: notionalUSD, attributes: attributes)
  }

  /// Makes a signal of coins, whose names are then its symbols.
  public init(
    id: String? = nil, timeMs: Int64? = nil, coin: Coin, baseCoin: Coin? = nil, direction: Direction,
    strategy: String? = nil, zScore: ExactDecimal? = nil, notionalUSD: ExactDecimal? = nil,
    attributes: [Attribute] = []
  ) {
    self.init(
      id: id, timeMs: timeMs, symbol: coin.name, coin: coin, baseSymbol: baseCoin?.name, baseCoin: baseCoin,
      direction: direction, strategy: strategy, zScore: zScore, notionalUSD: notionalUSD, attributes: attributes)
  }

  /// The same signal under another id.
  public func named(_ id: String) -> Signal {
    Signal(
      id: id, timeMs: timeMs, symbol: symbol, coin: coin, baseSymbol: baseSymbol, baseCoin: baseCoin,
      direction: direction, strategy: strategy, zScore: zScore, notionalUSD: notionalUSD, attributes: attributes)
  }

  /// The pair of two coins: `PURR|HYPE`, or `PURR` without a second one.
  public static func pair(_ coin: Coin, _ baseCoin: Coin?) -> String {
    guard let baseCoin else { return coin.name }
    return coin.name + "|" + baseCoin.name
  }

  /// Whether all fields are the same.
  public static func == (left: Signal, right: Signal) -> Bool {
    left.fields === right.fields
      || left.id == right.id && left.timeMs == right.timeMs && left.symbol == right.symbol
        && left.baseSymbol == right.baseSymbol && left.direction == right.direction && left.strategy == right.strategy
        && left.zScore == right.zScore && left.notionalUSD == right.notionalUSD && left.attributes == right.attributes
        && left.coin == right.coin && left.baseCoin == right.baseCoin
  }

  /// Feeds the fields that tell most signals apart to a hasher.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(id)
    hasher.combine(timeMs)
    hasher.combine(symbol)
    hasher.combine(direction)
  }
}
