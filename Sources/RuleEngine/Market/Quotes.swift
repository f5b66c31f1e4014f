/// The quotes that one decision may read, with what their books were before, and the asset contexts; a feed without a
/// quote is missing.
///
/// Nearly every decision reads the two books of one coin, so those of the first coin have places of their own, without an
/// allocation; everything else stands in an array behind them.
public struct Quotes: Sendable {
  /// One thing that is known: a quote, a trail or a context.
  private struct Place: Sendable {
    let feed: Feed
    var quote: Quote?
    var trail: QuoteTrail?
    /// Beside the perp's book.
    var context: AssetContext?
  }

  private var coin: Coin?
  private var perp: Quote?
  private var spot: Quote?
  // What few rules read stands here, too: a copy counts one reference, whether or not there is any of it.
  private var others: [Place] = []

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
      } else {
        put(
          newValue.map { Place(feed: feed, quote: $0) },
          inPlaceOf: others.firstIndex { $0.quote != nil && $0.feed == feed })
      }
    }
  }

  /// The quote of one of a coin's feeds, or nil where it is missing; see the subscript.
  public func quote(_ market: Feed.Market, of coin: Coin) -> Quote? {
    if self.coin == coin { return market == .perp ? perp : spot }
    for place in others where place.feed.market == market && place.feed.coin == coin {
      if let quote = place.quote { return quote }
    }
    return nil
  }

  /// What is known of a feed's tops before its quote; empty where nothing is.
  public subscript(trailOf feed: Feed) -> QuoteTrail {
    get { others.first { $0.trail != nil && $0.feed == feed }?.trail ?? QuoteTrail() }
    set {
      put(
        newValue.isEmpty ? nil : Place(feed: feed, trail: newValue),
        inPlaceOf: others.firstIndex { $0.trail != nil && $0.feed == feed })
    }
  }

  /// What is said of a coin's perp beside its book, or nil where that is not known: a context that says nothing is none.
  public subscript(contextOf coin: Coin) -> AssetContext? {
    get { others.first { $0.context != nil && $0.feed.coin == coin }?.context }
    set {
      let known = newValue.flatMap { $0.fundingRate != nil || $0.oracle != nil ? $0 : nil }
      put(
        known.map { Place(feed: .perp(coin), context: $0) },
        inPlaceOf: others.firstIndex { $0.context != nil && $0.feed.coin == coin })
    }
  }

  private mutating func put(_ place: Place?, inPlaceOf index: Int?) {
    switch (place, index) {
    case (let place?, let index?): others[index] = place
    case (let place?, nil): others.append(place)
    case (nil, let index?): others.remove(at: index)
    case (nil, nil): break
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
    forEachOther(\.quote, body)
  }

  /// Changes what is known of each feed's past.
  public mutating func forEachTrail(_ body: (inout QuoteTrail) -> Void) { forEachOther(\.trail, body) }

  /// Changes each context.
  public mutating func forEachContext(_ body: (inout AssetContext) -> Void) { forEachOther(\.context, body) }

  private mutating func forEachOther<Value>(_ part: WritableKeyPath<Place, Value?>, _ body: (inout Value) -> Void) {
    for index in others.indices {
      guard var value = others[index][keyPath: part] else { continue }
      body(&value)
      others[index][keyPath: part] = value
    }
  }

  /// Forgets all quotes and keeps the room they took.
  public mutating func removeAll() {
    coin = nil
    perp = nil
    spot = nil
    others.removeAll(keepingCapacity: true)
  }
}
