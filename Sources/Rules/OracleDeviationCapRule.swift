public import RuleEngine

/// Rejects an entry while the perp's mid is too far from the oracle's price of the coin.
///
/// Liquidations go by the oracle and fills by the book: where the two part, the book is thin, or moved by somebody.
///
/// - Formula: |perp mid - oracle| / oracle; compared multiplied out, so it is exact.
/// - Complexity: O(1), no allocation.
public struct OracleDeviationCapRule: EntryRule {
  /// `oracle_deviation_cap`.
  public static let identifier = "oracle_deviation_cap"

  /// The manual page.
  public static let documentation = RuleDocumentation(
    title: LocalizedText(zh: "预言机偏离上限", en: "oracle deviation cap"),
    summary: "Rejects an entry while the perp's mid is too far from the oracle's price of the coin.",
    details: """
      deviation = (perp mid - oracle) / oracle, and its magnitude is judged. Exactly the cap passes. The oracle's price is
      the exchange's `oraclePx`, for which run asks every 15 s while an entry reads it; evaluate takes it from
      `market.context`, replay from the recording.
      """,
    codes: [
      .unavailable("perp_missing", "the perp has no book, or an empty, one-sided or dead one"),
      .unavailable("oracle_missing", "the coin's oracle price is not known"),
      .unavailable("stale", "the quote is older than max_age_ms, or more than 2000 ms ahead of now"),
      AssetContext.staleCode,
      .reject("book_crossed", "the best bid is above the best ask"),
      .reject("oracle_deviation_high", "the deviation is beyond max_deviation"),
    ])

  private let maxDeviationBillionths: Int64
  private let maxAgeMs: Int64
  private let maxContextAgeMs: Int64

  /// Reads the parameters.
  public init(_ parameters: inout ParameterReader) {
    let maxDeviation = parameters.decimal(
      "max_deviation", .above(0, to: 1), .fraction, "The greatest deviation that passes, to either side.")
    maxAgeMs = parameters.maxAgeMs()
    maxContextAgeMs = parameters.maxContextAgeMs()
    // The reader accepts no more than 9 decimals, so the billionths are exact.
    maxDeviationBillionths = maxDeviation.billionths ?? 0
  }

  /// The perp's book.
  public func feeds(for coin: Coin) -> [Feed] { [.perp(coin)] }

  /// True.
  public var readsAssetContext: Bool { true }

  /// Earlier verdicts play no part.
  public var historyWindowMs: Int64 { 0 }

  /// Looks for a reason in the documented order; the first that holds is given.
  public func evaluate(_ entry: EntryContext) -> Outcome {
    guard let perp = entry.perp else { return .unavailable(.perpMissing) }
    guard let context = entry.assetContext, let oracle = context.oracle else { return .unavailable(.oracleMissing) }
    if let stale = perp.staleOutcome(entry, maxAgeMs: maxAgeMs) { return stale }
    if let stale = context.staleOutcome(entry, maxAgeMs: maxContextAgeMs) { return stale }
    if let crossed = perp.crossedOutcome(entry) { return crossed }
    // Prices are below 10^18 units and the cap is at most 10^9 billionths: nothing here passes 10^28.
    let gap = Int128(perp.mid.units - oracle.units)
    let reach = Int128(maxDeviationBillionths) &* Int128(oracle.units) &- abs(gap) &* 1_000_000_000
    let evidence = entry.evidence(
      Evidence(
        .price("perp", perp.mid), .price("oracle", oracle),
        .ratio("deviation", Ratio(numerator: gap, denominator: oracle.units)),
        required: .decimal("max_deviation", ExactDecimal(billionths: maxDeviationBillionths)),
        margin: .ratio(Ratio(numerator: reach, denominator: oracle.units, decimals: 9))))
    return reach < 0 ? .reject("oracle_deviation_high", evidence) : .pass(evidence)
  }
}

extension OracleDeviationCapRule {
  /// What is stricter.
  public static let limits: [RuleLimit] = [
    .lower("max_deviation"), .lower("max_age_ms"), .lower("max_context_age_ms"),
  ]

  /// The cases that are the rule's tests.
  public static let examples: [RuleExample] = [
    RuleExample(
      "exactly the cap above the oracle passes", #"{"max_deviation": 0.01}"#,
      .example(perp: .book("0.1009", "0.1011"), context: .said(oracle: "0.1")), .pass, margin: "0"),
    RuleExample(
      "exactly the cap below it passes", #"{"max_deviation": 0.01}"#,
      .example(perp: .book("0.0989", "0.0991"), context: .said(oracle: "0.1")), .pass, margin: "0"),
    RuleExample(
      "half a billionth of a dollar further above does not", #"{"max_deviation": 0.01}"#,
      .example(perp: .book("0.1009", "0.101100001"), context: .said(oracle: "0.1")), .reject, "oracle_deviation_high",
      margin: "-0.000000005"),
    RuleExample(
      "nor half a billionth further below", #"{"max_deviation": 0.01}"#,
      .example(perp: .book("0.098899999", "0.0991"), context: .said(oracle: "0.1")), .reject, "oracle_deviation_high",
      margin: "-0.000000005"),
    RuleExample(
      "a bare mid is as good as a book", #"{"max_deviation": 0.01}"#,
      .example(perp: .mid("0.1"), context: .said(oracle: "0.1")), .pass, margin: "0.01"),
    RuleExample(
      "a crossed book is no market", #"{"max_deviation": 0.01}"#,
      .example(perp: .book("0.1001", "0.0999"), context: .said(oracle: "0.1")), .reject, "book_crossed",
      margin: "-0.0002"),
    RuleExample(
      "without a perp book nothing is known", #"{"max_deviation": 0.01}"#,
      .example(spot: .mid("0.1"), context: .said(oracle: "0.1")), .unavailable, "perp_missing"),
    RuleExample(
      "without a context nothing is known", #"{"max_deviation": 0.01}"#, .example(perp: .mid("0.1")), .unavailable,
      "oracle_missing"),
    RuleExample(
      "a context without an oracle price does not tell it", #"{"max_deviation": 0.01}"#,
      .example(perp: .mid("0.1"), context: .said(fundingRate: "0.0000125")), .unavailable, "oracle_missing"),
    RuleExample(
      "book and context exactly as old as allowed count", #"{"max_deviation": 0.01, "max_age_ms": 500}"#,
      .example(perp: .book("0.1", "0.1", ageMs: 500), context: .said(oracle: "0.1", ageMs: 60_000)), .pass),
    RuleExample(
      "an old book is stale", #"{"max_deviation": 0.01, "max_age_ms": 500}"#,
      .example(perp: .book("0.1", "0.1", ageMs: 501), context: .said(oracle: "0.1")), .unavailable, "stale",
      margin: "-1"),
    RuleExample(
      "an old context is stale", #"{"max_deviation": 0.01, "max_context_age_ms": 15000}"#,
      .example(perp: .mid("0.1"), context: .said(oracle: "0.1", ageMs: 15_001)), .unavailable, "context_stale",
      margin: "-1"),
  ]
}
