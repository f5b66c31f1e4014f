import RuleEngine
import Testing

@testable import Host

/// A gate that asks that the spread has held, over live books in simulated time: when it begins to count, and anew.
@Suite struct HeldSpreadTests {
  /// Both books of a coin, and the clocks; the exchange's clock is right at the beginning.
  private final class Market {
    static let forMs: Int64 = 3000
    static let needs = [
      FeedNeed(feed: .perp("PURR"), coinID: "PURR", maxAgeMs: 1000),
      FeedNeed(feed: .spot("PURR"), coinID: "PURR/USDC", maxAgeMs: 1000),
    ]

    var books = LiveBooks()
    let chain: RuleChain
    var atMs: Int64 = 0
    /// How far somebody has set the clock on the wall.
    var wallOffsetMs: Int64 = 0

    init(_ params: String = #""confirm_for_ms":3000,"max_age_ms":1000"#) throws {
      chain = try Fixture.chain(Fixture.rules(Fixture.arb(params: params)))
      books.lookBack(as: chain, beside: nil)
    }

    var reading: ClockReading {
      ClockReading(wallMs: Fixture.nowMs + atMs + wallOffsetMs, monotonicMs: atMs)
    }

    func show(_ feed: Feed, _ price: Price?, delayMs: Int64 = 0) {
      let coinID = feed == .perp("PURR") ? "PURR" : "PURR/USDC"
      let level = price.map { BookFrame.Level(price: $0, size: "1") }
      let book = BookFrame(coinID: coinID, timeMs: Fixture.nowMs + atMs - delayMs, bid: level, ask: level)
      books.perform(.applyBook(book, .webSocket), needs: Market.needs, text: [], at: reading)
    }

    func showBoth(perp: Price? = "0.98", delayMs: Int64 = 0) {
      show(.perp("PURR"), perp, delayMs: delayMs)
      show(.spot("PURR"), "1", delayMs: delayMs)
    }

    /// Lets time pass; both books come again every half second.
    func pass(_ ms: Int64) {
      let end = atMs + ms
      while end - atMs > 500 {
        atMs += 500
        showBoth()
      }
      atMs = end
    }

    /// What the gate says at this moment.
    func word() -> String {
      let signal = Signal(coin: "PURR", direction: .long)
      let snapshot = books.snapshot(of: chain.feeds(for: signal.coin), at: reading)
      let entry = EntryContext(signal: signal, quotes: snapshot.quotes, history: History(), nowMs: snapshot.nowMs)
      let outcome = chain.decide(entry).outcomes[0].trace.outcome
      return outcome.code?.rawValue ?? outcome.kind.rawValue
    }

    /// Whether the gate cannot know up to the last millisecond of the time from now on, and passes from then on.
    func beginsAnew() -> Bool {
      var words: Set<String> = [word()]
      pass(1500)
      words.insert(word())
      pass(Market.forMs - 1501)
      words.insert(word())
      pass(1)
      return words == ["unconfirmed"] && word() == "pass"
    }
  }

  @Test func `it counts from the first books, as after a start, to the millisecond`() throws {
    let market = try Market()
    #expect(market.word() == "perp_missing")
    market.show(.perp("PURR"), "0.98")
    market.atMs = 300
    market.show(.spot("PURR"), "1")
    #expect(market.beginsAnew())
  }

  @Test(arguments: ["0.995", "0.990000001"] as [Price])
  func `a spread that fell short for a millisecond rejects until that is as long ago`(short: Price) throws {
    let market = try Market()
    market.showBoth()
    market.pass(4200)
    market.show(.perp("PURR"), short)
    #expect(market.word() == "spread_insufficient")
    market.pass(1)
    market.show(.perp("PURR"), "0.98")
    market.pass(1)
    #expect(market.word() == "spread_unconfirmed")
    market.pass(Market.forMs - 2)
    #expect(market.word() == "spread_unconfirmed")
    market.pass(1)
    #expect(market.word() == "pass")
  }

  enum Loss: CaseIterable {
    case connection, perp, spot, oneSide, silence, lateBooks
  }

  @Test(arguments: Loss.allCases)
  func `it counts anew after a book was gone, one-sided, or too old`(loss: Loss) throws {
    let market = try Market()
    market.showBoth()
    market.pass(3500)
    #expect(market.word() == "pass")
    market.atMs += 10
    switch loss {
    case .connection: market.books.killAll(at: market.reading)
    case .perp: market.books.kill(.perp("PURR"), at: market.reading)
    case .spot: market.books.kill(.spot("PURR"), at: market.reading)
    case .oneSide: market.show(.perp("PURR"), nil)
    case .silence: market.atMs += 1001
    case .lateBooks: market.showBoth(delayMs: 1001)
    }
    market.atMs += 1
    #expect(["perp_missing", "spot_missing", "stale"].contains(market.word()), "\(market.word())")
    market.atMs += 1
    market.showBoth()
    #expect(market.beginsAnew())
  }

  @Test func `a book as old as it may be is no gap`() throws {
    let market = try Market()
    market.showBoth()
    market.atMs += 1000
    #expect(market.word() == "unconfirmed")
    market.atMs += 1
    market.showBoth()
    market.pass(1999)
    #expect(market.word() == "pass")
  }

  @Test func `by a clock that is set back it counts on, and passes no sooner`() throws {
    let market = try Market()
    market.showBoth()
    market.pass(1000)
    market.wallOffsetMs = -3_600_000
    market.pass(1999)
    #expect(market.word() == "unconfirmed")
    market.pass(1)
    #expect(market.word() == "pass")
  }

  @Test func `by a clock that is set ahead the books are old, and when it is right again they never were`() throws {
    let market = try Market()
    market.showBoth()
    market.pass(4000)
    market.wallOffsetMs = 3_600_000
    #expect(market.word() == "stale")
    market.pass(4000)
    #expect(market.word() == "stale")
    market.wallOffsetMs = 0
    market.atMs += 1
    market.showBoth()
    #expect(market.word() == "pass")
  }

  @Test func `other rules look back no further than to the book that they find`() throws {
    let market = try Market(#""max_age_ms":1000"#)
    market.showBoth()
    market.pass(5000)
    #expect(market.word() == "pass")
    let after = try Market()
    market.books.follow(after.chain, beside: nil, at: market.reading)
    (after.books, after.atMs) = (market.books, market.atMs)
    #expect(after.word() == "unconfirmed")
    after.pass(2499)
    #expect(after.word() == "unconfirmed")
    after.pass(1)
    #expect(after.word() == "pass")
  }
}
