public import RuleEngine

/// Rejects an entry when as many as allowed were approved in a moving window.
///
/// - Counts: finally approved entries with now - window < time <= now, those decided but not yet recorded included.
/// - Complexity: O(log n) in the entries remembered, no allocation.
public struct EntryRateLimitRule: EntryRule {
  /// `entry_rate_limit`.
  public static let identifier = "entry_rate_limit"

  /// The manual page.
  public static let documentation = RuleDocumentation(
    title: LocalizedText(zh: "开仓频率限制", en: "entry rate limit"),
    summary: "Rejects an entry when as many as allowed were approved in a moving window.",
    details: """
      Counted are approved entries with now - window_s < time <= now: one exactly a window old has left it. Entries of
      one strategy are those that name it; those that name none count together.
      """,
    codes: [.reject("rate_exceeded", "max_entries were approved in the last window_s seconds")])

  private let maxEntries: Int64
  private let windowMs: Int64
  private let per: EntryGroup

  /// Reads the parameters.
  public init(_ parameters: inout ParameterReader) {
    maxEntries = parameters.whole(
      "max_entries", .from(1, to: 1_000_000), .entries, "The number of entries that a window may hold.")
    windowMs =
      1000 * parameters.whole("window_s", .from(1, to: 31_536_000), .seconds, "The length of the window.")
    per = parameters.choice("per", "Which entries are counted together.")
  }

  /// The length of the window.
  public var historyWindowMs: Int64 { windowMs }

  /// Counts the window's entries; this one must still fit.
  public func evaluate(_ entry: EntryContext) -> Outcome {
    let group = per.history(of: entry.signal)
    let count = Int64(entry.history.approvals(in: group, now: entry.nowMs, windowMs: windowMs))
    let evidence = entry.evidence(
      Evidence(
        .whole("entries", count), required: .whole("max_entries", maxEntries),
        margin: .whole(maxEntries - count - 1)))
    return count < maxEntries ? .pass(evidence) : .reject("rate_exceeded", evidence)
  }
}

extension EntryRateLimitRule {
  /// What is stricter.
  public static let limits: [RuleLimit] = [
    .lower("max_entries"),
    .higher("window_s"),
    .steps("per", loosestFirst: [.word("pair"), .word("coin"), .word("all")]),
    .steps("per", loosestFirst: [.word("strategy"), .word("all")]),
  ]

  /// The cases that are the rule's tests.
  public static let examples: [RuleExample] = [
    RuleExample(
      "the last entry that fits passes", #"{"max_entries": 2, "window_s": 60, "per": "pair"}"#,
      .example(history: [.approved(secondsAgo: 59)]), .pass, margin: "0"),
    RuleExample(
      "the next one does not", #"{"max_entries": 2, "window_s": 60, "per": "pair"}"#,
      .example(history: [.approved(secondsAgo: 59), .approved(secondsAgo: 0)]), .reject, "rate_exceeded",
      margin: "-1"),
    RuleExample(
      "an entry exactly a window old has left it", #"{"max_entries": 1, "window_s": 60, "per": "pair"}"#,
      .example(history: [.approved(secondsAgo: 60)]), .pass),
    RuleExample(
      "a millisecond younger it is in", #"{"max_entries": 1, "window_s": 60, "per": "pair"}"#,
      .example(history: [.approved(secondsAgo: 59.999)]), .reject, "rate_exceeded"),
    RuleExample(
      "an entry of the future is not counted", #"{"max_entries": 1, "window_s": 60, "per": "all"}"#,
      .example(history: [.approved(secondsAgo: -0.001)]), .pass),
    RuleExample(
      "rejections are not counted", #"{"max_entries": 1, "window_s": 60, "per": "all"}"#,
      .example(history: [.rejected(secondsAgo: 1)]), .pass),
    RuleExample(
      "per pair, another pair of the coin is not counted", #"{"max_entries": 1, "window_s": 60, "per": "pair"}"#,
      .example(history: [.approved(secondsAgo: 1, pair: "PURR|BTC")]), .pass),
    RuleExample(
      "per coin, another pair of the coin is counted", #"{"max_entries": 1, "window_s": 60, "per": "coin"}"#,
      .example(history: [.approved(secondsAgo: 1, pair: "PURR|BTC")]), .reject, "rate_exceeded"),
    RuleExample(
      "per coin, another coin is not counted", #"{"max_entries": 1, "window_s": 60, "per": "coin"}"#,
      .example(history: [.approved(secondsAgo: 1, coin: "HYPE", pair: "HYPE")]), .pass),
    RuleExample(
      "over all, another coin is counted", #"{"max_entries": 1, "window_s": 60, "per": "all"}"#,
      .example(history: [.approved(secondsAgo: 1, coin: "HYPE", pair: "HYPE")]), .reject, "rate_exceeded"),
    RuleExample(
      "per strategy, another strategy is not counted", #"{"max_entries": 1, "window_s": 60, "per": "strategy"}"#,
      .example(strategy: "a", history: [.approved(secondsAgo: 1, strategy: "b")]), .pass),
    RuleExample(
      "per strategy, its own entries are counted", #"{"max_entries": 1, "window_s": 60, "per": "strategy"}"#,
      .example(strategy: "a", history: [.approved(secondsAgo: 1, strategy: "a")]), .reject, "rate_exceeded"),
    RuleExample(
      "per strategy, entries that name none count together", #"{"max_entries": 1, "window_s": 60, "per": "strategy"}"#,
      .example(history: [.approved(secondsAgo: 1)]), .reject, "rate_exceeded"),
  ]
}
