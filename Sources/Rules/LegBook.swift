internal import RuleEngine

/// One leg's book, as the rules about a single book look for it.
struct LegBook {
  let bid: Price
  let ask: Price
  let quote: Quote

  /// A book to judge, or the outcome that says why there is none.
  enum Finding {
    case book(LegBook)
    case outcome(Outcome)
  }

  /// Looks for the book in the order missing, stale, unknown, crossed.
  static func find(_ market: Feed.Market, _ entry: EntryContext, maxAgeMs: Int64) -> Finding {
    guard let quote = entry.quote(market) else {
      return .outcome(.unavailable(.missing(market)))
    }
    if let stale = quote.staleOutcome(entry, maxAgeMs: maxAgeMs) { return .outcome(stale) }
    guard case .book(let bid, let ask) = quote.top else { return .outcome(.unavailable(.bookUnknown)) }
    if let crossed = quote.crossedOutcome(entry) { return .outcome(crossed) }
    return .book(LegBook(bid: bid, ask: ask, quote: quote))
  }

  /// What a rule about one leg's book can say: that the other leg has none is no affair of its.
  static func reach(_ leg: Feed.Market) -> RuleReach {
    RuleReach(
      [.pass, .reject, .unavailable], excludedCodes: Set(Feed.Market.allCases.filter { $0 != leg }.map { .missing($0) })
    )
  }

  /// The codes of `find`, for a rule's manual page.
  static let codes: [RuleDocumentation.Code] = [
    .unavailable("perp_missing", "the leg is perp and has no book, or an empty, one-sided or dead one"),
    .unavailable("spot_missing", "the leg is spot and has no book, or an empty, one-sided or dead one"),
    .unavailable("stale", "the quote is older than max_age_ms, or more than 2000 ms ahead of now"),
    .unavailable("book_unknown", "the quote is a bare mid, or lacks what the rule reads"),
    .reject("book_crossed", "the best bid is above the best ask"),
  ]
}
