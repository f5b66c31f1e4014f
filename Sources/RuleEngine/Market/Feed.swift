/// One order book that a rule reads, written `perp:PURR` or `spot:PURR`.
public struct Feed: Hashable, Sendable {
  /// Which of a coin's two books.
  public enum Market: String, Hashable, Sendable, CaseIterable {
    /// The perpetual future.
    case perp
    /// The spot pair against USDC.
    case spot
  }

  /// Which book.
  public let market: Market
  /// Whose book.
  public let coin: Coin

  /// Names a book.
  public init(_ market: Market, _ coin: Coin) {
    self.market = market
    self.coin = coin
  }

  /// Reads a book's name, `perp:PURR`; nil where it is none.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let market = Market(rawValue: String(parts[0])), let coin = Coin(parts[1]) else {
      return nil
    }
    self.init(market, coin)
  }

  /// The book of a coin's perpetual future.
  public static func perp(_ coin: Coin) -> Feed { Feed(.perp, coin) }
  /// The book of a coin's spot pair.
  public static func spot(_ coin: Coin) -> Feed { Feed(.spot, coin) }
}

extension Feed: CustomStringConvertible {
  /// `perp:PURR`.
  public var description: String { "\(market.rawValue):\(coin.name)" }
}
