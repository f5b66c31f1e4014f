public import RuleEngine

/// Rejects an entry unless a comparison of two facts, or of a fact with a number, holds.
///
/// - Formula: both sides are quotients of whole numbers, and compared multiplied out in 256 bits, so it is exact.
/// - Complexity: O(1) but for counts of earlier entries, which take O(log n).
public struct CompareRule: EntryRule {
  /// `compare`.
  public static let identifier = "compare"

  /// How the two sides are compared.
  public enum Comparison: String, CaseIterable, Sendable {
    /// Left below right.
    case below = "<"
    /// Left at most right.
    case atMost = "<="
    /// Left above right.
    case above = ">"
    /// Left at least right.
    case atLeast = ">="
    /// Both the same number.
    case equal = "=="
    /// Not the same number.
    case unequal = "!="
  }

  private let left: FactOperand
  private let comparison: Comparison
  private let right: FactOperand
  private let maxAgeMs: Int64

  /// Reads the parameters.
  public init(_ parameters: inout ParameterReader) {
    left = parameters.fact("left", among: BuiltInFacts.all, "What is compared.")
    comparison = parameters.choice("op", "How.")
    right = parameters.factOrNumber(
      "right", among: BuiltInFacts.all, comparableWith: left, "With what: a fact of the left one's unit, or a number.")
    maxAgeMs = parameters.maxAgeMs()
  }

  /// The books of both sides.
  public func feeds(for coin: Coin) -> [Feed] {
    let feeds = left.feeds(for: coin)
    return feeds + right.feeds(for: coin).filter { !feeds.contains($0) }
  }

  /// Whether a side reads it.
  public var readsAssetContext: Bool { left.readsAssetContext || right.readsAssetContext }

  /// The longer of the windows of both sides.
  public var historyWindowMs: Int64 { max(left.historyWindowMs, right.historyWindowMs) }

  /// What the two sides can lack; all of it where they read books.
  public var reach: RuleReach {
    // Which markets they read does not hang on the coin.
    let feeds = feeds(for: "X")
    let lacking = feeds.map { .missing($0.market) } + (feeds.isEmpty ? [] : [.stale]) + left.unknown + right.unknown
    let documented = CompareRule.documentation.codes.filter { $0.kind == .unavailable }.map(\.code)
    return RuleReach(
      lacking.isEmpty ? [.pass, .reject] : [.pass, .reject, .unavailable],
      excludedCodes: Set(documented).subtracting(lacking))
  }

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
    if let fact = right.fact { required.append(.word("fact", fact.name)) }
    return Evidence(
      measured: [Measurement(left.fact?.name ?? "number", leftValue.measurement)],  // either way: left is a fact
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

extension CompareRule.Comparison {
  /// The name under which the right side stands in a verdict.
  fileprivate var name: String {
    switch self {
    case .below: "below"
    case .atMost: "at_most"
    case .above: "above"
    case .atLeast: "at_least"
    case .equal: "equal"
    case .unequal: "unequal"
    }
  }

  /// Whether the comparison holds where left - right has this sign.
  fileprivate func holds(_ sign: Int) -> Bool {
    switch self {
    case .below: sign < 0
    case .atMost: sign <= 0
    case .above: sign > 0
    case .atLeast: sign >= 0
    case .equal: sign == 0
    case .unequal: sign != 0
    }
  }

  /// How far left is on the side of right where it should be.
  fileprivate func margin(_ excess: ExactDecimal) -> ExactDecimal {
    switch self {
    case .below, .atMost: .zero - excess
    case .above, .atLeast: excess
    case .equal: .zero - excess.magnitude
    case .unequal: excess.magnitude
    }
  }
}
