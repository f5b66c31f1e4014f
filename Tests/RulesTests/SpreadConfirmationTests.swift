import RuleEngine
import Rules
import TestSupport
import Testing

/// What `futures_spot_arb` says of the time before an entry, against an oracle that looks at every millisecond of it.
struct SpreadConfirmationTests {
  private static let nowMs: Int64 = 1_774_403_200_000

  /// A book, in thousandths, that was so long under way before it came.
  private struct Book {
    let ageMs: Int64
    let delayMs: Int64
    let bid: Int64
    let ask: Int64

    var top: Quote.Top {
      get throws { .book(bid: try Price("\(bid)e-3"), ask: try Price("\(ask)e-3")) }
    }
    var exchangeTimeMs: Int64 { SpreadConfirmationTests.nowMs - ageMs - delayMs }
  }

  /// The books of one leg, the oldest first; the last one is that of the quote.
  private struct Walk {
    let books: [Book]

    init(_ random: inout SplitMix64, around mid: Int64) {
      var ageMs = Int64.random(in: 20...60, using: &random)
      var middle = mid
      var books: [Book] = []
      repeat {
        // Now and then the same book comes again.
        if Int.random(in: 0..<4, using: &random) > 0 { middle = mid + Int64.random(in: -1...1, using: &random) }
        let gap: Int64 = Int.random(in: 0..<25, using: &random) == 0 ? -1 : Int64.random(in: 0...1, using: &random)
        let delayMs = Int.random(in: 0..<6, using: &random) == 0 ? Int64.random(in: -3...9, using: &random) : 0
        books.append(Book(ageMs: ageMs, delayMs: delayMs, bid: middle - gap, ask: middle + gap))
        ageMs -= Int64.random(in: 1...20, using: &random)
      } while ageMs >= 0
      self.books = books
    }

    var quote: Quote {
      get throws {
        let last = books[books.count - 1]
        return Quote(
          try last.top, exchangeTimeMs: last.exchangeTimeMs, receivedMs: SpreadConfirmationTests.nowMs - last.ageMs)
      }
    }

    /// All books, or those before the quote.
    func trail(_ count: Int) throws -> QuoteTrail {
      QuoteTrail(
        try books.prefix(count).map {
          QuoteTrail.Step(
            sinceMs: SpreadConfirmationTests.nowMs - $0.ageMs, try $0.top, exchangeTimeMs: $0.exchangeTimeMs)
        })
    }

    /// The book in force so long ago; nil where there was none, or one that had grown too old.
    func book(agoMs: Int64, maxAgeMs: Int64) -> Book? {
      guard let book = books.last(where: { $0.ageMs >= agoMs }) else { return nil }
      return book.ageMs + max(book.delayMs, 0) - agoMs > maxAgeMs ? nil : book
    }
  }

  /// What is to be said, and for how long the spread has held: every millisecond of the window is looked at.
  private static func expectation(
    _ perp: Walk, _ spot: Walk, _ isLong: Bool, _ windowMs: Int64, _ maxAgeMs: Int64
  ) -> (word: String, heldMs: Int64) {
    func isGood(_ agoMs: Int64) -> Bool? {
      guard let perp = perp.book(agoMs: agoMs, maxAgeMs: maxAgeMs),
        let spot = spot.book(agoMs: agoMs, maxAgeMs: maxAgeMs)
      else { return nil }
      if perp.bid > perp.ask || spot.bid > spot.ask { return false }
      // 2 × mid; the threshold is half a percent.
      let (perpMid, spotMid) = (perp.bid + perp.ask, spot.bid + spot.ask)
      let favour = isLong ? spotMid - perpMid : perpMid - spotMid
      return favour * 200 >= spotMid
    }
    let now = [perp, spot].compactMap { $0.book(agoMs: 0, maxAgeMs: maxAgeMs) }
    if now.count < 2 { return ("stale", 0) }
    if now.contains(where: { $0.bid > $0.ask }) { return ("book_crossed", 0) }
    if isGood(0) == false { return ("spread_insufficient", 0) }
    let moments = (0...windowMs).map(isGood)
    let heldMs = Int64(moments.prefix { $0 == true }.count) - 1
    // Behind a moment that is not known nothing counts.
    if moments.prefix(while: { $0 != nil }).contains(false) { return ("spread_unconfirmed", heldMs) }
    return (moments.contains(nil) ? "unconfirmed" : "pass", heldMs)
  }

  @Test(arguments: 1...8) func `agrees with a look at every millisecond`(_ seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    var seen: [String: Int] = [:]
    for _ in 0..<2000 {
      let isLong = Bool.random(using: &random)
      let windowMs = Int64.random(in: 1...40, using: &random)
      let maxAgeMs = Int64.random(in: 8...40, using: &random)
      let rule = try FuturesSpotArbRule.make(
        parameters: #"{"min_spread": 0.005, "max_age_ms": \#(maxAgeMs), "confirm_for_ms": \#(windowMs)}"#)
      let perp = Walk(&random, around: isLong ? 994 : 1006)
      let spot = Walk(&random, around: 1000)
      let count = Int.random(in: 0...1, using: &random)
      let entry = EntryContext.example(
        isLong ? .long : .short, perp: try perp.quote, spot: try spot.quote,
        trails: [.perp: try perp.trail(perp.books.count - count), .spot: try spot.trail(spot.books.count - count)])
      let outcome = rule.evaluate(entry)
      let found = outcome.code?.rawValue ?? outcome.kind.rawValue
      let expected = Self.expectation(perp, spot, isLong, windowMs, maxAgeMs)
      #expect(found == expected.word, "\(perp.books) \(spot.books) \(windowMs) \(maxAgeMs)")
      if let held = outcome.evidence.measured.first(where: { $0.name == "held_ms" }) {
        #expect("\(held.value)" == "\(expected.heldMs)")
      }
      seen[found, default: 0] += 1
    }
    for word in ["pass", "unconfirmed", "spread_unconfirmed", "spread_insufficient", "book_crossed", "stale"] {
      #expect(seen[word, default: 0] > 20, "\(seen)")
    }
  }

  @Test func `a rejection says how bad it was, when, and for how long the spread has held since`() throws {
    let rule = try FuturesSpotArbRule.make(parameters: #"{"confirm_for_ms": 3000}"#)
    let outcome = rule.evaluate(
      .example(
        perp: .book("0.98", "0.98"), spot: .book("1", "1"),
        trails: [
          .perp: .since(
            (9000, "0.98", "0.98"), (2700, "1.01", "1.01"), (2600, "1", "1"), (2500, "1.01", "1.01"),
            (2000, "0.995", "0.995"), (1500, "0.97", "0.97"),
            (700, "0.98", "0.97"), (600, "0.98", "0.98")),
          .spot: .since((4000, "1", "1")),
        ]))
    let reason = try #require(outcome.rejection)
    #expect(reason.code == "spread_unconfirmed")
    #expect(
      (reason.evidence.measured + reason.evidence.required).map { "\($0.name) \($0.value)" } == [
        "perp 0.98", "spot 1", "spread -0.02", "worst_spread 0.01", "worst_age_ms 2500", "crossed_age_ms 700",
        "held_ms 600", "min_spread 0.01", "confirm_for_ms 3000",
      ])
    #expect(reason.evidence.margin?.description == "-2400")
  }

  @Test func `an approval says how close it was`() throws {
    let rule = try FuturesSpotArbRule.make(parameters: #"{"confirm_for_ms": 3000}"#)
    let outcome = rule.evaluate(
      .example(
        .short, perp: .book("1.03", "1.03"), spot: .book("1", "1"),
        trails: [
          .perp: .since(
            (9000, "1.011", "1.011"), (2600, "1.02", "1.02"), (2000, "1.011", "1.011"), (1000, "1.03", "1.03")),
          .spot: .since((4000, "1", "1")),
        ]))
    // The last time that it was so.
    #expect(
      outcome.evidence.measured.map { "\($0.name) \($0.value)" } == [
        "perp 1.03", "spot 1", "spread 0.03", "worst_spread 0.011", "worst_age_ms 2000", "held_ms 3000",
      ])
    #expect(outcome.kind == .pass && outcome.evidence.margin?.description == "0.001")
  }

  @Test func `the other reasons come first`() throws {
    let rule = try FuturesSpotArbRule.make(
      parameters: #"{"confirm_for_ms": 3000, "max_skew_ms": 0, "min_depth_usd": 50}"#)
    func code(_ perp: Quote?) -> ReasonCode? {
      rule.evaluate(.example(perp: perp, spot: .book("2", "2"))).code
    }
    #expect(code(nil) == "perp_missing")
    #expect(code(.book("1.9", "1.9", ageMs: 10_001)) == "stale")
    #expect(code(.book("1", "0.9", bidSize: "1", ageMs: 5)) == "book_crossed")
    #expect(code(.book("0.9", "1", bidSize: "1", ageMs: 5)) == "skewed")
    #expect(code(.book("0.9", "1", bidSize: "1")) == "thin")
    #expect(code(.book("0.9", "1")) == "spread_implausible")
    #expect(code(.book("1.99", "2")) == "spread_insufficient")
    #expect(code(.book("1.9", "1.9")) == "unconfirmed")
  }

  @Test func `it looks back as far as it is told to, and unless told not at all`() throws {
    #expect(try FuturesSpotArbRule.make(parameters: "{}").quoteWindowMs == 0)
    #expect(try FuturesSpotArbRule.make(parameters: #"{"confirm_for_ms": 60000}"#).quoteWindowMs == 60_000)
    #expect(throws: ConfigurationFaults.self) {
      try FuturesSpotArbRule.make(parameters: #"{"confirm_for_ms": 60001}"#)
    }
  }
}
