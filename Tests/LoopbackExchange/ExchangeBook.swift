/// An order book of the exchange on this machine.
public struct ExchangeBook: Hashable, Sendable {
  /// A price and what is to be had at it, as the exchange writes them.
  public struct Level: Hashable, Sendable {
    /// A decimal.
    public let price: String
    /// A decimal, in coins.
    public let size: String

    /// Makes a level.
    public init(_ price: String, size: String = "1000000.0") {
      self.price = price
      self.size = size
    }
  }

  /// Highest first.
  public var bids: [Level]
  /// Lowest first.
  public var asks: [Level]

  /// Makes a book of many levels.
  public init(bids: [Level], asks: [Level]) {
    self.bids = bids
    self.asks = asks
  }

  /// A book of a level a side; a side without a price is empty.
  public init(bid: String? = nil, ask: String? = nil) {
    bids = bid.map { [Level($0)] } ?? []
    asks = ask.map { [Level($0)] } ?? []
  }

  /// A book that is there and has nothing in it.
  public static let empty = ExchangeBook()
}
