public import RuleEngine

/// Rejects an entry whose notional is above a cap.
///
/// - Complexity: O(1), no allocation.
public struct NotionalCapRule: EntryRule {
  /// `notional_cap`.
  public static let identifier = "notional_cap"

  /// The manual page.
  public static let documentation = RuleDocumentation(
    title: LocalizedText(zh: "名义金额上限", en: "notional cap"),
    summary: "Rejects an entry whose notional is above a cap.",
    details: "The notional is the signal's `notional_usd`; exactly the cap passes. Zero or less is no notional.",
    codes: [
      .unavailable("notional_missing", "the signal has no `notional_usd` above zero"),
      .reject("notional_over", "the notional is above max_notional_usd"),
    ])

  private let maxNotionalUSD: ExactDecimal

  /// Reads the parameters.
  public init(_ parameters: inout ParameterReader) {
    maxNotionalUSD = parameters.decimal(
      "max_notional_usd", .above(0, to: 1_000_000_000_000), .usd, "The highest notional that passes.")
  }

  /// Earlier verdicts play no part.
  public var historyWindowMs: Int64 { 0 }

  /// Compares the notional with the cap.
  public func evaluate(_ entry: EntryContext) -> Outcome {
    guard let notionalUSD = entry.signal.notionalUSD, notionalUSD > .zero else {
      return .unavailable("notional_missing")
    }
    let evidence = entry.evidence(
      Evidence(
        .decimal("notional_usd", notionalUSD), required: .decimal("max_notional_usd", maxNotionalUSD),
        margin: .decimal(maxNotionalUSD - notionalUSD)))
    return notionalUSD > maxNotionalUSD ? .reject("notional_over", evidence) : .pass(evidence)
  }
}

extension NotionalCapRule {
  /// What is stricter.
  public static let limits: [RuleLimit] = [.lower("max_notional_usd")]

  /// The cases that are the rule's tests.
  public static let examples: [RuleExample] = [
    RuleExample(
      "exactly the cap passes", #"{"max_notional_usd": 1000}"#, .example(notionalUSD: "1000"), .pass, margin: "0"),
    RuleExample(
      "a billionth of a dollar more does not", #"{"max_notional_usd": 1000}"#,
      .example(notionalUSD: "1000.000000001"), .reject, "notional_over", margin: "-0.000000001"),
    RuleExample(
      "without a notional nothing is known", #"{"max_notional_usd": 1000}"#, .example(), .unavailable,
      "notional_missing"),
    RuleExample(
      "zero is no notional", #"{"max_notional_usd": 1000}"#, .example(notionalUSD: 0), .unavailable,
      "notional_missing"),
    RuleExample(
      "a negative notional does not slip under the cap", #"{"max_notional_usd": 1000}"#,
      .example(notionalUSD: "-5000"), .unavailable, "notional_missing"),
  ]
}
