public import RuleEngine

/// Rejects an entry while as many as allowed are open.
///
/// - Counts: finally approved entries, those decided but not yet recorded included, of which no exit has been reported.
/// - Complexity: O(log n) in the entries that are open, no allocation.
public struct MaxOpenEntriesRule: EntryRule {
  /// `max_open_entries`.
  public static let identifier = "max_open_entries"

  /// The manual page.
  public static let documentation = RuleDocumentation(
    title: LocalizedText(zh: "持仓数量限制", en: "open entries limit"),
    summary: "Rejects an entry while as many as allowed are open.",
    details: """
      An entry is open from its approval until its exit is reported: {"event":"exit","signal_id":…,"pnl_usd":…}. An
      approved entry that was never made, and an exit that got lost, hold their place: so report an exit with "pnl_usd" 0
      for an entry that you did not make. After max_age_s an entry counts as closed, whatever was reported; exactly that
      old it does. With max_age_s null it holds its place until its exit is reported, which may block entries for ever:
      this must be said, for there is no default.
      """,
    codes: [.reject("open_entries_exceeded", "max_open entries are open")])

  private let maxOpen: Int64
  private let maxAgeMs: Int64?
  private let per: EntryGroup

  /// Reads the parameters.
  public init(_ parameters: inout ParameterReader) {
    maxOpen = parameters.whole(
      "max_open", .from(1, to: 1_000_000), .entries, "The number of entries that may be open at a time.")
    maxAgeMs = parameters.wholeOrNone(
      "max_age_s", .from(1, to: 31_536_000), .seconds, "After this long an entry counts as closed; null for never."
    ).map { 1000 * $0 }
    per = parameters.choice("per", "Which entries are counted together.")
  }

  /// Nothing but what is open counts.
  public var historyWindowMs: Int64 { 0 }

  /// The longest that an entry counts as open.
  public var openEntriesWindowMs: Int64 { maxAgeMs ?? .max }

  /// Counts the open entries; this one must still fit.
  public func evaluate(_ entry: EntryContext) -> Outcome {
    let count = Int64(
      entry.history.openEntries(in: per.history(of: entry.signal), now: entry.nowMs, maxAgeMs: maxAgeMs))
    let evidence = entry.evidence(
      Evidence(
        .whole("open_entries", count), required: .whole("max_open", maxOpen),
        margin: .whole(maxOpen - count - 1)))
    return count < maxOpen ? .pass(evidence) : .reject("open_entries_exceeded", evidence)
  }
}

extension MaxOpenEntriesRule {
  /// What is stricter.
  public static let limits: [RuleLimit] = [
    .lower("max_open"),
    .steps("max_age_s", loosestFirst: [.number(1), .number(30), .number(60), .none]),
    .steps("per", loosestFirst: [.word("pair"), .word("coin"), .word("all")]),
    .steps("per", loosestFirst: [.word("strategy"), .word("all")]),
  ]

  /// The cases that are the rule's tests.
  public static let examples: [RuleExample] = [
    RuleExample(
      "with nothing open an entry passes", #"{"max_open": 1, "max_age_s": 60, "per": "all"}"#, .example(), .pass,
      margin: "0"),
    RuleExample(
      "the last entry that fits passes", #"{"max_open": 2, "max_age_s": 60, "per": "all"}"#,
      .example(history: [.approved(secondsAgo: 10)]), .pass, margin: "0"),
    RuleExample(
      "the next one does not", #"{"max_open": 1, "max_age_s": 60, "per": "all"}"#,
      .example(history: [.approved(secondsAgo: 10)]), .reject, "open_entries_exceeded", margin: "-1"),
    RuleExample(
      "a closed entry is not counted", #"{"max_open": 1, "max_age_s": 60, "per": "all"}"#,
      .example(history: [.closed(secondsAgo: 5, pnlUSD: 1, openedSecondsAgo: 10)]), .pass),
    RuleExample(
      "one that is closed just now is not counted", #"{"max_open": 1, "max_age_s": 60, "per": "all"}"#,
      .example(history: [.closed(secondsAgo: 0, pnlUSD: -1, openedSecondsAgo: 10)]), .pass),
    RuleExample(
      "one that is closed a millisecond later is", #"{"max_open": 1, "max_age_s": 60, "per": "all"}"#,
      .example(history: [.closed(secondsAgo: -0.001, pnlUSD: 1, openedSecondsAgo: 10)]), .reject,
      "open_entries_exceeded"),
    RuleExample(
      "an entry of exactly max_age_s counts as closed", #"{"max_open": 1, "max_age_s": 60, "per": "all"}"#,
      .example(history: [.approved(secondsAgo: 60)]), .pass),
    RuleExample(
      "a millisecond younger it is open", #"{"max_open": 1, "max_age_s": 60, "per": "all"}"#,
      .example(history: [.approved(secondsAgo: 59.999)]), .reject, "open_entries_exceeded"),
    RuleExample(
      "so it does where it is closed later than now", #"{"max_open": 1, "max_age_s": 60, "per": "all"}"#,
      .example(history: [.closed(secondsAgo: -1, pnlUSD: 1, openedSecondsAgo: 60)]), .pass),
    RuleExample(
      "without a limit of age it is open however old", #"{"max_open": 1, "max_age_s": null, "per": "all"}"#,
      .example(history: [.approved(secondsAgo: 100_000_000)]), .reject, "open_entries_exceeded"),
    RuleExample(
      "an entry of the future is not counted", #"{"max_open": 1, "max_age_s": null, "per": "all"}"#,
      .example(history: [.approved(secondsAgo: -0.001)]), .pass),
    RuleExample(
      "rejections are not counted", #"{"max_open": 1, "max_age_s": null, "per": "all"}"#,
      .example(history: [.rejected(secondsAgo: 1)]), .pass),
    RuleExample(
      "per pair, another pair of the coin is not counted", #"{"max_open": 1, "max_age_s": 60, "per": "pair"}"#,
      .example(history: [.approved(secondsAgo: 1, pair: "PURR|BTC")]), .pass),
    RuleExample(
      "per coin, another pair of the coin is counted", #"{"max_open": 1, "max_age_s": 60, "per": "coin"}"#,
      .example(history: [.approved(secondsAgo: 1, pair: "PURR|BTC")]), .reject, "open_entries_exceeded"),
    RuleExample(
      "per strategy, another strategy is not counted", #"{"max_open": 1, "max_age_s": 60, "per": "strategy"}"#,
      .example(strategy: "a", history: [.approved(secondsAgo: 1, strategy: "b")]), .pass),
  ]
}
