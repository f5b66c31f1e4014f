internal import RuleEngine

// What the rules and facts about a perp's asset context share.
extension ReasonCode {
  /// The perp's funding rate is not known.
  static let fundingMissing: ReasonCode = "funding_missing"
  /// The coin's oracle price is not known.
  static let oracleMissing: ReasonCode = "oracle_missing"
  /// The asset context is older than its greatest age, or more than 2000 ms ahead of now.
  static let contextStale: ReasonCode = "context_stale"
}

extension ParameterReader {
  /// The age up to which an asset context is used.
  mutating func maxContextAgeMs() -> Int64 {
    whole(
      "max_context_age_ms", .from(1, to: 31_536_000_000), .milliseconds, default: AssetContext.usualMaxAgeMs,
      "An asset context older than this is stale; exactly this old is not.")
  }
}

extension AssetContext {
  /// The outcome that says that the context is too old; nil where it is not.
  func staleOutcome(_ entry: EntryContext, maxAgeMs: Int64) -> Outcome? {
    let freshnessMs = freshnessMs(now: entry.nowMs, maxAgeMs: maxAgeMs)
    guard freshnessMs < 0 else { return nil }
    return .unavailable(
      .contextStale,
      entry.evidence(
        Evidence(
          .whole("age_ms", ageMs(now: entry.nowMs)), required: .whole("max_context_age_ms", maxAgeMs),
          margin: .whole(freshnessMs))))
  }

  /// The code of a context that is too old, for a rule's manual page.
  static let staleCode = RuleDocumentation.Code.unavailable(
    .contextStale,
    "the asset context is older than max_context_age_ms, or more than 2000 ms ahead of now"  // either way: manual
  )
}
