/// The quotes, and the asset contexts, that one decision may read; a feed without a quote is missing.
///
/// Nearly every decision reads the two books of one coin, so those of the first coin have places of their own, without an
/// allocation; the quotes of others stand in an array behind them.
public struct Quotes: Sendable {
  private struct Place: Sendable {
    let feed: Feed
    var quote: Quote
  }

  private var coin: Coin?
  private var perp: Quote?
  private var spot: Quote?
  private var others: [Place] = []
  // Nil where there is none: then a copy counts no reference.
  private var contexts: [Coin: AssetContext]?

  /// No quotes: every feed is missing.
  public init() {}

  /// The quote of a feed, or nil where the feed is missing.
  ///
  /// - Complexity: O(n) in the number of quotes, which is that of the feeds one signal's rules read: a handful.
  public subscript(feed: Feed) -> Quote? {
    get { quote(feed.market, of: feed.coin) }
    set {
      if coin == nil { coin = feed.coin }
      if coin == feed.coin {
        switch feed.market {
        case .perp: perp = newValue
        case .spot: spot = newValue
        }
      } else if let index = others.firstIndex(where: { $0.feed == feed }) {
        if let newValue { others[index].quote = newValue } else { others.remove(at: index) }
      } else if let newValue {
        others.append(Place(feed: feed, quote: newValue))
      }
    }
  }

  /// The quote of one of a coin's feeds, or nil where it is missing; see the subscript.
  public func quote(_ market: Feed.Market, of coin: Coin) -> Quote? {
    if self.coin == coin { return market == .perp ? perp : spot }
    for place in others where place.feed.market == market && place.feed.coin == coin { return place.quote }
    return nil
  }

  /// What is said of a coin's perp beside its book, or nil where that is not known: a context that says nothing is none.
  public subscript(contextOf coin: Coin) -> AssetContext? {
    get { contexts?[coin] }
    set {
      guard let newValue, newValue.fundingRate != nil || newValue.oracle != nil else {
        contexts?[coin] = nil
        return
      }
      if contexts == nil { contexts = [:] }
      contexts?[coin] = newValue
    }
  }

  /// Adds the quote of a feed that has none yet.
  ///
  /// - Complexity: O(1).
  public mutating func append(_ quote: Quote, of feed: Feed) {
    if coin == nil { coin = feed.coin }
    guard coin == feed.coin else { return others.append(Place(feed: feed, quote: quote)) }
    switch feed.market {
    case .perp: perp = quote
    case .spot: spot = quote
    }
  }

  /// Changes each quote.
  public mutating func forEach(_ body: (inout Quote) -> Void) {
    if var quote = perp {
      body(&quote)
      perp = quote
    }
    if var quote = spot {
      body(&quote)
      spot = quote
    }
    for index in others.indices { body(&others[index].quote) }
  }

  /// Changes each context.
  public mutating func forEachContext(_ body: (inout AssetContext) -> Void) {
    contexts = contexts?.mapValues { context in
      var context = context
      body(&context)
      return context
    }
  }

  /// Forgets all quotes and keeps the room they took.
  public mutating func removeAll() {
    coin = nil
    perp = nil
    spot = nil
    others.removeAll(keepingCapacity: true)
    contexts = nil
  }
}
