/// The quotes one decision may read; a feed without one is missing.
///
/// Nearly every decision reads the two books of one coin, so the first two quotes have a place of their own, without an
/// allocation; more stand in an array behind them.
public struct Quotes: Sendable {
  private struct Place: Sendable {
    let feed: Feed
    var quote: Quote

    func isOf(_ market: Feed.Market, _ coin: Coin) -> Bool { feed.market == market && feed.coin == coin }

    mutating func change(_ body: (inout Quote) -> Void) { body(&quote) }
  }

  private var first: Place?
  private var second: Place?
  private var others: [Place] = []

  /// No quotes: every feed is missing.
  public init() {}

  /// The quote of a feed, or nil where the feed is missing.
  ///
  /// - Complexity: O(n) in the number of quotes, which is that of the feeds one signal's rules read: a handful.
  public subscript(feed: Feed) -> Quote? {
    get {
      quote(feed.market, of: feed.coin)
    }
    set {
      if first?.feed == feed {
        first = newValue.map { Place(feed: feed, quote: $0) }
      } else if second?.feed == feed {
        second = newValue.map { Place(feed: feed, quote: $0) }
      } else if let index = others.firstIndex(where: { $0.feed == feed }) {
        if let newValue { others[index].quote = newValue } else { others.remove(at: index) }
      } else if let newValue {
        append(newValue, of: feed)
      }
    }
  }

  /// The quote of one of a coin's feeds, or nil where it is missing; see the subscript.
  public func quote(_ market: Feed.Market, of coin: Coin) -> Quote? {
    if first?.isOf(market, coin) == true { return first?.quote }
    if second?.isOf(market, coin) == true { return second?.quote }
    for place in others where place.isOf(market, coin) { return place.quote }
    return nil
  }

  /// Adds the quote of a feed that has none yet.
  ///
  /// - Complexity: O(1).
  public mutating func append(_ quote: Quote, of feed: Feed) {
    let place = Place(feed: feed, quote: quote)
    if first == nil { first = place } else if second == nil { second = place } else { others.append(place) }
  }

  /// Changes each quote.
  public mutating func forEach(_ body: (inout Quote) -> Void) {
    first?.change(body)
    second?.change(body)
    for index in others.indices { others[index].change(body) }
  }

  /// Forgets all quotes and keeps the room they took.
  public mutating func removeAll() {
    first = nil
    second = nil
    others.removeAll(keepingCapacity: true)
  }
}
