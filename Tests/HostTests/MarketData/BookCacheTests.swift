@testable import Host
import RuleEngine
import Testing

/// The newest book of each feed, of books that come in any order.
@Suite struct BookCacheTests {
  private let perp = Feed.perp("PURR")
  private let spot = Feed.spot("PURR")

  private var cache: BookCache {
    BookCache(FeedBooks(feeds: [.perp("PURR"), .spot("PURR"), .perp("BTC")], named: [:], resolver: nil))
  }

  private func book(_ coinID: String, _ bid: Price?, _ timeMs: Int64) -> BookFrame {
    BookFrame(
      coinID: coinID, timeMs: timeMs, bid: bid.map { BookFrame.Level(price: $0, size: "1") },
      ask: BookFrame.Level(price: "9", size: "1"))
  }

  private func bids(_ cache: BookCache) -> [Price?] {
    let quotes = cache.quotes(of: [perp, spot])
    return [perp, spot].map { feed in
      guard case .book(let bid, _)? = quotes[feed]?.top else { return nil }
      return bid
    }
  }

  @Test func `keeps the newest book of each feed, in whatever order they come`() {
    var cache = cache
    #expect(bids(cache) == [nil, nil])
    #expect(cache.apply(book("PURR", "1", 10), receivedMs: 11, source: .webSocket))
    #expect(bids(cache) == ["1", nil])
    #expect(cache.apply(book("PURR/USDC", "2", 10), receivedMs: 12, source: .webSocket))
    #expect(cache.apply(book("PURR/USDC", "3", 10), receivedMs: 13, source: .rest))
    #expect(cache.apply(book("BTC", "4", 10), receivedMs: 14, source: .webSocket))
    #expect(bids(cache) == ["1", "3"])
    #expect(cache.apply(book("PURR", "5", 15), receivedMs: 16, source: .webSocket))
    #expect(bids(cache) == ["5", "3"])
    let quote = cache.quotes(of: [spot])[spot]
    #expect(quote?.receivedMs == 13 && quote?.exchangeTimeMs == 10 && quote?.source == .rest)
  }

  @Test func `knows a book that no feed needs, and keeps none of it`() {
    var cache = cache
    for id in ["HYPE", "purr", "PURR/USDT", ""] {
      #expect(!cache.apply(book(id, "1", 10), receivedMs: 11, source: .webSocket))
      #expect(cache.apply(book("PURR", "2", 10), receivedMs: 11, source: .webSocket))
    }
    #expect(bids(cache) == ["2", nil])
    var empty = BookCache(FeedBooks(feeds: [], named: [:], resolver: nil))
    #expect(!empty.apply(book("PURR", "1", 10), receivedMs: 11, source: .webSocket))
  }

  @Test func `drops a quote when its book loses a side, and every quote at a disconnection`() {
    var cache = cache
    for id in ["PURR", "PURR/USDC"] { #expect(cache.apply(book(id, "1", 10), receivedMs: 11, source: .webSocket)) }
    #expect(cache.apply(book("PURR", nil, 10), receivedMs: 11, source: .webSocket))
    #expect(bids(cache) == [nil, "1"])
    cache.killAll()
    #expect(bids(cache) == [nil, nil])
    #expect(cache.apply(book("PURR", "1", 10), receivedMs: 11, source: .webSocket))
    #expect(bids(cache) == ["1", nil])
  }

  @Test func `serves every feed of a coin whose book has two of them`() {
    let books = FeedBooks(feeds: [.perp("PURR"), .spot("HYPE")], named: ["HYPE": "PURR"], resolver: nil)
    var cache = BookCache(books)
    #expect(cache.apply(book("PURR", "1", 10), receivedMs: 11, source: .webSocket))
    let quotes = cache.quotes(of: [.perp("PURR"), .spot("HYPE"), .spot("PURR")])
    #expect(quotes[.perp("PURR")] != nil && quotes[.perp("PURR")] == quotes[.spot("HYPE")])
    #expect(quotes[.spot("PURR")] == nil)
  }
}
