public import RuleEngine

/// Rejects an entry whose z-score is too small, or too large, in magnitude.
///
/// - Complexity: O(1), no allocation.
public struct ZScoreBandRule: EntryRule {
  /// `z_score_band`.
  public static let identifier = "z_score_band"

  /// The manual page.
  public static let documentation = RuleDocumentation(
    title: LocalizedText(zh: "Z 值区间", en: "z-score band"),
    summary: "Rejects an entry whose z-score is too small, or too large, in magnitude.",
    details: "At least one of the two limits is given. Exactly a limit passes.",
    codes: [
      .unavailable("z_score_missing", "the signal has no `z_score`"),
      .reject("z_score_low", "the magnitude is below min_abs"),
      .reject("z_score_high", "the magnitude is above max_abs"),
    ])

  private let minAbs: ExactDecimal?
  private let maxAbs: ExactDecimal?

  /// Reads the parameters.
  public init(_ parameters: inout ParameterReader) {
    minAbs = parameters.decimalOrNone(
      "min_abs", .from(0, to: 1_000_000), .none, default: nil, "The least magnitude that passes.")
    maxAbs = parameters.decimalOrNone(
      "max_abs", .above(0, to: 1_000_000), .none, default: nil, "The greatest magnitude that passes.")
    if minAbs == nil, maxAbs == nil { parameters.refuseAbsence(of: ["min_abs", "max_abs"]) }
    if let minAbs, let maxAbs, minAbs > maxAbs {
      parameters.refuse(
        ("min_abs", expected: "a number up to max_abs (\(maxAbs))"),
        against: ("max_abs", expected: "a number from min_abs (\(minAbs)) up"))
    }
  }

  /// Earlier verdicts play no part.
  public var historyWindowMs: Int64 { 0 }

  /// A magnitude is never below zero.
  public var reach: RuleReach {
    let canBeLow = (minAbs ?? .zero) > .zero
    let least = canBeLow ? minAbs : nil
    // Of both signs: what compares the z-score itself is about the same quantity.
    let stretches: [PassBand.Stretch] =
      least.map { least in [.init(maxAbs.map { .zero - $0 }, .zero - least), .init(least, maxAbs)] }
      ?? [.init(maxAbs.map { .zero - $0 }, maxAbs)]
    let excluded: [ReasonCode] = (canBeLow ? [] : ["z_score_low"]) + (maxAbs == nil ? ["z_score_high"] : [])
    return RuleReach(
      excluded.count < 2 ? [.pass, .reject, .unavailable] : [.pass, .unavailable],
      passBands: [PassBand("z_score", .numbers(stretches))], excludedCodes: Set(excluded))
  }

  /// Compares the z-score's magnitude with the limits.
  public func evaluate(_ entry: EntryContext) -> Outcome {
    guard let zScore = entry.signal.zScore else { return .unavailable("z_score_missing") }
    let size = zScore.magnitude
    if let minAbs, size < minAbs {
      return .reject(
        "z_score_low",
        entry.evidence(
          Evidence(.zScore(zScore), required: .decimal("min_abs", minAbs), margin: .decimal(size - minAbs))))
    }
    if let maxAbs, size > maxAbs {
      return .reject(
        "z_score_high",
        entry.evidence(
          Evidence(.zScore(zScore), required: .decimal("max_abs", maxAbs), margin: .decimal(maxAbs - size))))
    }
    return .pass(entry.evidence(passEvidence(zScore)))
  }

  private func passEvidence(_ zScore: ExactDecimal) -> Evidence {
    let limits = [minAbs.map { Measurement.decimal("min_abs", $0) }, maxAbs.map { .decimal("max_abs", $0) }]
    let distances = [minAbs.map { zScore.magnitude - $0 }, maxAbs.map { $0 - zScore.magnitude }]
    return Evidence(
      measured: [.zScore(zScore)], required: limits.compactMap(\.self),
      margin: distances.compactMap(\.self).min().map { .decimal($0) })
  }
}

extension Measurement {
  fileprivate static func zScore(_ zScore: ExactDecimal) -> Measurement { .decimal("z_score", zScore) }
}

extension ZScoreBandRule {
  /// What is stricter.
  public static let limits: [RuleLimit] = [.higher("min_abs"), .lower("max_abs")]

  /// The cases that are the rule's tests.
  public static let examples: [RuleExample] = [
    RuleExample(
      "exactly the lower limit passes", #"{"min_abs": 2}"#, .example(zScore: "2"), .pass, margin: "0"),
    RuleExample(
      "a magnitude counts, not a sign", #"{"min_abs": 2}"#, .example(zScore: "-2.31"), .pass, margin: "0.31"),
    RuleExample(
      "below the lower limit is low", #"{"min_abs": 2}"#, .example(zScore: "-1.999999999"), .reject, "z_score_low",
      margin: "-0.000000001"),
    RuleExample(
      "exactly the upper limit passes", #"{"max_abs": 4}"#, .example(zScore: "-4"), .pass, margin: "0"),
    RuleExample(
      "above the upper limit is high", #"{"min_abs": 2, "max_abs": 4}"#, .example(zScore: "4.000000001"), .reject,
      "z_score_high", margin: "-0.000000001"),
    RuleExample(
      "inside the band the nearer limit gives the margin", #"{"min_abs": 2, "max_abs": 4}"#,
      .example(zScore: "3.5"), .pass, margin: "0.5"),
    RuleExample(
      "digits beyond the eighteenth still count", #"{"max_abs": 4}"#, .example(zScore: "4.0000000000000000000001"),
      .reject, "z_score_high", margin: "-0.000000000000000001"),
    RuleExample(
      "without a z-score nothing is known", #"{"min_abs": 2}"#, .example(), .unavailable, "z_score_missing"),
  ]
}
