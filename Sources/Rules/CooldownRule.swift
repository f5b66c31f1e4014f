public import RuleEngine

/// Rejects an entry for a while after the last one of its pair or coin.
///
/// - Complexity: O(log n) in the verdicts remembered, no allocation.
public struct CooldownRule: EntryRule {
  /// `cooldown`.
  public static let identifier = "cooldown"

  /// The manual page.
  public static let documentation = RuleDocumentation(
    title: LocalizedText(zh: "冷却时间", en: "cooldown"),
    summary: "Rejects an entry for a while after the last one of its pair or coin.",
    details: """
      A cooldown of exactly its length has passed. Rejections that a cooldown decided do not start one, so a strategy
      that keeps asking is not blocked for ever.
      """,
    codes: [.reject("cooling_down", "less than `seconds` have passed since the last verdict that counts")])

  /// Which verdicts start the cooldown.
  public enum Trigger: String, CaseIterable, Sendable {
    /// Approvals, rejections, both.
    case approved, rejected, any
  }

  /// Whose verdicts count.
  public enum Group: String, CaseIterable, Sendable {
    /// Those of the pair, those of the coin.
    case pair, coin
  }

  private let lengthMs: Int64
  private let after: Trigger
  private let per: Group

  /// Reads the parameters.
  public init(_ parameters: inout ParameterReader) {
    lengthMs = 1000 * parameters.whole("seconds", .from(1, to: 31_536_000), .seconds, "How long it lasts.")
    after = parameters.choice("after", "Which verdicts start it.")
    per = parameters.choice("per", default: .pair, "Whose verdicts count.")
  }

  /// The length of the cooldown.
  public var historyWindowMs: Int64 { lengthMs }

  /// Looks for the last verdict that counts.
  public func evaluate(_ entry: EntryContext) -> Outcome {
    let group: History.Group =
      switch per {
      case .pair: .pair(entry.signal.pair)
      case .coin: .coin(entry.signal.coin)
      }
    let approval = after == .rejected ? nil : entry.history.lastApproval(in: group, now: entry.nowMs)
    let rejection =
      after == .approved
      ? nil : entry.history.lastRejection(in: group, now: entry.nowMs, ignoring: .coolingDown)
    guard let last = [approval, rejection].compactMap(\.self).max() else { return .pass }
    let elapsedMs = entry.nowMs - last
    let evidence = entry.evidence(
      Evidence(
        .decimal("elapsed_s", .seconds(ms: elapsedMs)), required: .whole("seconds", lengthMs / 1000),
        margin: .decimal(.seconds(ms: elapsedMs - lengthMs))))
    return elapsedMs < lengthMs ? .reject(.coolingDown, evidence) : .pass(evidence)
  }
}

extension ReasonCode {
  fileprivate static let coolingDown: ReasonCode = "cooling_down"
}

extension CooldownRule {
  /// What is stricter.
  public static let limits: [RuleLimit] = [
    .higher("seconds"),
    .steps("after", loosestFirst: [.word("approved"), .word("any")]),
    .steps("after", loosestFirst: [.word("rejected"), .word("any")]),
    .steps("per", loosestFirst: [.word("pair"), .word("coin")]),
  ]

  /// The cases that are the rule's tests.
  public static let examples: [RuleExample] = [
    RuleExample(
      "the first entry of a pair passes", #"{"seconds": 60, "after": "any"}"#, .example(), .pass),
    RuleExample(
      "exactly its length later it has passed", #"{"seconds": 60, "after": "approved"}"#,
      .example(history: [.approved(secondsAgo: 60)]), .pass, margin: "0"),
    RuleExample(
      "a millisecond earlier it has not", #"{"seconds": 60, "after": "approved"}"#,
      .example(history: [.approved(secondsAgo: 59.999)]), .reject, "cooling_down", margin: "-0.001"),
    RuleExample(
      "after approvals, a rejection does not count", #"{"seconds": 60, "after": "approved"}"#,
      .example(history: [.rejected(secondsAgo: 1)]), .pass),
    RuleExample(
      "after rejections, one counts", #"{"seconds": 60, "after": "rejected"}"#,
      .example(history: [.rejected(secondsAgo: 1, code: "spread_insufficient")]), .reject, "cooling_down",
      margin: "-59"),
    RuleExample(
      "after rejections, an approval does not count", #"{"seconds": 60, "after": "rejected"}"#,
      .example(history: [.approved(secondsAgo: 1)]), .pass),
    RuleExample(
      "a rejection that a cooldown caused does not count", #"{"seconds": 60, "after": "any"}"#,
      .example(history: [.approved(secondsAgo: 61), .rejected(secondsAgo: 30, code: "cooling_down")]), .pass,
      margin: "1"),
    RuleExample(
      "after any, the later one counts", #"{"seconds": 60, "after": "any"}"#,
      .example(history: [.approved(secondsAgo: 50), .rejected(secondsAgo: 20)]), .reject, "cooling_down",
      margin: "-40"),
    RuleExample(
      "another pair of the coin does not count", #"{"seconds": 60, "after": "any"}"#,
      .example(history: [.approved(secondsAgo: 1, pair: "PURR|BTC")]), .pass),
    RuleExample(
      "per coin, another pair of the coin counts", #"{"seconds": 60, "after": "any", "per": "coin"}"#,
      .example(history: [.approved(secondsAgo: 1, pair: "PURR|BTC")]), .reject, "cooling_down"),
    RuleExample(
      "per coin, another coin does not count", #"{"seconds": 60, "after": "any", "per": "coin"}"#,
      .example(history: [.approved(secondsAgo: 1, coin: "HYPE", pair: "HYPE")]), .pass),
    RuleExample(
      "a verdict of the future does not count", #"{"seconds": 60, "after": "any"}"#,
      .example(history: [.approved(secondsAgo: -1)]), .pass),
  ]
}
