public import RuleEngine

/// Rejects an entry while too little of the account's money is free.
///
/// - Complexity: O(1), no allocation.
public struct MinAvailableBalanceRule: EntryRule {
  /// `min_available_balance`.
  public static let identifier = "min_available_balance"

  /// The manual page.
  public static let documentation = RuleDocumentation(
    title: LocalizedText(zh: "可用余额下限", en: "available balance floor"),
    summary: "Rejects an entry while too little of the account's money is free.",
    details: """
      The balance is what the exchange calls `withdrawable`, of the account in TRADING_ACCOUNT_ADDRESS, for which run
      asks every 30 s; evaluate takes it from the signal's `account`; replay has none. Exactly the floor passes.
      """,
    codes: [
      .unavailable("balance_missing", "no account is named, or its balance has not come yet"),
      .unavailable("balance_stale", "the balance is older than max_age_ms, or more than 2000 ms ahead of now"),
      .reject("balance_insufficient", "the balance is below min_usd"),
    ])

  private let minUSD: ExactDecimal
  private let maxAgeMs: Int64

  /// Reads the parameters.
  public init(_ parameters: inout ParameterReader) {
    minUSD = parameters.decimal(
      "min_usd", .above(0, to: 1_000_000_000_000), .usd, "The least balance that passes.")
    maxAgeMs = parameters.whole(
      "max_age_ms", .from(1, to: 31_536_000_000), .milliseconds, default: AvailableBalance.usualMaxAgeMs,
      "A balance older than this is stale; exactly this old is not.")
  }

  /// True.
  public var readsBalance: Bool { true }

  /// Earlier verdicts play no part.
  public var historyWindowMs: Int64 { 0 }

  /// Compares the balance with the floor.
  public func evaluate(_ entry: EntryContext) -> Outcome {
    guard let balance = entry.balance else { return .unavailable("balance_missing") }
    let freshnessMs = balance.freshnessMs(now: entry.nowMs, maxAgeMs: maxAgeMs)
    if freshnessMs < 0 {
      return .unavailable(
        "balance_stale",
        entry.evidence(
          Evidence(
            .whole("age_ms", balance.ageMs(now: entry.nowMs)), required: .whole("max_age_ms", maxAgeMs),
            margin: .whole(freshnessMs))))
    }
    let evidence = entry.evidence(
      Evidence(
        .decimal("available_usd", balance.amountUSD), required: .decimal("min_usd", minUSD),
        margin: .decimal(balance.amountUSD - minUSD)))
    return balance.amountUSD < minUSD ? .reject("balance_insufficient", evidence) : .pass(evidence)
  }
}

extension MinAvailableBalanceRule {
  /// What is stricter.
  public static let limits: [RuleLimit] = [.higher("min_usd"), .lower("max_age_ms")]

  /// The cases that are the rule's tests.
  public static let examples: [RuleExample] = [
    RuleExample("exactly the floor passes", #"{"min_usd": 250}"#, .example(balance: .usd("250")), .pass, margin: "0"),
    RuleExample(
      "a billionth of a dollar less does not", #"{"min_usd": 250}"#, .example(balance: .usd("249.999999999")),
      .reject, "balance_insufficient", margin: "-0.000000001"),
    RuleExample(
      "an empty account has too little", #"{"min_usd": 0.000000001}"#, .example(balance: .usd(0)), .reject,
      "balance_insufficient", margin: "-0.000000001"),
    RuleExample(
      "a balance below zero is not taken for a large one", #"{"min_usd": 250}"#, .example(balance: .usd("-5000")),
      .reject, "balance_insufficient", margin: "-5250"),
    RuleExample(
      "without a balance nothing is known", #"{"min_usd": 250}"#, .example(), .unavailable, "balance_missing"),
    RuleExample(
      "a balance exactly as old as allowed counts", #"{"min_usd": 250}"#,
      .example(balance: .usd("251", ageMs: 90_000)), .pass, margin: "1"),
    RuleExample(
      "an older one is stale, however much it was", #"{"min_usd": 250}"#,
      .example(balance: .usd("1000000", ageMs: 90_001)), .unavailable, "balance_stale", margin: "-1"),
    RuleExample(
      "the age may be limited further", #"{"min_usd": 250, "max_age_ms": 1000}"#,
      .example(balance: .usd("251", ageMs: 1001)), .unavailable, "balance_stale", margin: "-1"),
    RuleExample(
      "a balance from the future is stale", #"{"min_usd": 250}"#, .example(balance: .usd("251", ageMs: -2001)),
      .unavailable, "balance_stale", margin: "-1"),
  ]
}
