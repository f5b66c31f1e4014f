internal import RuleEngine

/// The newest living quote of every feed.
struct BookCache {
  private let books: FeedBooks
  private var quotes: [Feed: Quote] = [:]

  init(_ books: FeedBooks) { self.books = books }

  /// Takes a book in place of the one before; an empty or one-sided book takes the quote away.
  ///
  /// - Returns: whether a feed is served by the book.
  mutating func apply(_ book: BookFrame, receivedMs: Int64, source: Quote.Source) -> Bool {
    guard let feeds = books.feedsByID[book.coinID] else { return false }
    for feed in feeds { quotes[feed] = book.quote(receivedMs: receivedMs, source: source) }
    return true
  }

  /// Forgets every book: after a disconnection none may be used before it is seen again.
  mutating func killAll() { quotes.removeAll(keepingCapacity: true) }

  /// The living quotes of some feeds.
  func quotes(of feeds: [Feed]) -> Quotes {
    var selected = Quotes()
    for feed in feeds { selected[feed] = quotes[feed] }
    return selected
  }
}
