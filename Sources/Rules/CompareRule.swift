public import RuleEngine

/// Rejects an entry unless a comparison of two facts, or of a fact with a number, holds.
///
/// - Formula: both sides are quotients of whole numbers, and compared multiplied out in 256 bits, so it is exact.
/// - Complexity: O(1) but for counts of earlier entries, which take O(log n).
public struct CompareRule: EntryRule {
  /// `compare`.
  public static let identifier = "compare"

  let left: FactOperand
  let comparison: FactComparison
  let right: FactOperand
  let maxAgeMs: Int64
  // The facts' names, for a fact is larger than what a verdict says of it.
  private let leftName: String
  private let rightName: String?
  // The sides as they are written, of which text is made only when somebody asks.
  private let terms: [EffectiveParameter]

  /// Reads the parameters.
  public init(_ parameters: inout ParameterReader) {
    left = parameters.fact("left", among: BuiltInFacts.all, "What is compared.")
    comparison = parameters.choice("op", "How.")
    right = parameters.factOrNumber(
      "right", among: BuiltInFacts.all, comparableWith: left, "With what: a fact of the left one's unit, or a number.")
    leftName = left.fact?.name ?? "number"  // either way: left is a fact
    rightName = right.fact?.name
    terms = parameters.effective
    maxAgeMs = parameters.maxAgeMs()
  }

  /// The left side as it is written: a fact with its arguments.
  var leftText: String { text(of: "left") }

  /// The right side as it is written.
  var rightText: String { text(of: "right") }

  private func text(of name: String) -> String { terms.first { $0.name == name }?.value.text ?? "" }

  /// The books of both sides.
  public func feeds(for coin: Coin) -> [Feed] {
    let feeds = left.feeds(for: coin)
    return feeds + right.feeds(for: coin).filter { !feeds.contains($0) }
  }

  /// Whether a side reads it.
  public var readsAssetContext: Bool { left.readsAssetContext || right.readsAssetContext }

  /// The longer of the windows of both sides.
  public var historyWindowMs: Int64 { max(left.historyWindowMs, right.historyWindowMs) }

  /// Looks for books that do not live, then for a side that is not known, then compares.
  public func evaluate(_ entry: EntryContext) -> Outcome {
    var oldest: (feed: Feed, quote: Quote, freshnessMs: Int64)?
    for feed in feeds(for: entry.signal.coin) {
      guard let quote = entry.quotes[feed] else { return .unavailable(.missing(feed.market)) }
      let freshnessMs = quote.freshnessMs(now: entry.nowMs, maxAgeMs: maxAgeMs)
      if freshnessMs < oldest?.freshnessMs ?? 0 { oldest = (feed, quote, freshnessMs) }
    }
    if let oldest {
      let evidence = entry.evidence(
        Evidence(
          .word("feed", oldest.feed.description), .whole("age_ms", oldest.quote.ageMs(now: entry.nowMs)),
          required: .whole("max_age_ms", maxAgeMs), margin: .whole(oldest.freshnessMs)))
      return .unavailable(.stale, evidence)
    }
    switch (left.find(in: entry), right.find(in: entry)) {
    case (.unknown(let code), _), (_, .unknown(let code)): return .unavailable(code)
    case (.known(let leftValue), .known(let rightValue)):
      let excess = RatioDifference(leftValue.ratio, minus: rightValue.ratio)
      let evidence = entry.evidence(evidence(leftValue, rightValue, excess))
      return comparison.holds(excess.sign) ? .pass(evidence) : .reject("comparison_failed", evidence)
    }
  }

  private func evidence(_ leftValue: FactValue, _ rightValue: FactValue, _ excess: RatioDifference) -> Evidence {
    var required = [Measurement(comparison.name, rightValue.measurement(beside: leftValue))]
    if let rightName { required.append(.word("fact", rightName)) }
    return Evidence(
      measured: [Measurement(leftName, leftValue.measurement)],
      required: required, margin: excess.decimal.map { .decimal(comparison.margin($0)) })
  }
}

extension FactValue {
  /// The value as evidence; beside a whole number a whole one.
  fileprivate func measurement(beside other: FactValue) -> Measurement.Value {
    if case .whole = other, case .decimal(let number) = self, let whole = number.whole { return .whole(whole) }
    return measurement
  }
}
