/// The quotes one decision may read; a feed without one is missing.
public struct Quotes: Sendable {
  private var feeds: [Feed] = []
  private var quotes: [Quote] = []

  /// No quotes: every feed is missing.
  public init() {}

  /// The quote of a feed, or nil where the feed is missing.
  ///
  /// - Complexity: O(n) in the number of quotes, which is that of the feeds one signal's rules read: a handful.
  public subscript(feed: Feed) -> Quote? {
    get {
      for index in feeds.indices where feeds[index] == feed { return quotes[index] }
      return nil
    }
    set {
      if let index = feeds.firstIndex(of: feed) {
        guard let newValue else {
          feeds.remove(at: index)
          quotes.remove(at: index)
          return
        }
        quotes[index] = newValue
      } else if let newValue {
        feeds.append(feed)
        quotes.append(newValue)
      }
    }
  }

  /// Adds the quote of a feed that has none yet.
  ///
  /// - Complexity: O(1).
  public mutating func append(_ quote: Quote, of feed: Feed) {
    feeds.append(feed)
    quotes.append(quote)
  }

  /// Forgets all quotes and keeps the room they took.
  public mutating func removeAll() {
    feeds.removeAll(keepingCapacity: true)
    quotes.removeAll(keepingCapacity: true)
  }
}
