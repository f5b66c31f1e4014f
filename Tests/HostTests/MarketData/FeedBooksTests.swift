@testable import Host
import RuleEngine
import Testing

/// Which books serve which feeds, and which quotes are alive.
@Suite struct FeedBooksTests {
  private let meta = Array(
    #"""
    {"universe":[{"tokens":[1,0],"name":"PURR/USDC","index":0},{"tokens":[2,0],"name":"@107","index":107}],
    "tokens":[{"name":"USDC","index":0},{"name":"PURR","index":1},{"name":"HYPE","index":2}]}
    """#.utf8)

  private func book(_ id: String, bid: Price? = "2", ask: Price? = "3") -> BookFrame {
    BookFrame(
      coinID: id, timeMs: 1000, bid: bid.map { .init(price: $0, size: "1") },
      ask: ask.map { .init(price: $0, size: "1") })
  }

  @Test func `finds a spot book by a header, else in the exchange's list, else by the pair's name`() throws {
    let feeds: [Feed] = [.perp("PURR"), .spot("PURR"), .spot("HYPE"), .spot("JEFF")]
    let plain = FeedBooks(feeds: feeds, named: [:], resolver: nil)
    #expect(
      plain.feedsByID == [
        "PURR": [.perp("PURR")], "PURR/USDC": [.spot("PURR")], "HYPE/USDC": [.spot("HYPE")],
        "JEFF/USDC": [.spot("JEFF")],
      ])
    #expect(plain.unresolved == [])
    let listed = FeedBooks(feeds: feeds, named: ["PURR": "@9"], resolver: try SpotCoinResolver(reply: meta))
    #expect(listed.feedsByID == ["PURR": [.perp("PURR")], "@9": [.spot("PURR")], "@107": [.spot("HYPE")]])
    #expect(listed.unresolved == [.spot("JEFF")])
  }

  @Test func `keeps the newest book of each feed and no other book`() {
    var cache = BookCache(FeedBooks(feeds: [.perp("PURR"), .spot("PURR")], named: [:], resolver: nil))
    let all: [Feed] = [.perp("PURR"), .spot("PURR"), .perp("HYPE")]
    let frames: [(book: BookFrame, source: Quote.Source)] = [
      (book("PURR"), .webSocket), (book("PURR/USDC", bid: "5", ask: "6"), .rest), (book("HYPE"), .webSocket),
      (book("purr"), .webSocket), (book("@0"), .webSocket),
    ]
    let served = frames.map { cache.apply($0.book, receivedMs: 1000, source: $0.source) }
    #expect(served == [true, true, false, false, false])
    var quotes = cache.quotes(of: all, nowMs: 0)
    #expect(quotes[.perp("PURR")]?.mid == "2.5" && quotes[.perp("PURR")]?.receivedMs == 1000)
    #expect(quotes[.spot("PURR")]?.mid == "5.5" && quotes[.spot("PURR")]?.source == .rest)
    #expect(quotes[.perp("HYPE")] == nil)
    _ = cache.apply(book("PURR", bid: "4", ask: "4"), receivedMs: 900, source: .webSocket)
    quotes = cache.quotes(of: all, nowMs: 0)
    #expect(quotes[.perp("PURR")]?.mid == "4" && quotes[.perp("PURR")]?.receivedMs == 900)
  }

  @Test func `loses the quote with a side of its book, and everything at a marker`() {
    var cache = BookCache(FeedBooks(feeds: [.perp("PURR"), .spot("PURR")], named: [:], resolver: nil))
    let empties = [book("PURR", bid: nil), book("PURR", ask: nil), book("PURR", bid: nil, ask: nil)]
    for empty in empties {
      _ = cache.apply(book("PURR"), receivedMs: 1, source: .webSocket)
      #expect(cache.quotes(of: [.perp("PURR")], nowMs: 0)[.perp("PURR")] != nil)
      let isServed = cache.apply(empty, receivedMs: 2, source: .webSocket)
      #expect(isServed)
      #expect(cache.quotes(of: [.perp("PURR")], nowMs: 0)[.perp("PURR")] == nil)
    }
    _ = cache.apply(book("PURR"), receivedMs: 3, source: .webSocket)
    _ = cache.apply(book("PURR/USDC"), receivedMs: 3, source: .webSocket)
    cache.apply(AssetContext(fundingRate: 0, oracle: "1", receivedMs: 3), of: "PURR")
    cache.balance = BalanceAnswer(amountUSD: 5)
    #expect(cache.quotes(of: [], contextOf: "PURR", nowMs: 0)[contextOf: "PURR"] != nil)
    cache.killAll()
    let quotes = cache.quotes(of: [.perp("PURR"), .spot("PURR")], contextOf: "PURR", nowMs: 0)
    #expect(quotes[.perp("PURR")] == nil && quotes[.spot("PURR")] == nil)
    #expect(quotes[contextOf: "PURR"] == nil && cache.balance == nil)
    _ = cache.apply(book("PURR"), receivedMs: 4, source: .webSocket)
    #expect(cache.quotes(of: [.perp("PURR")], nowMs: 0)[.perp("PURR")] != nil)
  }
}
