public import RuleEngine

/// Rejects an entry while one leg's quoted spread is wider than a cap.
///
/// A wide book turns a good signal into a loss at the first fill.
///
/// - Formula: (ask - bid) / mid × 10,000, in basis points; compared multiplied out, so it is exact.
/// - Complexity: O(1), no allocation.
public struct TopOfBookSpreadCapRule: EntryRule {
  /// `top_of_book_spread_cap`.
  public static let identifier = "top_of_book_spread_cap"

  /// The manual page.
  public static let documentation = RuleDocumentation(
    title: LocalizedText(zh: "盘口价差上限", en: "top-of-book spread cap"),
    summary: "Rejects an entry while one leg's quoted spread is wider than a cap.",
    details: "spread = (ask - bid) / mid × 10,000, in bps. Exactly the cap passes.",
    codes: LegBook.codes + [.reject("book_spread_wide", "the spread is wider than max_bps")])

  private let leg: Feed.Market
  private let maxBpsBillionths: Int64
  private let maxAgeMs: Int64

  /// Reads the parameters.
  public init(_ parameters: inout ParameterReader) {
    leg = parameters.choice("leg", "Whose book is judged.")
    let maxBps = parameters.decimal("max_bps", .above(0, to: 20_000), .bps, "The widest spread that passes.")
    maxAgeMs = parameters.maxAgeMs()
    // The reader accepts no more than 9 decimals, so the billionths are exact.
    maxBpsBillionths = maxBps.billionths ?? 0
  }

  /// The leg's book.
  public func feeds(for coin: Coin) -> [Feed] { [Feed(leg, coin)] }

  /// Earlier verdicts play no part.
  public var historyWindowMs: Int64 { 0 }

  /// Nothing about the other leg.
  public var reach: RuleReach { LegBook.reach(leg) }

  /// Compares the spread with the cap.
  public func evaluate(_ entry: EntryContext) -> Outcome {
    switch LegBook.find(leg, entry, maxAgeMs: maxAgeMs) {
    case .outcome(let outcome): return outcome
    case .book(let book):
      // mid = sum / 2, hence 20,000 for 10,000 bps.
      let sum = book.bid.units + book.ask.units
      // Prices are below 10^18 units and the cap is at most 2 × 10^13 billionths: nothing here passes 10^32.
      let scaledGap = Int128(book.ask.units - book.bid.units) &* 20_000
      let reach = Int128(maxBpsBillionths) &* Int128(sum) &- scaledGap &* 1_000_000_000
      let evidence = entry.evidence(
        Evidence(
          .ratio("spread_bps", Ratio(numerator: scaledGap, denominator: sum)),
          required: .decimal("max_bps", ExactDecimal(billionths: maxBpsBillionths)),
          margin: .ratio(Ratio(numerator: reach, denominator: sum, decimals: 9))))
      return reach < 0 ? .reject("book_spread_wide", evidence) : .pass(evidence)
    }
  }
}

extension TopOfBookSpreadCapRule {
  /// What is stricter.
  public static let limits: [RuleLimit] = [.none("leg"), .lower("max_bps"), .lower("max_age_ms")]

  /// The cases that are the rule's tests.
  public static let examples: [RuleExample] = [
    RuleExample(
      "exactly the cap passes", #"{"leg": "spot", "max_bps": 20}"#, .example(spot: .book("0.0999", "0.1001")), .pass,
      margin: "0"),
    RuleExample(
      "a billionth wider does not", #"{"leg": "spot", "max_bps": 20}"#, .example(spot: .book("0.0999", "0.100100001")),
      .reject, "book_spread_wide", margin: "-0.0000999"),
    RuleExample(
      "a locked book passes", #"{"leg": "perp", "max_bps": 1}"#, .example(perp: .book("0.1", "0.1")), .pass,
      margin: "1"),
    RuleExample(
      "a crossed book is no market", #"{"leg": "perp", "max_bps": 20}"#, .example(perp: .book("0.1", "0.0999")),
      .reject, "book_crossed", margin: "-0.0001"),
    RuleExample(
      "without a perp book nothing is known", #"{"leg": "perp", "max_bps": 20}"#,
      .example(spot: .book("0.1", "0.1")), .unavailable, "perp_missing"),
    RuleExample(
      "without a spot book nothing is known", #"{"leg": "spot", "max_bps": 20}"#,
      .example(perp: .book("0.1", "0.1")), .unavailable, "spot_missing"),
    RuleExample(
      "a book of exactly the maximum age lives", #"{"leg": "perp", "max_bps": 20, "max_age_ms": 500}"#,
      .example(perp: .book("0.1", "0.1", ageMs: 500)), .pass),
    RuleExample(
      "an old book is stale", #"{"leg": "perp", "max_bps": 20, "max_age_ms": 500}"#,
      .example(perp: .book("0.1", "0.1", ageMs: 501)), .unavailable, "stale", margin: "-1"),
    RuleExample(
      "a bare mid has no spread to judge", #"{"leg": "perp", "max_bps": 20}"#, .example(perp: .mid("0.1")),
      .unavailable, "book_unknown"),
  ]
}
