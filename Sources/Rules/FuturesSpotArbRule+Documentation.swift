public import RuleEngine

extension FuturesSpotArbRule {
  /// The manual page.
  public static let documentation = RuleDocumentation(
    title: LocalizedText(zh: "期现套利门控", en: "futures/spot gate"),
    summary: "Rejects an entry unless the perp is mispriced against its spot in the trade's favour.",
    details: """
      spread = (perp mid - spot mid) / spot mid. A long passes when spread <= -min_spread, a short when
      spread >= +min_spread; exactly the threshold passes. Reasons are looked for in the order of the codes below, so
      that tightening any parameter but max_age_ms never turns a rejection into an approval.
      """,
    codes: [
      .unavailable("perp_missing", "the perp has no book, or an empty, one-sided or dead one"),
      .unavailable("spot_missing", "the spot pair has no book, or an empty, one-sided or dead one"),
      .unavailable("stale", "a quote is older than max_age_ms, or more than 2000 ms ahead of now"),
      .reject("book_crossed", "a book's best bid is above its best ask"),
      .reject("skewed", "the two books are more than max_skew_ms apart"),
      .reject("thin", "less than min_depth_usd stands at a best bid or best ask; a bare mid has depth 0"),
      .reject("spread_implausible", "the spread is wider than max_abs_spread either way"),
      .reject("spread_insufficient", "the spread falls short of min_spread in the trade's direction"),
    ])

  /// What is stricter.
  public static let limits: [RuleLimit] = [
    .higher("min_spread"),
    .lower("max_age_ms"),
    .lower("max_skew_ms"),
    .lower("max_abs_spread"),
    .higher("min_depth_usd"),
  ]

  /// The cases that are the rule's tests.
  public static let examples: [RuleExample] = [
    RuleExample(
      "a long passes on a discount of exactly the threshold", #"{"min_spread": 0.01}"#,
      .example(.long, perp: .mid("0.0099"), spot: .mid("0.01")), .pass, margin: "0"),
    RuleExample(
      "a billionth of a dollar less and a long is rejected", #"{"min_spread": 0.01}"#,
      .example(.long, perp: .mid("0.009900001"), spot: .mid("0.01")), .reject, "spread_insufficient",
      margin: "-0.0000001"),
    RuleExample(
      "a short passes on a premium of exactly the threshold", #"{"min_spread": 0.01}"#,
      .example(.short, perp: .mid("0.0101"), spot: .mid("0.01")), .pass, margin: "0"),
    RuleExample(
      "a billionth of a dollar less and a short is rejected", #"{"min_spread": 0.01}"#,
      .example(.short, perp: .mid("0.010099999"), spot: .mid("0.01")), .reject, "spread_insufficient",
      margin: "-0.0000001"),
    RuleExample(
      "a discount is no reason to go short", "{}",
      .example(.short, perp: .mid("0.00123"), spot: .mid("0.001249")), .reject, "spread_insufficient",
      margin: "-0.02521217"),
    RuleExample(
      "the numbers of the design: a discount of a third of a percent", "{}",
      .example(.long, perp: .mid("0.001245"), spot: .book("0.001248", "0.00125", ageMs: 340)), .reject,
      "spread_insufficient", margin: "-0.006797438"),
    RuleExample(
      "without a perp book nothing is known", "{}", .example(spot: .mid("0.01")), .unavailable, "perp_missing"),
    RuleExample(
      "without a spot book nothing is known", "{}", .example(perp: .mid("0.01")), .unavailable, "spot_missing"),
    RuleExample(
      "a quote of exactly the maximum age lives", #"{"max_age_ms": 10000, "max_skew_ms": 10000}"#,
      .example(perp: .book("0.0098", "0.0099", ageMs: 10_000), spot: .mid("0.01")), .pass, margin: "0.005"),
    RuleExample(
      "a millisecond older is stale", #"{"max_age_ms": 10000}"#,
      .example(perp: .book("0.0098", "0.0099", ageMs: 10_001), spot: .mid("0.01")), .unavailable, "stale",
      margin: "-1"),
    RuleExample(
      "a quote 2000 ms ahead of now lives", "{}",
      .example(perp: .mid("0.0099"), spot: .book("0.01", "0.01", ageMs: -2000)), .pass, margin: "0"),
    RuleExample(
      "a quote 2001 ms ahead of now is stale", "{}",
      .example(perp: .mid("0.0099"), spot: .book("0.01", "0.01", ageMs: -2001)), .unavailable, "stale",
      margin: "-1"),
    RuleExample(
      "a bid equal to the ask is not crossed", "{}",
      .example(perp: .book("0.0099", "0.0099"), spot: .book("0.01", "0.01")), .pass, margin: "0"),
    RuleExample(
      "a crossed book is no market", "{}",
      .example(perp: .book("0.0099", "0.0098"), spot: .book("0.01", "0.01")), .reject, "book_crossed",
      margin: "-0.0001"),
    RuleExample(
      "a crossed spot book is no market either", "{}",
      .example(perp: .book("0.0099", "0.0099"), spot: .book("0.01", "0.0099")), .reject, "book_crossed",
      margin: "-0.0001"),
    RuleExample(
      "books exactly the maximum skew apart are compared", #"{"max_skew_ms": 3000}"#,
      .example(perp: .mid("0.0099"), spot: .book("0.01", "0.01", ageMs: 3000)), .pass, margin: "0"),
    RuleExample(
      "books a millisecond further apart are not", #"{"max_skew_ms": 3000}"#,
      .example(perp: .mid("0.0099"), spot: .book("0.01", "0.01", ageMs: 3001)), .reject, "skewed", margin: "-1"),
    RuleExample(
      "exactly the least depth is enough", #"{"min_depth_usd": 9.9}"#,
      .example(
        perp: .book("0.0099", "0.0099", bidSize: "1000", askSize: "1000"),
        spot: .book("0.01", "0.01", bidSize: "990", askSize: "990")), .pass, margin: "0"),
    RuleExample(
      "one thin side is thin", #"{"min_depth_usd": 9.9}"#,
      .example(
        perp: .book("0.0099", "0.0099", bidSize: "1000", askSize: "999"),
        spot: .book("0.01", "0.01", bidSize: "990", askSize: "990")), .reject, "thin", margin: "-0.0099"),
    RuleExample(
      "a bare mid has no depth", #"{"min_depth_usd": 0.01}"#,
      .example(perp: .mid("0.0099"), spot: .book("0.01", "0.01")), .reject, "thin", margin: "-0.01"),
    RuleExample(
      "a spread of exactly the plausible limit is believed", #"{"max_abs_spread": 0.2}"#,
      .example(.long, perp: .mid("0.008"), spot: .mid("0.01")), .pass, margin: "0.19"),
    RuleExample(
      "a wider one means another coin's book", #"{"max_abs_spread": 0.2}"#,
      .example(.long, perp: .mid("0.007999999"), spot: .mid("0.01")), .reject, "spread_implausible",
      margin: "-0.0000001"),
    RuleExample(
      "an implausible premium does not let a short through", "{}",
      .example(.short, perp: .mid("2.28755"), spot: .mid("0.0664375")), .reject, "spread_implausible",
      margin: "-33.231608655"),
    RuleExample(
      "without a plausible limit any discount will do", #"{"max_abs_spread": null}"#,
      .example(.long, perp: .mid("0.0664375"), spot: .mid("2.28755")), .pass, margin: "0.960956919"),
  ]
}
