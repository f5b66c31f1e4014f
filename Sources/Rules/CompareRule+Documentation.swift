public import RuleEngine

extension CompareRule {
  /// The manual page.
  public static let documentation = RuleDocumentation(
    title: LocalizedText(zh: "比较", en: "comparison"),
    summary: "Rejects an entry unless a fact compares with another, or with a number, as wanted.",
    details: """
      A fact is written by its name, "basis", or with its arguments, { "fact": "perp_mid", "coin": "BTC" }; the facts are
      listed by entrygate rules --facts. Both sides are of one unit. Comparisons are exact, quotients included; a number
      of the signal counts to its 18th decimal. All books that the two facts read must live, else neither is known. In a
      strict comparison, and in "!=", a margin of 0 falls short.
      """,
    codes: [
      .unavailable("perp_missing", "a perp has no book, or an empty, one-sided or dead one"),
      .unavailable("spot_missing", "a spot pair has no book, or an empty, one-sided or dead one"),
      .unavailable("stale", "a quote is older than max_age_ms, or more than 2000 ms ahead of now"),
      .unavailable("z_score_missing", "the signal has no `z_score`"),
      .unavailable("notional_missing", "the signal has no `notional_usd` above 0"),
      .unavailable("attribute_missing", "the signal has no number under the attribute's name"),
      .unavailable("book_unknown", "a quote is a bare mid, or lacks what the fact reads"),
      .unavailable("funding_missing", "the perp's funding rate is not known"),
      .unavailable("oracle_missing", "the coin's oracle price is not known"),
      .unavailable("context_stale", "the asset context is more than 60000 ms old, or more than 2000 ms ahead of now"),
      .reject("comparison_failed", "the comparison does not hold"),
    ])

  /// What is stricter.
  public static let limits: [RuleLimit] = [
    .steps(
      "left", loosestFirst: [.fact("basis", []), .fact("abs_basis", [])],
      with: ["op": .word("<="), "right": .number("0.005")]),
    .steps("op", loosestFirst: [.word("<="), .word("<")]),
    .steps("op", loosestFirst: [.word(">="), .word(">")]),
    .steps(
      "op", loosestFirst: [.word("!="), .word(">")], with: ["left": .fact("z_score", []), "right": .number(0)]),
    .steps(
      "right", loosestFirst: [.number(20_000), .number(40), .number(20), .number(0), .number(-20_000)],
      with: ["left": .fact("spot_book_spread_bps", []), "op": .word("<=")]),
    .steps(
      "right", loosestFirst: [.number(0), .number("9.9"), .number("9.900000001"), .number(100_000)],
      with: ["left": .fact("legs_depth_usd", []), "op": .word(">=")]),
    .steps(
      "right", loosestFirst: [.number("0.9"), .number(1), .number("1.01")],
      with: ["left": .fact("perp_mid", []), "op": .word(">")]),
    .lower("max_age_ms"),
  ]

  /// The cases that are the rule's tests.
  public static let examples: [RuleExample] = [
    // Each operator on the number, and one step to each side of it.
    RuleExample(
      "exactly the number is at most it", compare("basis", "<=", "-0.01"),
      .example(perp: .mid("0.0099"), spot: .mid("0.01")), .pass, margin: "0"),
    RuleExample(
      "a billionth of a dollar above it is not", compare("basis", "<=", "-0.01"),
      .example(perp: .mid("0.009900001"), spot: .mid("0.01")), .reject, "comparison_failed", margin: "-0.0000001"),
    RuleExample(
      "exactly the number is not below it", compare("skew_ms", "<", "300"),
      .example(perp: .book("1", "1", ageMs: 300), spot: .mid("1")), .reject, "comparison_failed", margin: "0"),
    RuleExample(
      "a millisecond less is below it", compare("skew_ms", "<", "300"),
      .example(perp: .book("1", "1", ageMs: 299), spot: .mid("1")), .pass, margin: "1"),
    RuleExample(
      "exactly the number is at least it", compare("legs_depth_usd", ">=", "9.9"),
      .example(perp: .book("0.0099", "0.0099"), spot: .book("0.01", "0.01")), .pass, margin: "0"),
    RuleExample(
      "a billionth more is asked for", compare("legs_depth_usd", ">=", "9.900000001"),
      .example(perp: .book("0.0099", "0.0099"), spot: .book("0.01", "0.01")), .reject, "comparison_failed",
      margin: "-0.000000001"),
    RuleExample(
      "exactly the number is not above it", compare("z_score", ">", "2"), .example(zScore: "2"), .reject,
      "comparison_failed", margin: "0"),
    RuleExample(
      "a number of the other sign is not above it either", compare("z_score", ">", "2"), .example(zScore: "-2"),
      .reject, "comparison_failed", margin: "-4"),
    RuleExample(
      "digits far behind the point still count", compare("z_score", ">", "2"),
      .example(zScore: "2.00000000000000000001"),
      .pass, margin: "0.000000000000000001"),
    RuleExample(
      "the same number is equal", compare("crossed_books", "==", "0"),
      .example(perp: .book("1", "1"), spot: .mid("1")), .pass, margin: "0"),
    RuleExample(
      "another one is not", compare("crossed_books", "==", "0"),
      .example(perp: .book("1", "0.9"), spot: .mid("1")), .reject, "comparison_failed", margin: "-1"),
    RuleExample(
      "both books are counted", compare("crossed_books", "<", "2"),
      .example(perp: .book("1", "0.9"), spot: .book("1", "0.9")), .reject, "comparison_failed", margin: "0"),
    RuleExample(
      "the moment is a Wednesday", compare("utc_weekday", "!=", "3"), .example(), .reject, "comparison_failed",
      margin: "0"),
    RuleExample("and not a Sunday", compare("utc_weekday", "!=", "7"), .example(), .pass, margin: "4"),
    RuleExample("it is between one and two", compare("utc_hour", "==", "1"), .example(), .pass, margin: "0"),
    RuleExample(
      "a funding rate is compared to its last digit", compare("funding_rate", "<=", "0.0000125"),
      .example(context: .said(fundingRate: "0.0000125001")), .reject, "comparison_failed", margin: "-0.0000000001"),
    RuleExample(
      "a perp is compared with the oracle", compare("oracle_deviation", ">=", "-0.01"),
      .example(perp: .mid("0.0099"), context: .said(oracle: "0.01", ageMs: 60_000)), .pass, margin: "0"),
    RuleExample(
      "without a context no rate is known", compare("funding_rate", "<=", "0"), .example(), .unavailable,
      "funding_missing"),
    RuleExample(
      "a context may lack the oracle's price", compare("oracle", ">", "1"),
      .example(context: .said(fundingRate: 0)), .unavailable, "oracle_missing"),
    RuleExample(
      "an old context is stale", compare("oracle", ">", "1"), .example(context: .said(oracle: "2", ageMs: 60_001)),
      .unavailable, "context_stale"),
    // Two facts, and facts with arguments.
    RuleExample(
      "two prices are compared exactly", compare("perp_best_ask", "<", #""spot_best_bid""#),
      .example(perp: .book("0.9", "0.999999999"), spot: .book("1", "1.1")), .pass, margin: "0.000000001"),
    RuleExample(
      "a widest spread of exactly the number passes", compare("spot_book_spread_bps", "<=", "20"),
      .example(spot: .book("0.0999", "0.1001")), .pass, margin: "0"),
    RuleExample(
      "a premium has the magnitude of a discount", compare("abs_basis", "<", "0.2"),
      .example(perp: .mid("0.012"), spot: .mid("0.01")), .reject, "comparison_failed", margin: "0"),
    RuleExample(
      "another coin's book is read", compare(#"{"fact": "perp_mid", "coin": "BTC"}"#, ">", "60000"),
      .example(perp: .mid("1"), others: [.perp("BTC"): .mid("60000.1")]), .pass, margin: "0.1"),
    RuleExample(
      "a third is not rounded to nine places before it is compared", compare(ratio, "<=", "0.333333333"),
      .example(perp: .mid("3"), others: [.perp("HYPE"): .mid("1")]), .reject, "comparison_failed"),
    RuleExample(
      "a third is above it by less than a billionth", compare(ratio, ">=", "0.333333333"),
      .example(perp: .mid("3"), others: [.perp("HYPE"): .mid("1")]), .pass, margin: "0"),
    RuleExample(
      "entries of the window are counted", compare(entries("approved"), "<", "2"),
      .example(history: [.approved(secondsAgo: 59), .approved(secondsAgo: 60)]), .pass, margin: "1"),
    RuleExample(
      "rejections of any cause are counted", compare(entries("rejected"), "<", "2"),
      .example(history: [.rejected(secondsAgo: 59), .rejected(secondsAgo: 0, code: "stale")]), .reject,
      "comparison_failed", margin: "0"),
    RuleExample(
      "a number of the signal is a fact", compare(#"{"fact": "attribute", "name": "rsi"}"#, "<=", "30"),
      .example(attributes: [.init(name: "rsi", value: .number("2.95e1"))]), .pass, margin: "0.5"),
    RuleExample(
      "a notional is one", compare("notional_usd", "<=", #""perp_depth_usd""#),
      .example(notionalUSD: "1000.01", perp: .book("1", "1")), .reject, "comparison_failed", margin: "-0.01"),
    // What is not known.
    RuleExample(
      "without a z-score nothing is known", compare("z_score", ">", "2"), .example(), .unavailable, "z_score_missing"),
    RuleExample(
      "a notional of nothing is none", compare("notional_usd", "<=", "1000"), .example(notionalUSD: 0), .unavailable,
      "notional_missing"),
    RuleExample(
      "a text is no number", compare(#"{"fact": "attribute", "name": "rsi"}"#, "<=", "30"),
      .example(attributes: [.init(name: "rsi", value: .string("29.5"))]), .unavailable, "attribute_missing"),
    RuleExample(
      "without a perp book there is no basis", compare("basis", "<=", "0"), .example(spot: .mid("1")), .unavailable,
      "perp_missing"),
    RuleExample(
      "without a spot book there is none either", compare("basis", "<=", "0"),
      .example(perp: .book("1", "1", ageMs: 20_000)), .unavailable, "spot_missing"),
    RuleExample(
      "a quote of exactly the maximum age lives", compare("perp_age_ms", "<=", "500", maxAgeMs: 500),
      .example(perp: .book("1", "1", ageMs: 500)), .pass, margin: "0"),
    RuleExample(
      "a millisecond older is stale", compare("perp_age_ms", "<=", "500", maxAgeMs: 500),
      .example(perp: .book("1", "1", ageMs: 501)), .unavailable, "stale", margin: "-1"),
    RuleExample(
      "the right side's book must live too", compare("perp_mid", "<=", #""spot_mid""#),
      .example(perp: .mid("1"), spot: .book("1", "1", ageMs: -2001)), .unavailable, "stale", margin: "-1"),
    RuleExample(
      "a bare mid has no best bid", compare("perp_best_bid", ">", "0.5"), .example(perp: .mid("1")), .unavailable,
      "book_unknown"),
    RuleExample(
      "a book without its sizes has no depth", compare("spot_depth_usd", ">=", "0"),
      .example(spot: .book("1", "1", askSize: nil)), .unavailable, "book_unknown"),
  ]

  private static let ratio = #"{"fact": "mid_ratio", "of": "perp:HYPE", "to": "perp:PURR"}"#

  private static func entries(_ action: String) -> String {
    #"{"fact": "\#(action)_entries", "window_s": 60, "per": "pair"}"#
  }

  /// The parameters of a comparison; `left` is a fact's name or an object.
  private static func compare(_ left: String, _ op: String, _ right: String, maxAgeMs: Int64 = 10_000) -> String {
    let left = left.hasPrefix("{") ? left : "\"\(left)\""
    return #"{"left": \#(left), "op": "\#(op)", "right": \#(right), "max_age_ms": \#(maxAgeMs)}"#
  }
}
