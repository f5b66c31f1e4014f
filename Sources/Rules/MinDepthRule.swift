public import RuleEngine

/// Rejects an entry while too little stands at one leg's best bid or best ask.
///
/// - Complexity: O(1), no allocation.
public struct MinDepthRule: EntryRule {
  /// `min_depth`.
  public static let identifier = "min_depth"

  /// The manual page.
  public static let documentation = RuleDocumentation(
    title: LocalizedText(zh: "盘口深度下限", en: "depth floor"),
    summary: "Rejects an entry while too little stands at one leg's best bid or best ask.",
    details: "Depth is price × size, in USD, at the best bid and at the best ask, each. Exactly the floor passes.",
    codes: LegBook.codes + [.reject("depth_low", "a side is worth less than min_usd")])

  private let leg: Feed.Market
  private let minUSD: ExactDecimal
  private let maxAgeMs: Int64

  /// Reads the parameters.
  public init(_ parameters: inout ParameterReader) {
    leg = parameters.choice("leg", "Whose book is judged.")
    minUSD = parameters.decimal(
      "min_usd", .above(0, to: 1_000_000_000_000), .usd, "The least that must stand on each side.")
    maxAgeMs = parameters.maxAgeMs()
  }

  /// The leg's book.
  public func feeds(for coin: Coin) -> [Feed] { [Feed(leg, coin)] }

  /// Earlier verdicts play no part.
  public var historyWindowMs: Int64 { 0 }

  /// Nothing about the other leg.
  public var reach: RuleReach { LegBook.reach(leg) }

  /// Compares both sides with the floor.
  public func evaluate(_ entry: EntryContext) -> Outcome {
    switch LegBook.find(leg, entry, maxAgeMs: maxAgeMs) {
    case .outcome(let outcome): return outcome
    case .book(let book):
      guard let bidSize = book.quote.bidSize, let askSize = book.quote.askSize else {
        return .unavailable(.bookUnknown)
      }
      let bidUSD = bidSize.value(at: book.bid)
      let askUSD = askSize.value(at: book.ask)
      let margin = min(bidUSD, askUSD) - minUSD
      let evidence = entry.evidence(
        Evidence(
          .decimal("bid_depth_usd", bidUSD), .decimal("ask_depth_usd", askUSD),
          required: .decimal("min_usd", minUSD), margin: .decimal(margin)))
      return margin < .zero ? .reject("depth_low", evidence) : .pass(evidence)
    }
  }
}

extension MinDepthRule {
  /// What is stricter.
  public static let limits: [RuleLimit] = [.none("leg"), .higher("min_usd"), .lower("max_age_ms")]

  /// The cases that are the rule's tests.
  public static let examples: [RuleExample] = [
    RuleExample(
      "exactly the floor on both sides passes", #"{"leg": "perp", "min_usd": 50}"#,
      .example(perp: .book("0.1", "0.2", bidSize: "500", askSize: "250")), .pass, margin: "0"),
    RuleExample(
      "a thin bid is low", #"{"leg": "perp", "min_usd": 50}"#,
      .example(perp: .book("0.1", "0.2", bidSize: "499.9", askSize: "250")), .reject, "depth_low", margin: "-0.01"),
    RuleExample(
      "a thin ask is low", #"{"leg": "perp", "min_usd": 50}"#,
      .example(perp: .book("0.1", "0.2", bidSize: "500", askSize: "249.9")), .reject, "depth_low", margin: "-0.02"),
    RuleExample(
      "a crossed book is no market", #"{"leg": "spot", "min_usd": 50}"#, .example(spot: .book("0.2", "0.1")),
      .reject, "book_crossed", margin: "-0.1"),
    RuleExample(
      "without a perp book nothing is known", #"{"leg": "perp", "min_usd": 50}"#,
      .example(spot: .book("0.1", "0.1")), .unavailable, "perp_missing"),
    RuleExample(
      "without a spot book nothing is known", #"{"leg": "spot", "min_usd": 50}"#,
      .example(perp: .book("0.1", "0.1")), .unavailable, "spot_missing"),
    RuleExample(
      "an old book is stale", #"{"leg": "spot", "min_usd": 50, "max_age_ms": 500}"#,
      .example(spot: .book("0.1", "0.1", ageMs: 501)), .unavailable, "stale", margin: "-1"),
    RuleExample(
      "a bare mid has no depth to judge", #"{"leg": "spot", "min_usd": 50}"#, .example(spot: .mid("0.1")),
      .unavailable, "book_unknown"),
    RuleExample(
      "a book without its sizes has none either", #"{"leg": "spot", "min_usd": 50}"#,
      .example(spot: .book("0.1", "0.1", bidSize: nil)), .unavailable, "book_unknown"),
  ]
}
