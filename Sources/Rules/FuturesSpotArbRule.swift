public import RuleEngine

/// Rejects an entry unless the perp is mispriced against its spot in the trade's favour.
///
/// A long wants the perp at a discount, so that convergence lifts it; a short wants it at a premium.
///
/// - Formula: spread = (perp mid - spot mid) / spot mid; a long passes when spread <= -min_spread, a short when
///   spread >= +min_spread. The comparison is multiplied out, so it is exact.
/// - Complexity: O(1), no allocation.
public struct FuturesSpotArbRule: EntryRule {
  /// `futures_spot_arb`.
  public static let identifier = "futures_spot_arb"
  /// A gate that cannot see its prices steps aside, and says so.
  public static let onUnavailable = UnavailablePolicy.allow

  private let minSpreadBillionths: Int64
  private let maxAbsSpreadBillionths: Int64?
  private let maxAgeMs: Int64
  private let maxSkewMs: Int64
  private let minDepthUSD: ExactDecimal

  /// Reads the parameters.
  public init(_ parameters: inout ParameterReader) {
    let hint = "0.005 is 0.5 %"
    let minSpread = parameters.decimal(
      "min_spread", .above(0, below: 1), .fraction, default: "0.01", hint: hint,
      "The least mispricing in the trade's favour; exactly this much passes.")
    maxAgeMs = parameters.maxAgeMs()
    maxSkewMs = parameters.whole(
      "max_skew_ms", .from(0, to: 31_536_000_000), .milliseconds, default: 3000,
      "The two books may be this far apart in time.")
    let maxAbsSpread = parameters.decimalOrNone(
      "max_abs_spread", .above(0, to: 100), .fraction, default: "0.2",
      "A wider spread means that the two books are not of the same coin.")
    minDepthUSD = parameters.decimal(
      "min_depth_usd", .from(0, to: 1_000_000_000_000), .usd, default: 0,
      "The least of price times size over best bid and best ask of both legs.")
    if let maxAbsSpread, minSpread >= maxAbsSpread {
      parameters.refuse(
        ("min_spread", expected: "a number below max_abs_spread (\(maxAbsSpread))"),
        against: ("max_abs_spread", expected: "a number above min_spread (\(minSpread))"), hint: hint)
    }
    // The reader accepts no more than 9 decimals, so the billionths are exact.
    minSpreadBillionths = minSpread.billionths ?? 0
    maxAbsSpreadBillionths = maxAbsSpread.map { $0.billionths ?? 0 }
  }

  /// The perp and the spot book of the signal's coin.
  public func feeds(for coin: Coin) -> [Feed] { [.perp(coin), .spot(coin)] }

  /// Earlier verdicts play no part.
  public var historyWindowMs: Int64 { 0 }

  /// The mispricing in the trade's favour.
  public var reach: RuleReach {
    let stretch = PassBand.Stretch(
      ExactDecimal(billionths: minSpreadBillionths), maxAbsSpreadBillionths.map { ExactDecimal(billionths: $0) })
    return RuleReach([.pass, .reject, .unavailable], passBands: [PassBand("spread", .numbers([stretch]))])
  }

  /// Looks for a reason in the documented order; the first that holds is given.
  public func evaluate(_ entry: EntryContext) -> Outcome {
    guard let perp = entry.perp else { return .unavailable(.perpMissing) }
    guard let spot = entry.spot else { return .unavailable(.spotMissing) }
    if perp.isStale(now: entry.nowMs, maxAgeMs: maxAgeMs) || spot.isStale(now: entry.nowMs, maxAgeMs: maxAgeMs) {
      return .unavailable(.stale, entry.evidence(staleEvidence(entry)))
    }
    if perp.isCrossed || spot.isCrossed {
      return .reject(.bookCrossed, entry.evidence(crossedEvidence(entry)))
    }
    let skewMs = perp.skewMs(to: spot, now: entry.nowMs)
    if skewMs > maxSkewMs { return .reject(.skewed, entry.evidence(skewEvidence(skewMs))) }
    if minDepthUSD > .zero, depthUSD(entry) < minDepthUSD {  // either way: no depth is below zero
      return .reject(.thin, entry.evidence(depthEvidence(depthUSD(entry))))
    }
    let spread = Spread(perp: perp.mid, spot: spot.mid)
    if let limit = maxAbsSpreadBillionths, spread.magnitude(exceeds: limit) {
      return .reject(.spreadImplausible, entry.evidence(implausibleEvidence(spread, limit)))
    }
    let direction = entry.signal.direction
    let isEnough = spread.reach(beyond: minSpreadBillionths, in: direction) >= 0
    let evidence = entry.evidence(evidence(spread, direction))
    return isEnough ? .pass(evidence) : .reject(.spreadInsufficient, evidence)
  }

  /// The gate's own lines, in the words of its first design.
  public func phrase(_ outcome: Outcome, for entry: EntryContext, in language: Language) -> OutcomePhrase? {
    let legs = (perp: entry.perp, spot: entry.spot)
    switch outcome {
    case .unavailable:
      let availability = LocalizedText(zh: "可用", en: "available")[language]
      let unavailability = LocalizedText(zh: "不可用", en: "unavailable")[language]
      let words = [legs.perp, legs.spot].map { quote in
        let isAlive = quote.map { !$0.isStale(now: entry.nowMs, maxAgeMs: maxAgeMs) } ?? false
        return isAlive ? availability : unavailability
      }
      let cause = LocalizedText(zh: "价格不可用", en: "price unavailable")[language]
      return OutcomePhrase(cause: cause, detail: "perp=\(words[0]) spot=\(words[1])")
    case .pass:
      guard let perp = legs.perp?.mid, let spot = legs.spot?.mid else { return nil }
      return OutcomePhrase(detail: detail(Spread(perp: perp, spot: spot), bound: nil))
    case .reject(let reason):
      guard let perp = legs.perp?.mid, let spot = legs.spot?.mid else { return nil }
      let spread = Spread(perp: perp, spot: spot)
      if reason.code == .spreadImplausible, let limit = maxAbsSpreadBillionths {
        return OutcomePhrase(detail: detail(spread, bound: ("max_abs_spread=", limit)))
      }
      guard reason.code == .spreadInsufficient else { return nil }
      let isLong = entry.signal.direction == .long
      let need: StaticString =
        switch language {
        case .zh: isLong ? "需≤" : "需≥"
        case .en: isLong ? "need ≤" : "need ≥"
        }
      return OutcomePhrase(
        cause: LocalizedText(zh: "期现价差不足", en: "spread insufficient")[language],
        detail: detail(spread, bound: (need, isLong ? -minSpreadBillionths : minSpreadBillionths)))
    case .notApplicable: return nil
    }
  }

  /// `spread=-0.3203% (need ≤-1.0000%) | perp=$0.001245 spot=$0.001249`, written in one go: every rejection is.
  private func detail(_ spread: Spread, bound: (word: StaticString, billionths: Int64)?) -> String {
    var text = TextBuffer(capacity: 96)
    text.append("spread=")
    spread.ratio.appendPercentage(to: &text)
    if let bound {
      text.append(" (")
      text.append(bound.word)
      Ratio(numerator: Int128(bound.billionths), denominator: 1, decimals: 9).appendPercentage(to: &text)
      text.append(UInt8(ascii: ")"))
    }
    text.append(" | perp=$")
    spread.perp.appendFixed(places: 6, to: &text)
    text.append(" spot=$")
    spread.spot.appendFixed(places: 6, to: &text)
    return text.text
  }
}

/// (perp - spot) / spot, held as it is until it has to be shown.
///
/// The products below cannot overflow, so they are not checked: prices are below 10^18 units and limits at most 10^11
/// billionths, which makes 10^29 of the 1.7 × 10^38 that fit.
private struct Spread {
  let perp: Price
  let spot: Price

  /// perp - spot, in price units.
  private var difference: Int64 { perp.units - spot.units }

  var ratio: Ratio { Ratio(numerator: Int128(difference), denominator: spot.units) }

  func magnitude(exceeds billionths: Int64) -> Bool { reach(below: billionths) < 0 }

  /// How far the spread reaches beyond the threshold in the direction's favour, times spot and 10^9.
  @inline(__always)
  func reach(beyond billionths: Int64, in direction: Signal.Direction) -> Int128 {
    let favour = direction == .long ? -difference : difference
    return Int128(favour) &* 1_000_000_000 &- Int128(billionths) &* Int128(spot.units)
  }

  /// How far the spread's magnitude stays below a limit, times spot and 10^9.
  @inline(__always)
  private func reach(below billionths: Int64) -> Int128 {
    Int128(billionths) &* Int128(spot.units) &- Int128(abs(difference)) &* 1_000_000_000
  }

  /// How far the spread reaches beyond the threshold; negative where it falls short.
  func distance(beyond billionths: Int64, in direction: Signal.Direction) -> Ratio {
    Ratio(numerator: reach(beyond: billionths, in: direction), denominator: spot.units, decimals: 9)
  }

  /// How far the spread's magnitude stays below a limit; negative where it passes it.
  func distance(below billionths: Int64) -> Ratio {
    Ratio(numerator: reach(below: billionths), denominator: spot.units, decimals: 9)
  }
}

// The numbers are made for whoever reads them. They stay out of line, so that a decision alone need not copy the quotes.
extension FuturesSpotArbRule {
  @inline(never)
  private func evidence(_ spread: Spread, _ direction: Signal.Direction) -> Evidence {
    Evidence(
      .price("perp", spread.perp), .price("spot", spread.spot), .ratio("spread", spread.ratio),
      required: .decimal("min_spread", ExactDecimal(billionths: minSpreadBillionths)),
      margin: .ratio(spread.distance(beyond: minSpreadBillionths, in: direction)))
  }

  @inline(never)
  private func implausibleEvidence(_ spread: Spread, _ limit: Int64) -> Evidence {
    Evidence(
      .price("perp", spread.perp), .price("spot", spread.spot), .ratio("spread", spread.ratio),
      required: .decimal("max_abs_spread", ExactDecimal(billionths: limit)),
      margin: .ratio(spread.distance(below: limit)))
  }

  @inline(never)
  private func depthUSD(_ entry: EntryContext) -> ExactDecimal {
    min(entry.perp?.depthUSD ?? .zero, entry.spot?.depthUSD ?? .zero)
  }

  @inline(never)
  private func depthEvidence(_ depthUSD: ExactDecimal) -> Evidence {
    Evidence(
      .decimal("depth_usd", depthUSD), required: .decimal("min_depth_usd", minDepthUSD),
      margin: .decimal(depthUSD - minDepthUSD))
  }

  @inline(never)
  private func skewEvidence(_ skewMs: Int64) -> Evidence {
    Evidence(
      .whole("skew_ms", skewMs), required: .whole("max_skew_ms", maxSkewMs), margin: .whole(maxSkewMs - skewMs))
  }

  @inline(never)
  private func crossedEvidence(_ entry: EntryContext) -> Evidence {
    let leg: Feed.Market = entry.perp?.isCrossed == true ? .perp : .spot
    guard let crossed = entry.quote(leg), case .book(let bid, let ask) = crossed.top else { return .none }
    return Evidence(
      .word("leg", leg.rawValue), .price("bid", bid), .price("ask", ask), margin: .decimal(crossed.gap))
  }

  @inline(never)
  private func staleEvidence(_ entry: EntryContext) -> Evidence {
    guard let perp = entry.perp, let spot = entry.spot else { return .none }
    let now = entry.nowMs
    let freshness = [perp, spot].map { $0.freshnessMs(now: now, maxAgeMs: maxAgeMs) }
    return Evidence(
      .whole("perp_age_ms", perp.ageMs(now: now)), .whole("spot_age_ms", spot.ageMs(now: now)),
      required: .whole("max_age_ms", maxAgeMs), margin: .whole(min(freshness[0], freshness[1])))
  }
}

extension ReasonCode {
  fileprivate static let skewed: ReasonCode = "skewed"
  fileprivate static let thin: ReasonCode = "thin"
  fileprivate static let spreadImplausible: ReasonCode = "spread_implausible"
  fileprivate static let spreadInsufficient: ReasonCode = "spread_insufficient"
}
