internal import RuleEngine

/// The top of one order book, as one frame gave it. Every frame is the whole book: it replaces, and never merges.
struct BookFrame: Hashable {
  /// The best level of one side.
  struct Level: Hashable {
    let price: Price
    let size: Size
  }

  /// The exchange's name of the book: `PURR` for a perp, `PURR/USDC` or `@107` for a spot pair.
  let coinID: String
  /// When the exchange made it, in milliseconds since 1970 UTC.
  let timeMs: Int64
  /// The best bid; nil of an empty side.
  let bid: Level?
  /// The best ask; nil of an empty side.
  let ask: Level?

  /// The quote; nil where a side is empty, or nothing stands at its best price: then there is no mid.
  func quote(receivedMs: Int64, source: Quote.Source) -> Quote? {
    guard let bid, let ask, bid.size.units > 0, ask.size.units > 0 else { return nil }
    return Quote(
      .book(bid: bid.price, ask: ask.price), bidSize: bid.size, askSize: ask.size, exchangeTimeMs: timeMs,
      receivedMs: receivedMs, source: source)
  }
}
