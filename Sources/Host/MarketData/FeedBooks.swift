internal import RuleEngine

/// Which of the exchange's books are a chain's feeds.
///
/// The perp book of a coin has the coin's name. The spot book's name comes from the recordings' first lines; else from
/// the exchange's list, where one is given; else it is `X/USDC`.
struct FeedBooks {
  /// The feeds that a book serves, by the exchange's name of the book.
  private(set) var feedsByID: [String: [Feed]] = [:]
  /// The feeds whose book is not known: they are missing for the whole run.
  private(set) var unresolved: [Feed] = []

  /// The feeds with the exchange's name of their book, in the order of the chain.
  private(set) var resolved: [(feed: Feed, bookID: String)] = []

  init(feeds: [Feed], named: [Coin: String], resolver: SpotCoinResolver?) {
    for feed in feeds {
      guard let id = FeedBooks.bookID(of: feed, named: named, resolver: resolver) else {
        unresolved.append(feed)
        continue
      }
      resolved.append((feed, id))
      feedsByID[id, default: []].append(feed)
    }
  }

  private static func bookID(of feed: Feed, named: [Coin: String], resolver: SpotCoinResolver?) -> String? {
    switch feed.market {
    case .perp: return feed.coin.name
    case .spot:
      if let name = named[feed.coin] { return name }
      guard let resolver else { return "\(feed.coin.name)/USDC" }
      return resolver.spotCoinID(of: feed.coin)
    }
  }
}
