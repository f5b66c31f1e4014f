/// For which signals an entry of the chain is meant. Outside it the entry is not applicable.
public struct Scope: Hashable, Sendable {
  /// An exact name, or the beginning of one.
  public enum Pattern: Hashable, Sendable {
    /// This name.
    case exact(String)
    /// Every name that begins so: written with a `*` behind it.
    case prefix(String)

    /// Reads a pattern: a `*` at the end makes it a prefix.
    public init(_ text: String) {
      let isPrefix = text.utf8.last == UInt8(ascii: "*")
      self = isPrefix ? .prefix(String(text.unicodeScalars.dropLast())) : .exact(text)
    }

    /// Whether a name matches, byte for byte: two spellings of one letter are two names.
    public func matches(_ name: String) -> Bool {
      switch self {
      case .exact(let exact): name.hasBytes(of: exact)
      case .prefix(let prefix): name.utf8.starts(with: prefix.utf8)
      }
    }

    /// The name, where the pattern is exact.
    public var exactName: String? {
      if case .exact(let name) = self { name } else { nil }
    }

    /// The pattern as it is written in `rules.json`.
    public var text: String {
      switch self {
      case .exact(let name): name
      case .prefix(let prefix): prefix + "*"
      }
    }
  }

  /// Coins; nil for all.
  public var coins: [Pattern]?
  /// Pairs, `PURR|HYPE`; nil for all.
  public var pairs: [Pattern]?
  /// Directions; nil for both.
  public var directions: [Pattern]?
  /// Strategies; nil for all, those without a name included.
  public var strategies: [Pattern]?

  /// Every signal.
  public static let everything = Scope()

  /// Makes a scope; what is nil does not limit it.
  public init(
    coins: [Pattern]? = nil, pairs: [Pattern]? = nil, directions: [Pattern]? = nil, strategies: [Pattern]? = nil
  ) {
    self.coins = coins
    self.pairs = pairs
    self.directions = directions
    self.strategies = strategies
  }

  /// Whether a signal is meant. A signal without a strategy is outside every list of strategies.
  public func contains(_ signal: Signal) -> Bool {
    // The pair is a string that would be made for nobody.
    contains(coin: signal.coin) && (pairs == nil || Scope.matches(pairs, signal.pair))
      && Scope.matches(directions, signal.direction.rawValue) && Scope.matches(strategies, signal.strategy)
  }

  /// Whether a coin is meant, whatever else the signal says.
  public func contains(coin: Coin) -> Bool { Scope.matches(coins, coin.name) }

  private static func matches(_ patterns: [Pattern]?, _ name: String?) -> Bool {
    guard let patterns else { return true }
    guard let name else { return false }
    return patterns.contains { $0.matches(name) }
  }

  /// Whether a coin's name alone says who is meant, by exact names or because everybody is.
  var isSettledByCoin: Bool {
    pairs == nil && directions == nil && strategies == nil && (coins == nil || exactCoins != nil)
  }

  /// The coins, where `coins` names all of them exactly; else nil.
  public var exactCoins: [String]? { Scope.exactNames(coins) }

  /// The first coins of the pairs, where `pairs` names all of them exactly; else nil.
  var exactPairCoins: [String]? {
    Scope.exactNames(pairs)?.map { pair in String(pair.prefix { $0 != "|" }) }
  }

  /// Calls `body` with all coins named exactly, in `coins` or as a part of a pair.
  func forEachNamedCoin(_ body: (String) -> Void) {
    for pattern in coins ?? [] { if case .exact(let name) = pattern { body(name) } }
    for pattern in pairs ?? [] {
      if case .exact(let pair) = pattern { for part in pair.split(separator: "|") { body(String(part)) } }
    }
  }

  private static func exactNames(_ patterns: [Pattern]?) -> [String]? {
    guard let patterns else { return nil }
    let names = patterns.compactMap(\.exactName)
    return names.count == patterns.count ? names : nil
  }
}
