internal import RuleEngine

// The codes that several rules share, with the same meaning in each.
extension ReasonCode {
  /// The perp has no two-sided, living book.
  static let perpMissing: ReasonCode = "perp_missing"
  /// The spot pair has no two-sided, living book.
  static let spotMissing: ReasonCode = "spot_missing"
  /// A quote is older than `max_age_ms`, or more than 2000 ms ahead of now.
  static let stale: ReasonCode = "stale"
  /// A quote is a bare mid, or lacks its sizes: the book behind it is not known.
  static let bookUnknown: ReasonCode = "book_unknown"
  /// The best bid is above the best ask.
  static let bookCrossed: ReasonCode = "book_crossed"

  /// The code of a missing book of one market.
  static func missing(_ market: Feed.Market) -> ReasonCode {
    switch market {
    case .perp: .perpMissing
    case .spot: .spotMissing
    }
  }
}

extension ParameterReader {
  /// The age up to which a quote is used.
  mutating func maxAgeMs() -> Int64 {
    whole(
      "max_age_ms", .from(1, to: 31_536_000_000), .milliseconds, default: 10_000,
      "A quote older than this is stale; exactly this old is not.")
  }
}

extension Quote {
  /// How far the quote is from being stale, in milliseconds; negative where it is.
  func freshnessMs(now: Int64, maxAgeMs: Int64) -> Int64 {
    let age = ageMs(now: now)
    return min(maxAgeMs - age, age + Quote.maxAheadMs)
  }

  /// The outcome that says that the quote is too old; nil where it is not.
  @inline(__always)
  func staleOutcome(_ entry: EntryContext, maxAgeMs: Int64) -> Outcome? {
    guard isStale(now: entry.nowMs, maxAgeMs: maxAgeMs) else { return nil }
    let evidence = entry.evidence(
      Evidence(
        .whole("age_ms", ageMs(now: entry.nowMs)), required: .whole("max_age_ms", maxAgeMs),
        margin: .whole(freshnessMs(now: entry.nowMs, maxAgeMs: maxAgeMs))))
    return .unavailable(.stale, evidence)
  }

  /// The outcome that says that the bid is above the ask; nil where it is not, and of a bare mid.
  @inline(__always)
  func crossedOutcome(_ entry: EntryContext) -> Outcome? {
    guard case .book(let bid, let ask) = top, bid > ask else { return nil }
    return .reject(
      .bookCrossed, entry.evidence(Evidence(.price("bid", bid), .price("ask", ask), margin: .decimal(gap))))
  }

  /// The distance of the ask above the bid; negative in a crossed book, zero of a bare mid.
  var gap: ExactDecimal {
    // A price unit is 10^-10, a decimal's 10^-18.
    guard case .book(let bid, let ask) = top else { return .zero }
    return ExactDecimal(units: Int128(ask.units - bid.units) * 100_000_000)
  }
}
