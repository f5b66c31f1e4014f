public import RuleEngine

/// Rejects an entry whose perp funds at a rate outside a band, or at too high a cost for its direction.
///
/// A position that pays for being held loses what the signal wins, hour by hour.
///
/// - Formula: cost = rate for a long, -rate for a short, in fractions of the position an hour.
/// - Complexity: O(1), no allocation.
public struct FundingRateBandRule: EntryRule {
  /// `funding_rate_band`.
  public static let identifier = "funding_rate_band"

  /// The manual page.
  public static let documentation = RuleDocumentation(
    title: LocalizedText(zh: "资金费率区间", en: "funding rate band"),
    summary: "Rejects an entry whose perp funds at a rate outside a band, or at too high a cost for its direction.",
    details: """
      The rate is what a long pays a short each hour, as a fraction of the position: 0.0000125 is 0.00125 % an hour;
      below 0 the short pays. max_cost limits what the entry's own direction pays: the rate of a long, the negated rate
      of a short. At least one of the three limits is given; exactly a limit passes. The rate is the exchange's
      `funding`, for which run asks every 15 s while an entry reads it; evaluate takes it from `market.context`, replay
      from the recording.
      """,
    codes: [
      .unavailable("funding_missing", "the perp's funding rate is not known"),
      AssetContext.staleCode,
      .reject("funding_rate_low", "the rate is below min"),
      .reject("funding_rate_high", "the rate is above max"),
      .reject("funding_cost_high", "the entry's direction pays more than max_cost"),
    ])

  private let minRate: ExactDecimal?
  private let maxRate: ExactDecimal?
  private let maxCost: ExactDecimal?
  private let maxContextAgeMs: Int64

  /// Reads the parameters.
  public init(_ parameters: inout ParameterReader) {
    minRate = parameters.decimalOrNone(
      "min", .from(-1, to: 1), .fraction, default: nil, "The least rate an hour that passes.")
    maxRate = parameters.decimalOrNone(
      "max", .from(-1, to: 1), .fraction, default: nil, "The greatest rate an hour that passes.")
    maxCost = parameters.decimalOrNone(
      "max_cost", .from(-1, to: 1), .fraction, default: nil,
      "The most that the entry's direction may pay an hour; below 0 it must be paid.")
    maxContextAgeMs = parameters.maxContextAgeMs()
    if minRate == nil, maxRate == nil, maxCost == nil {
      parameters.refuseAbsence(of: ["min", "max", "max_cost"])
    }
    if let minRate, let maxRate, minRate > maxRate {
      parameters.refuse(
        ("min", expected: "a number up to max (\(maxRate))"),
        against: ("max", expected: "a number from min (\(minRate)) up"))
    }
  }

  /// True.
  public var readsAssetContext: Bool { true }

  /// Earlier verdicts play no part.
  public var historyWindowMs: Int64 { 0 }

  /// The band of the rate; the cost hangs on the direction.
  public var reach: RuleReach {
    let isBand = minRate != nil || maxRate != nil
    let limits: [(ReasonCode, ExactDecimal?)] = [
      ("funding_rate_low", minRate), ("funding_rate_high", maxRate), ("funding_cost_high", maxCost),
    ]
    return RuleReach(
      [.pass, .reject, .unavailable],
      passBands: isBand ? [PassBand("funding_rate", .numbers([.init(minRate, maxRate)]))] : [],
      excludedCodes: Set(limits.filter { $0.1 == nil }.map(\.0)))
  }

  /// Compares the rate with the band, then its cost with the limit.
  public func evaluate(_ entry: EntryContext) -> Outcome {
    guard let context = entry.assetContext, let rate = context.fundingRate else { return .unavailable(.fundingMissing) }
    if let stale = context.staleOutcome(entry, maxAgeMs: maxContextAgeMs) { return stale }
    let cost = entry.signal.direction == .long ? rate : .zero - rate
    let limits = [
      minRate.map { Limit("funding_rate_low", .decimal("min", $0), distance: rate - $0) },
      maxRate.map { Limit("funding_rate_high", .decimal("max", $0), distance: $0 - rate) },
      maxCost.map { Limit("funding_cost_high", .decimal("max_cost", $0), distance: $0 - cost) },
    ]
    if let broken = limits.lazy.compactMap(\.self).first(where: { $0.distance < .zero }) {
      return .reject(broken.code, entry.evidence(evidence(rate, [broken])))
    }
    return .pass(entry.evidence(evidence(rate, limits.compactMap(\.self))))
  }

  private struct Limit {
    let code: ReasonCode
    let required: Measurement
    /// How far the rate is from it, on the side that passes.
    let distance: ExactDecimal

    init(_ code: ReasonCode, _ required: Measurement, distance: ExactDecimal) {
      self.code = code
      self.required = required
      self.distance = distance
    }
  }

  private func evidence(_ rate: ExactDecimal, _ limits: [Limit]) -> Evidence {
    Evidence(
      measured: [.decimal("funding_rate", rate)], required: limits.map(\.required),
      margin: limits.map(\.distance).min().map { .decimal($0) })
  }
}

extension FundingRateBandRule {
  /// What is stricter.
  public static let limits: [RuleLimit] = [
    .higher("min"), .lower("max"), .lower("max_cost"), .lower("max_context_age_ms"),
  ]

  /// The cases that are the rule's tests.
  public static let examples: [RuleExample] = [
    RuleExample(
      "a long that pays exactly the limit passes", #"{"max_cost": 0.00005}"#,
      .example(context: .said(fundingRate: "0.00005")), .pass, margin: "0"),
    RuleExample(
      "one that pays a billionth more does not", #"{"max_cost": 0.00005}"#,
      .example(context: .said(fundingRate: "0.000050001")), .reject, "funding_cost_high", margin: "-0.000000001"),
    RuleExample(
      "a short is paid by the same rate", #"{"max_cost": 0.00005}"#,
      .example(.short, context: .said(fundingRate: "0.000050001")), .pass, margin: "0.000100001"),
    RuleExample(
      "a short pays exactly the limit where the rate is as far below zero", #"{"max_cost": 0.00005}"#,
      .example(.short, context: .said(fundingRate: "-0.00005")), .pass, margin: "0"),
    RuleExample(
      "a tenth digit of the rate still counts", #"{"max_cost": 0.00005}"#,
      .example(.short, context: .said(fundingRate: "-0.0000500001")), .reject, "funding_cost_high",
      margin: "-0.0000000001"),
    RuleExample(
      "a limit below zero wants to be paid", #"{"max_cost": -0.00001}"#, .example(context: .said(fundingRate: 0)),
      .reject, "funding_cost_high", margin: "-0.00001"),
    RuleExample(
      "exactly the least rate passes, in any direction", #"{"min": -0.0001, "max": 0.0001}"#,
      .example(.short, context: .said(fundingRate: "-0.0001")), .pass, margin: "0"),
    RuleExample(
      "a rate below it is low", #"{"min": -0.0001}"#, .example(context: .said(fundingRate: "-0.000100001")), .reject,
      "funding_rate_low", margin: "-0.000000001"),
    RuleExample(
      "exactly the greatest rate passes", #"{"min": -0.0001, "max": 0.0001}"#,
      .example(context: .said(fundingRate: "0.0001")), .pass, margin: "0"),
    RuleExample(
      "a rate above it is high, though a short is paid by it", #"{"max": 0.0001}"#,
      .example(.short, context: .said(fundingRate: "0.000100001")), .reject, "funding_rate_high",
      margin: "-0.000000001"),
    RuleExample(
      "the band comes before the cost", #"{"max": 0.0001, "max_cost": 0.00005}"#,
      .example(context: .said(fundingRate: "0.0002")), .reject, "funding_rate_high", margin: "-0.0001"),
    RuleExample(
      "of all that passes the nearest limit gives the margin", #"{"min": -1, "max": 0.0001, "max_cost": 0.00005}"#,
      .example(context: .said(fundingRate: "0.0000125")), .pass, margin: "0.0000375"),
    RuleExample(
      "without a context nothing is known", #"{"max_cost": 0}"#, .example(), .unavailable, "funding_missing"),
    RuleExample(
      "a context without a rate does not tell it", #"{"max_cost": 0}"#, .example(context: .said(oracle: "0.0012")),
      .unavailable, "funding_missing"),
    RuleExample(
      "a context exactly as old as allowed counts", #"{"max_cost": 0.00005}"#,
      .example(context: .said(fundingRate: "0.0000125", ageMs: 60_000)), .pass),
    RuleExample(
      "an older one is stale", #"{"max_cost": 0.00005}"#,
      .example(context: .said(fundingRate: "0.0000125", ageMs: 60_001)), .unavailable, "context_stale", margin: "-1"),
    RuleExample(
      "a context from the future is stale", #"{"max_cost": 0.00005, "max_context_age_ms": 500}"#,
      .example(context: .said(fundingRate: "0.0000125", ageMs: -2001)), .unavailable, "context_stale", margin: "-1"),
  ]
}
