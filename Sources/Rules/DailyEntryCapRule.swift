public import RuleEngine

/// Rejects an entry when as many as allowed were approved on the day.
///
/// - Counts: finally approved entries of the UTC day of now, those decided but not yet recorded included.
/// - Complexity: O(log n) in the entries remembered, no allocation.
public struct DailyEntryCapRule: EntryRule {
  /// `daily_entry_cap`.
  public static let identifier = "daily_entry_cap"

  /// The manual page.
  public static let documentation = RuleDocumentation(
    title: LocalizedText(zh: "每日开仓上限", en: "daily entry cap"),
    summary: "Rejects an entry when as many as allowed were approved on the day.",
    details: """
      The day is that of now in UTC: it begins at 00:00:00.000, and an entry approved at that moment is its first.
      Entries of one strategy are those that name it; those that name none count together.
      """,
    codes: [.reject("daily_cap_reached", "max_entries were approved on this UTC day")])

  private static let dayMs: Int64 = 86_400_000

  private let maxEntries: Int64
  private let per: EntryGroup

  /// Reads the parameters.
  public init(_ parameters: inout ParameterReader) {
    maxEntries = parameters.whole(
      "max_entries", .from(1, to: 1_000_000), .entries, "The number of entries that a day may hold.")
    per = parameters.choice("per", "Which entries are counted together.")
  }

  /// A day.
  public var historyWindowMs: Int64 { Self.dayMs }

  /// Counts the day's entries; this one must still fit.
  public func evaluate(_ entry: EntryContext) -> Outcome {
    let sinceMidnightMs = Int64(CivilTime(ms: entry.nowMs).millisecondOfDay)
    // The window begins behind its first moment, and midnight belongs to the day.
    let count = Int64(
      entry.history.approvals(
        in: per.history(of: entry.signal), now: entry.nowMs, windowMs: sinceMidnightMs + 1))
    let evidence = entry.evidence(
      Evidence(
        .whole("entries", count), required: .whole("max_entries", maxEntries),
        margin: .whole(maxEntries - count - 1)))
    return count < maxEntries ? .pass(evidence) : .reject("daily_cap_reached", evidence)
  }
}

extension DailyEntryCapRule {
  // The examples' now is 2026-03-25T01:46:40Z: midnight was 6400 seconds ago.

  /// What is stricter.
  public static let limits: [RuleLimit] = [
    .lower("max_entries"),
    .steps("per", loosestFirst: [.word("pair"), .word("coin"), .word("all")]),
    .steps("per", loosestFirst: [.word("strategy"), .word("all")]),
  ]

  /// The cases that are the rule's tests.
  public static let examples: [RuleExample] = [
    RuleExample(
      "the first entry of a day passes", #"{"max_entries": 1, "per": "all"}"#, .example(), .pass, margin: "0"),
    RuleExample(
      "the last entry that fits passes", #"{"max_entries": 2, "per": "all"}"#,
      .example(history: [.approved(secondsAgo: 10)]), .pass, margin: "0"),
    RuleExample(
      "the next one does not", #"{"max_entries": 1, "per": "all"}"#,
      .example(history: [.approved(secondsAgo: 10)]), .reject, "daily_cap_reached", margin: "-1"),
    RuleExample(
      "an entry of midnight is of the day", #"{"max_entries": 1, "per": "all"}"#,
      .example(history: [.approved(secondsAgo: 6400)]), .reject, "daily_cap_reached"),
    RuleExample(
      "one a millisecond earlier is of the day before", #"{"max_entries": 1, "per": "all"}"#,
      .example(history: [.approved(secondsAgo: 6400.001)]), .pass),
    RuleExample(
      "at midnight the entries of the day before count no more", #"{"max_entries": 1, "per": "all"}"#,
      .example(history: [.approved(secondsAgo: -79_999.999)], nowMs: 1_774_483_200_000), .pass),
    RuleExample(
      "a millisecond before midnight they do", #"{"max_entries": 1, "per": "all"}"#,
      .example(history: [.approved(secondsAgo: 10)], nowMs: 1_774_483_199_999), .reject, "daily_cap_reached"),
    RuleExample(
      "an entry of the future is not counted", #"{"max_entries": 1, "per": "all"}"#,
      .example(history: [.approved(secondsAgo: -0.001)]), .pass),
    RuleExample(
      "rejections are not counted", #"{"max_entries": 1, "per": "all"}"#,
      .example(history: [.rejected(secondsAgo: 1)]), .pass),
    RuleExample(
      "per pair, another pair of the coin is not counted", #"{"max_entries": 1, "per": "pair"}"#,
      .example(history: [.approved(secondsAgo: 1, pair: "PURR|BTC")]), .pass),
    RuleExample(
      "per coin, another pair of the coin is counted", #"{"max_entries": 1, "per": "coin"}"#,
      .example(history: [.approved(secondsAgo: 1, pair: "PURR|BTC")]), .reject, "daily_cap_reached"),
    RuleExample(
      "per strategy, another strategy is not counted", #"{"max_entries": 1, "per": "strategy"}"#,
      .example(strategy: "a", history: [.approved(secondsAgo: 1, strategy: "b")]), .pass),
  ]
}
