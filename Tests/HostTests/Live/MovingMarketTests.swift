import LoopbackExchange
import TestSupport
import Testing

/// The market to try the live host against.
@Suite struct MovingMarketTests {
  private func mid(_ book: ExchangeBook?) throws -> Double {
    let bid = try #require(book?.bids.first.flatMap { Double($0.price) })
    let ask = try #require(book?.asks.first.flatMap { Double($0.price) })
    #expect(bid < ask)
    return (bid + ask) / 2
  }

  @Test(arguments: 1...5 as ClosedRange<UInt64>)
  func `in every minute a long and a short are approved, and rejected`(seed: UInt64) throws {
    var market = MovingMarket(SplitMix64(seed: seed))
    for minute in 0..<5 {
      var spreads: [Double] = []
      for _ in 0..<110 {
        let books = market.pass(540)
        let spot = try mid(books["PURR/USDC"])
        spreads.append((try mid(books["PURR"]) - spot) / spot)
        #expect(books.values.allSatisfy { $0.bids.count == 20 && $0.asks.count == 20 })
      }
      // A fifth of the time each, and a fifth of the time neither.
      #expect(spreads.count { $0 <= -0.01 } > 22 && spreads.count { $0 >= 0.01 } > 22, "seed \(seed), minute \(minute)")
      #expect(spreads.count { abs($0) < 0.01 } > 22, "seed \(seed), minute \(minute)")
      #expect(spreads.allSatisfy { abs($0) < 0.03 })
    }
  }

  @Test func `the levels of a book are in order, and no price has more than five figures`() throws {
    var market = MovingMarket(SplitMix64(seed: 3))
    for _ in 0..<100 {
      for book in market.pass(540).values {
        for (levels, isRising) in [(book.bids, false), (book.asks, true)] {
          let prices = try levels.map { try #require(Double($0.price)) }
          #expect(zip(prices, prices.dropFirst()).allSatisfy { isRising ? $0 < $1 : $0 > $1 })
          #expect(levels.allSatisfy { $0.price.drop { $0 == "0" || $0 == "." }.count { $0 != "." } <= 5 })
        }
      }
    }
  }

  @Test func `the same seed gives the same books`() {
    var markets = [7, 7, 8].map { MovingMarket(SplitMix64(seed: $0)) }
    for _ in 0..<10 {
      let books = markets.indices.map { markets[$0].pass(540) }
      #expect(books[0] == books[1] && books[0] != books[2])
    }
  }
}
