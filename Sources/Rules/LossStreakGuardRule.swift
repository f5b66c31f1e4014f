public import RuleEngine

/// Rejects an entry for a while after as many losses in a row as are allowed.
///
/// - Counts: closed entries in the order of their closing; a loss is one with pnl_usd below 0.
/// - Complexity: O(log n) in the closed entries remembered, no allocation.
public struct LossStreakGuardRule: EntryRule {
  /// `loss_streak_guard`.
  public static let identifier = "loss_streak_guard"

  /// The manual page.
  public static let documentation = RuleDocumentation(
    title: LocalizedText(zh: "连续亏损保护", en: "loss streak guard"),
    summary: "Rejects an entry for a while after as many losses in a row as are allowed.",
    details: """
      Entries are closed by their exits: {"event":"exit","signal_id":…,"pnl_usd":…}; of entries whose exits are not
      reported the rule knows nothing. The pause begins with the exit of the last loss, and one of exactly pause_s has
      passed. Only an entry that is closed without a loss ends a row: after the pause, each further loss begins
      another one. Of two that are closed in one millisecond the loss counts as the later.
      """,
    codes: [
      .reject("loss_streak", "the last max_losses closed entries were losses, and the pause has not passed")
    ])

  private let maxLosses: Int64
  private let pauseMs: Int64
  private let per: EntryGroup

  /// Reads the parameters.
  public init(_ parameters: inout ParameterReader) {
    maxLosses = parameters.whole(
      "max_losses", .from(1, to: 1000), .entries, "So many losses in a row begin the pause.")
    pauseMs = 1000 * parameters.whole("pause_s", .from(1, to: 31_536_000), .seconds, "How long it lasts.")
    per = parameters.choice("per", "Which entries are counted together.")
  }

  /// The length of the pause.
  public var historyWindowMs: Int64 { pauseMs }

  /// It does not matter which entries are open.
  public var openEntriesWindowMs: Int64 { 0 }

  /// Looks at the losses in a row, and at when the last one was closed.
  public func evaluate(_ entry: EntryContext) -> Outcome {
    let streak = entry.history.lossStreak(in: per.history(of: entry.signal), now: entry.nowMs)
    guard let streak, Int64(streak.losses) >= maxLosses else {
      return .pass(
        entry.evidence(
          Evidence(.whole("losses", Int64(streak?.losses ?? 0)), required: .whole("max_losses", maxLosses))))
    }
    let elapsedMs = entry.nowMs - streak.lastClosedMs
    let evidence = entry.evidence(
      Evidence(
        measured: [.whole("losses", Int64(streak.losses)), .decimal("elapsed_s", .seconds(ms: elapsedMs))],
        required: [.whole("max_losses", maxLosses), .whole("pause_s", pauseMs / 1000)],
        margin: .decimal(.seconds(ms: elapsedMs - pauseMs))))
    return elapsedMs < pauseMs ? .reject("loss_streak", evidence) : .pass(evidence)
  }
}

extension LossStreakGuardRule {
  /// What is stricter.
  public static let limits: [RuleLimit] = [
    .lower("max_losses"),
    .higher("pause_s"),
    .none("per"),
  ]

  /// The cases that are the rule's tests.
  public static let examples: [RuleExample] = [
    RuleExample(
      "where nothing was closed an entry passes", #"{"max_losses": 1, "pause_s": 60, "per": "all"}"#,
      .example(history: [.approved(secondsAgo: 1)]), .pass),
    RuleExample(
      "one loss fewer than allowed passes", #"{"max_losses": 2, "pause_s": 60, "per": "all"}"#,
      .example(history: [.closed(secondsAgo: 1, pnlUSD: -5)]), .pass),
    RuleExample(
      "as many losses in a row begin the pause", #"{"max_losses": 2, "pause_s": 60, "per": "all"}"#,
      .example(history: [.closed(secondsAgo: 9, pnlUSD: -5), .closed(secondsAgo: 1, pnlUSD: "-0.000000001")]),
      .reject, "loss_streak", margin: "-59"),
    RuleExample(
      "more do so, too", #"{"max_losses": 1, "pause_s": 60, "per": "all"}"#,
      .example(history: [.closed(secondsAgo: 9, pnlUSD: -5), .closed(secondsAgo: 1, pnlUSD: -5)]), .reject,
      "loss_streak"),
    RuleExample(
      "exactly its length later the pause has passed", #"{"max_losses": 1, "pause_s": 60, "per": "all"}"#,
      .example(history: [.closed(secondsAgo: 60, pnlUSD: -5)]), .pass, margin: "0"),
    RuleExample(
      "a millisecond earlier it has not", #"{"max_losses": 1, "pause_s": 60, "per": "all"}"#,
      .example(history: [.closed(secondsAgo: 59.999, pnlUSD: -5)]), .reject, "loss_streak", margin: "-0.001"),
    RuleExample(
      "an entry that made nothing is no loss", #"{"max_losses": 1, "pause_s": 60, "per": "all"}"#,
      .example(history: [.closed(secondsAgo: 1, pnlUSD: 0)]), .pass),
    RuleExample(
      "a win between two losses ends the row", #"{"max_losses": 2, "pause_s": 60, "per": "all"}"#,
      .example(
        history: [
          .closed(secondsAgo: 9, pnlUSD: -5), .closed(secondsAgo: 5, pnlUSD: 1), .closed(secondsAgo: 1, pnlUSD: -5),
        ]), .pass),
    RuleExample(
      "the order of closing counts, not that of opening", #"{"max_losses": 2, "pause_s": 60, "per": "all"}"#,
      .example(
        history: [
          .closed(secondsAgo: 9, pnlUSD: 1, openedSecondsAgo: 100),
          .closed(secondsAgo: 5, pnlUSD: -5, openedSecondsAgo: 300),
          .closed(secondsAgo: 1, pnlUSD: -5, openedSecondsAgo: 200),
        ]), .reject, "loss_streak"),
    RuleExample(
      "of two closed in one millisecond the loss is the later", #"{"max_losses": 1, "pause_s": 60, "per": "all"}"#,
      .example(history: [.closed(secondsAgo: 1, pnlUSD: -5), .closed(secondsAgo: 1, pnlUSD: 5)]), .reject,
      "loss_streak"),
    RuleExample(
      "a loss of the future does not count", #"{"max_losses": 1, "pause_s": 60, "per": "all"}"#,
      .example(history: [.closed(secondsAgo: -0.001, pnlUSD: -5)]), .pass),
    RuleExample(
      "per pair, a loss of another pair does not count", #"{"max_losses": 1, "pause_s": 60, "per": "pair"}"#,
      .example(history: [.closed(secondsAgo: 1, pnlUSD: -5, pair: "PURR|BTC")]), .pass),
    RuleExample(
      "per coin, a loss of another pair of the coin does", #"{"max_losses": 1, "pause_s": 60, "per": "coin"}"#,
      .example(history: [.closed(secondsAgo: 1, pnlUSD: -5, pair: "PURR|BTC")]), .reject, "loss_streak"),
    RuleExample(
      "per strategy, a loss of another strategy does not", #"{"max_losses": 1, "pause_s": 60, "per": "strategy"}"#,
      .example(strategy: "a", history: [.closed(secondsAgo: 1, pnlUSD: -5, strategy: "b")]), .pass),
  ]
}
