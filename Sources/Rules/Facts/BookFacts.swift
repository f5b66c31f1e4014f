internal import RuleEngine

// What one order book says: that of the signal's coin, or of another.
extension Fact {
  static func mid(_ market: Feed.Market) -> Fact {
    ofBook(
      market, "mid", .price, .anyPrice, "The mid, (bid + ask) / 2, or a bare mid.", .prices, ofBareMid: true
    ) { quote, _ in
      .price(quote.mid)
    }
  }

  static func bestBid(_ market: Feed.Market) -> Fact {
    ofBook(market, "best_bid", .price, .anyPrice, "The best bid.", .prices) { quote, _ in
      quote.book.map { .price($0.bid) }
    }
  }

  static func bestAsk(_ market: Feed.Market) -> Fact {
    ofBook(market, "best_ask", .price, .anyPrice, "The best ask.", .prices) { quote, _ in
      quote.book.map { .price($0.ask) }
    }
  }

  static func bookSpreadBps(_ market: Feed.Market) -> Fact {
    ofBook(
      market, "book_spread_bps", .bps, .from(-20_000, to: 20_000),
      "(ask - bid) / mid × 10,000; below 0 in a crossed book.",
      .measured(.init(-20_000, 20_000, includesLower: false, includesUpper: false))
    ) { quote, _ in
      quote.book.map { book in
        // mid = sum / 2, hence 20,000 for 10,000 bps.
        .ratio(
          Ratio(
            numerator: Int128(book.ask.units - book.bid.units) * 20_000, denominator: book.bid.units + book.ask.units))
      }
    }
  }

  static func depthUSD(_ market: Feed.Market) -> Fact {
    ofBook(
      market, "depth_usd", .usd, .anyUSD, "Price × size at the best bid or the best ask, whichever is less.",
      .measured(.init(0, nil))
    ) { quote, _ in
      quote.bidSize == nil || quote.askSize == nil || quote.book == nil ? nil : .decimal(quote.depthUSD)
    }
  }

  static func ageMs(_ market: Feed.Market) -> Fact {
    ofBook(
      market, "age_ms", .milliseconds, .from(-2000, to: 31_536_000_000), "The quote's age; a bare mid has age 0.",
      .age, ofBareMid: true
    ) { quote, nowMs in
      .whole(quote.ageMs(now: nowMs))
    }
  }

  /// A fact of a living quote; unknown where `value` gives none, for the book behind it is not known then.
  ///
  /// - Parameter ofBareMid: whether there is a value without a book, too.
  private static func ofBook(
    _ market: Feed.Market, _ name: String, _ unit: ParameterUnit, _ range: ParameterBounds, _ summary: String,
    _ values: FactValues, ofBareMid: Bool = false, value: @escaping @Sendable (Quote, _ nowMs: Int64) -> FactValue?
  ) -> Fact {
    let source: Source =
      switch market {
      case .perp: .perp
      case .spot: .spot
      }
    return Fact("\(market.rawValue)_\(name)", unit, range, values: values, from: source, is: summary) { arguments in
      let coin = arguments.otherCoin()
      return Reading(
        feeds: { [Feed(market, coin ?? $0)] }, unknown: ofBareMid ? [] : [.bookUnknown]
      ) { entry in
        guard let quote = entry.quotes[Feed(market, coin ?? entry.signal.coin)] else {
          return .unknown(.missing(market))
        }
        return value(quote, entry.nowMs).map { .known($0) } ?? .unknown(.bookUnknown)
      }
    }
  }

  static let midRatio = Fact(
    "mid_ratio", .none, .above(0, to: 1_000_000_000_000), values: .measured(.init(0, nil, includesLower: false)),
    from: .named, is: "The mid of one book over that of another."
  ) { arguments in
    let (of, to) = (arguments.feed("of", "The book above."), arguments.feed("to", "The book below; another one."))
    if of == to {
      arguments.refuse(
        ("to", expected: "another order book than \"of\""), against: ("of", expected: "another order book than \"to\""))
    }
    return Reading(feeds: { _ in [of, to] }) { entry in
      guard let above = entry.quotes[of] else { return .unknown(.missing(of.market)) }
      guard let below = entry.quotes[to] else { return .unknown(.missing(to.market)) }
      return .known(.ratio(Ratio(numerator: Int128(above.mid.units), denominator: below.mid.units)))
    }
  }
}

extension ParameterReader {
  /// The argument that every fact about a coin's books has.
  mutating func otherCoin() -> Coin? { coinOrNone("coin", "Another coin than the signal's.") }
}

extension Quote {
  /// The two sides; nil of a bare mid.
  fileprivate var book: (bid: Price, ask: Price)? {
    if case .book(let bid, let ask) = top { (bid, ask) } else { nil }
  }
}
