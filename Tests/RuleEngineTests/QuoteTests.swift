import RuleEngine
import Testing

/// How old a quote is, when it is dead, and what its numbers are.
@Suite struct QuoteTests {
  private func quote(received: Int64?, exchange: Int64?) -> Quote {
    Quote(.mid("1"), exchangeTimeMs: exchange, receivedMs: received)
  }

  @Test(
    arguments: [
      (900, 950, 100), (950, 900, 100), (900, nil, 100), (nil, 900, 100), (nil, nil, 0), (1000, 1000, 0),
      (1100, 900, 100),
      (900, 1100, 100), (1100, 1200, -100), (1200, 1100, -100), (1100, nil, -100),
    ] as [(Int64?, Int64?, Int64)])
  func `is as old as the larger of its two ages`(received: Int64?, exchange: Int64?, age: Int64) {
    #expect(quote(received: received, exchange: exchange).ageMs(now: 1000) == age)
  }

  @Test func `is stale when older than allowed, not when exactly as old`() {
    let quote = quote(received: 10_000, exchange: nil)
    #expect(!quote.isStale(now: 19_999, maxAgeMs: 10_000))
    #expect(!quote.isStale(now: 20_000, maxAgeMs: 10_000))
    #expect(quote.isStale(now: 20_001, maxAgeMs: 10_000))
    #expect(!quote.isStale(now: 10_000, maxAgeMs: 0))
    #expect(quote.isStale(now: 10_001, maxAgeMs: 0))
  }

  @Test func `is stale when more than two seconds ahead, not when exactly two`() {
    let quote = quote(received: 10_000, exchange: 10_000)
    #expect(!quote.isStale(now: 8000, maxAgeMs: 10_000))
    #expect(quote.isStale(now: 7999, maxAgeMs: 10_000))
    #expect(quote.isStale(now: 7999, maxAgeMs: .max))
  }

  @Test func `dies by its exchange time though it was just received`() {
    #expect(quote(received: 20_000, exchange: 9_999).isStale(now: 20_000, maxAgeMs: 10_000))
    #expect(!quote(received: 20_000, exchange: 10_000).isStale(now: 20_000, maxAgeMs: 10_000))
    // An exchange clock that is ahead does not make an old book young.
    #expect(quote(received: 9_999, exchange: 30_000).isStale(now: 20_000, maxAgeMs: 10_000))
  }

  @Test func `has no age as a bare mid`() {
    #expect(Quote.mid("1").ageMs(now: 1_774_400_000_000) == 0)
    #expect(!Quote.mid("1").isStale(now: 1_774_400_000_000, maxAgeMs: 0))
  }

  @Test func `is skewed by exchange times, or by ages where a time is missing`() {
    let early = quote(received: 900, exchange: 100)
    let late = quote(received: 950, exchange: 400)
    #expect(early.skewMs(to: late, now: 1000) == 300)
    #expect(late.skewMs(to: early, now: 1000) == 300)
    let timeless = quote(received: 800, exchange: nil)
    #expect(early.skewMs(to: timeless, now: 1000) == 700)
    #expect(timeless.skewMs(to: early, now: 1000) == 700)
    #expect(timeless.skewMs(to: quote(received: 850, exchange: nil), now: 1000) == 50)
    #expect(timeless.skewMs(to: .mid("1"), now: 1000) == 200)
    #expect(Quote.mid("1").skewMs(to: .mid("2"), now: 1000) == 0)
  }

  @Test func `has the exact mid of its book, or its own`() {
    #expect(Quote.book("0.001248", "0.00125").mid.description == "0.001249")
    #expect(Quote.book("0.000000001", "0.000000002").mid.description == "0.0000000015")
    #expect(Quote.mid("3.5").mid == "3.5")
  }

  @Test func `is crossed when the bid is above the ask, not when they are equal`() {
    #expect(Quote.book("1.000000001", "1").isCrossed)
    #expect(!Quote.book("1", "1").isCrossed)
    #expect(!Quote.book("1", "1.000000001").isCrossed)
    #expect(!Quote.mid("1").isCrossed)
  }

  @Test func `is as deep as the thinner side, and not at all where a size is unknown`() {
    #expect(Quote.book("2", "3", bidSize: "10", askSize: "5").depthUSD == 15)
    #expect(Quote.book("2", "3", bidSize: "7", askSize: "5").depthUSD == 14)
    #expect(Quote.book("2", "3", bidSize: nil, askSize: "5").depthUSD == 0)
    #expect(Quote.book("2", "3", bidSize: "7", askSize: nil).depthUSD == 0)
    #expect(Quote.book("2", "3", bidSize: "0", askSize: "5").depthUSD == 0)
    #expect(Quote.mid("2").depthUSD == 0)
  }

  @Test func `is found by its feed, replaced and removed`() {
    var quotes = Quotes()
    #expect(quotes[.perp("PURR")] == nil)
    quotes[.perp("PURR")] = .mid("1")
    quotes[.spot("PURR")] = .mid("2")
    quotes[.perp("HYPE")] = .mid("3")
    quotes[.perp("PURR")] = .mid("4")
    #expect(quotes[.perp("PURR")]?.mid == "4")
    #expect(quotes[.spot("PURR")]?.mid == "2")
    quotes[.spot("PURR")] = nil
    quotes[.spot("HYPE")] = nil
    #expect(quotes[.spot("PURR")] == nil)
    #expect(quotes[.perp("HYPE")]?.mid == "3")
    quotes.removeAll()
    #expect(quotes[.perp("PURR")] == nil && quotes[.perp("HYPE")] == nil)
  }
}
