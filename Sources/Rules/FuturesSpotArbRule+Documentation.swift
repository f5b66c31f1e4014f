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

      With confirm_for_ms the spread must also have held: at each moment of the last so many milliseconds both books
      were there and no older than max_age_ms, neither was crossed, and the spread reached min_spread. A dip in that
      time rejects. Where the time cannot be seen in full, since a book came, or came back after a disconnection or
      after it had grown too old, later than that, the rule cannot know. The other limits ask for this moment alone.
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
      .reject("spread_unconfirmed", "within confirm_for_ms the spread fell short, or a book was crossed"),
      .unavailable("unconfirmed", "for a part of confirm_for_ms one of the books is not known, or was too old"),
    ])

  /// What is stricter.
  public static let limits: [RuleLimit] = [
    .higher("min_spread"),
    .lower("max_age_ms"),
    .lower("max_skew_ms"),
    .lower("max_abs_spread"),
    .higher("min_depth_usd"),
    .higher("confirm_for_ms"),
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
    RuleExample(
      "a spread that has held for exactly the time passes", #"{"confirm_for_ms": 3000}"#,
      .example(
        perp: .book("0.0099", "0.0099"), spot: .book("0.01", "0.01"),
        trails: [.perp: .since((3000, "0.0099", "0.0099")), .spot: .since((3000, "0.01", "0.01"))]), .pass,
      margin: "0"),
    RuleExample(
      "one that can be seen for a millisecond less is unconfirmed", #"{"confirm_for_ms": 3000}"#,
      .example(
        perp: .book("0.0099", "0.0099"), spot: .book("0.01", "0.01"),
        trails: [.perp: .since((2999, "0.0099", "0.0099")), .spot: .since((9000, "0.01", "0.01"))]), .unavailable,
      "unconfirmed", margin: "-1"),
    RuleExample(
      "so is one without a past, as after a missing spot book", #"{"confirm_for_ms": 3000}"#,
      .example(
        perp: .book("0.0099", "0.0099"), spot: .book("0.01", "0.01", ageMs: 1000),
        trails: [.perp: .since((9000, "0.0099", "0.0099"))]), .unavailable, "unconfirmed", margin: "-2000"),
    RuleExample(
      "a dip to exactly the threshold is none", #"{"confirm_for_ms": 3000}"#,
      .example(
        perp: .book("0.0098", "0.0098"), spot: .book("0.01", "0.01"),
        trails: [
          .perp: .since((9000, "0.0098", "0.0098"), (2000, "0.0099", "0.0099"), (1000, "0.0098", "0.0098")),
          .spot: .since((9000, "0.01", "0.01")),
        ]), .pass, margin: "0"),
    RuleExample(
      "a dip of a billionth of a dollar more rejects", #"{"confirm_for_ms": 3000}"#,
      .example(
        perp: .book("0.0098", "0.0098"), spot: .book("0.01", "0.01"),
        trails: [
          .perp: .since((9000, "0.0098", "0.0098"), (2000, "0.009900001", "0.009900001"), (1000, "0.0098", "0.0098")),
          .spot: .since((9000, "0.01", "0.01")),
        ]), .reject, "spread_unconfirmed", margin: "-2000"),
    RuleExample(
      "a dip that was over when the time began is forgotten", #"{"confirm_for_ms": 3000}"#,
      .example(
        perp: .book("0.0098", "0.0098"), spot: .book("0.01", "0.01"),
        trails: [
          .perp: .since((9000, "0.01", "0.01"), (3000, "0.0098", "0.0098")), .spot: .since((9000, "0.01", "0.01")),
        ]), .pass, margin: "0.01"),
    RuleExample(
      "one that was over a millisecond later is not", #"{"confirm_for_ms": 3000}"#,
      .example(
        perp: .book("0.0098", "0.0098"), spot: .book("0.01", "0.01"),
        trails: [
          .perp: .since((9000, "0.01", "0.01"), (2999, "0.0098", "0.0098")), .spot: .since((9000, "0.01", "0.01")),
        ]), .reject, "spread_unconfirmed", margin: "-1"),
    RuleExample(
      "a dip of the premium rejects a short", #"{"confirm_for_ms": 3000}"#,
      .example(
        .short, perp: .book("0.0102", "0.0102"), spot: .book("0.01", "0.01"),
        trails: [
          .perp: .since((9000, "0.0102", "0.0102")),
          .spot: .since((9000, "0.01", "0.01"), (2000, "0.010099", "0.010101"), (500, "0.01", "0.01")),
        ]), .reject, "spread_unconfirmed", margin: "-2500"),
    RuleExample(
      "a book that was crossed in between was no market", #"{"confirm_for_ms": 3000}"#,
      .example(
        perp: .book("0.0098", "0.0098"), spot: .book("0.01", "0.01"),
        trails: [
          .perp: .since((9000, "0.0098", "0.0098"), (2000, "0.0098", "0.0097"), (1000, "0.0098", "0.0098")),
          .spot: .since((9000, "0.01", "0.01")),
        ]), .reject, "spread_unconfirmed", margin: "-2000"),
    RuleExample(
      "a book that grew as old as it may in between had lived", #"{"confirm_for_ms": 3000, "max_age_ms": 1600}"#,
      .example(
        perp: .book("0.0098", "0.0098"), spot: .book("0.01", "0.01"),
        trails: [
          .perp: .since((3000, "0.0098", "0.0098"), (1399, "0.0098", "0.0098")),
          .spot: .since((4000, "0.01", "0.01"), (3000, "0.01", "0.01"), (1500, "0.01", "0.01")),
        ]), .pass, margin: "0.01"),
    RuleExample(
      "with one that was a millisecond older the time begins anew",
      #"{"confirm_for_ms": 3000, "max_age_ms": 1600}"#,
      .example(
        perp: .book("0.0098", "0.0098"), spot: .book("0.01", "0.01"),
        trails: [
          .perp: .since((3000, "0.0098", "0.0098"), (1398, "0.0098", "0.0098")),
          .spot: .since((4000, "0.01", "0.01"), (3000, "0.01", "0.01"), (1500, "0.01", "0.01")),
        ]), .unavailable, "unconfirmed", margin: "-1602"),
    RuleExample(
      "a spread that falls short now needs no past", #"{"confirm_for_ms": 3000}"#,
      .example(perp: .book("0.01", "0.01"), spot: .book("0.01", "0.01")), .reject, "spread_insufficient",
      margin: "-0.01"),
  ]
}
