internal import RuleEngine

/// The newest living quote of every feed, the newest asset context of every coin, and the newest balance.
struct BookCache {
  /// One of the exchange's books that some feed is served by.
  private struct Shelf {
    let bookID: String
    var quote: Quote?
    // How far back a rule looks, in milliseconds; 0 where none does, and then there is no trail.
    var windowMs: Int64 = 0
    var trail = QuoteTrail()
  }

  private var shelves: [Shelf] = []
  private var contexts: [Coin: AssetContext] = [:]
  /// What was last said of the account's balance.
  var balance: BalanceAnswer?
  private let placesByID: [String: Int]
  private let placesByFeed: [Feed: Int]
  // Whose book came last: books of a recording often come in runs, and a comparison is less than a search.
  private var recent = 0

  private let quoteWindowsMs: [Feed: Int64]

  /// - Parameter quoteWindowsMs: how far back rules look at feeds.
  init(_ books: FeedBooks, quoteWindowsMs: [Feed: Int64] = [:]) {
    self.quoteWindowsMs = quoteWindowsMs
    var placesByID: [String: Int] = [:]
    var placesByFeed: [Feed: Int] = [:]
    for (bookID, feeds) in books.feedsByID {
      placesByID[bookID] = shelves.count
      for feed in feeds { placesByFeed[feed] = shelves.count }
      let windowMs = feeds.compactMap { quoteWindowsMs[$0] }.max() ?? 0
      shelves.append(Shelf(bookID: bookID, windowMs: windowMs))
    }
    self.placesByID = placesByID
    self.placesByFeed = placesByFeed
  }

  /// Takes a book in place of the one before; an empty or one-sided book takes the quote away.
  ///
  /// - Returns: whether a feed is served by the book.
  mutating func apply(_ book: BookFrame, receivedMs: Int64, source: Quote.Source) -> Bool {
    if recent >= shelves.count || shelves[recent].bookID != book.coinID {
      guard let place = placesByID[book.coinID] else { return false }
      recent = place
    }
    let quote = book.quote(receivedMs: receivedMs, source: source)
    shelves[recent].quote = quote
    let windowMs = shelves[recent].windowMs
    if windowMs > 0 { shelves[recent].trail.take(quote, receivedMs: receivedMs, windowMs: windowMs) }
    return true
  }

  /// Takes what a living book was before.
  mutating func apply(_ trail: QuoteTrail, of bookID: String) {
    guard let place = placesByID[bookID], shelves[place].windowMs > 0, shelves[place].quote != nil else { return }
    shelves[place].trail = trail
  }

  /// Takes an asset context in place of the one before.
  mutating func apply(_ context: AssetContext, of coin: Coin) { contexts[coin] = context }

  /// Forgets everything: after a disconnection nothing may be used before it is seen again.
  mutating func killAll() {
    for place in shelves.indices {
      shelves[place].quote = nil
      shelves[place].trail = QuoteTrail()
    }
    contexts = [:]
    balance = nil
  }

  /// The living quotes of some feeds, with what rules may ask of their past, and a coin's asset context.
  func quotes(of feeds: [Feed], contextOf coin: Coin? = nil, nowMs: Int64) -> Quotes {
    var selected = Quotes()
    for feed in feeds {
      guard let place = placesByFeed[feed] else { continue }
      selected[feed] = shelves[place].quote
      guard shelves[place].windowMs > 0, let windowMs = quoteWindowsMs[feed] else { continue }
      selected[trailOf: feed] = shelves[place].trail.since(nowMs - windowMs)
    }
    if let coin, let context = contexts[coin] { selected[contextOf: coin] = context }
    return selected
  }
}
