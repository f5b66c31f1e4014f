internal import RuleEngine

/// The newest living quote of every feed, the newest asset context of every coin, and the newest balance.
struct BookCache {
  /// One of the exchange's books that some feed is served by.
  private struct Shelf {
    let bookID: String
    var quote: Quote?
  }

  private var shelves: [Shelf] = []
  private var contexts: [Coin: AssetContext] = [:]
  /// What was last said of the account's balance.
  var balance: BalanceAnswer?
  private let placesByID: [String: Int]
  private let placesByFeed: [Feed: Int]
  // Whose book came last: books of a recording often come in runs, and a comparison is less than a search.
  private var recent = 0

  init(_ books: FeedBooks) {
    var placesByID: [String: Int] = [:]
    var placesByFeed: [Feed: Int] = [:]
    for (bookID, feeds) in books.feedsByID {
      placesByID[bookID] = shelves.count
      for feed in feeds { placesByFeed[feed] = shelves.count }
      shelves.append(Shelf(bookID: bookID))
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
    shelves[recent].quote = book.quote(receivedMs: receivedMs, source: source)
    return true
  }

  /// Takes an asset context in place of the one before.
  mutating func apply(_ context: AssetContext, of coin: Coin) { contexts[coin] = context }

  /// Forgets everything: after a disconnection nothing may be used before it is seen again.
  mutating func killAll() {
    for place in shelves.indices { shelves[place].quote = nil }
    contexts = [:]
    balance = nil
  }

  /// The living quotes of some feeds, and a coin's asset context.
  func quotes(of feeds: [Feed], contextOf coin: Coin? = nil) -> Quotes {
    var selected = Quotes()
    for feed in feeds { selected[feed] = placesByFeed[feed].flatMap { shelves[$0].quote } }
    if let coin, let context = contexts[coin] { selected[contextOf: coin] = context }
    return selected
  }
}
