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

  private let minSpreadBillionths: Int128
  private let maxAbsSpreadBillionths: Int128?
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

  /// Looks for a reason in the documented order; the first that holds is given.
  public func evaluate(_ entry: EntryContext) -> Outcome {
    let coin = entry.signal.coin
    guard let perp = entry.quotes[.perp(coin)] else { return .unavailable(.perpMissing) }
    guard let spot = entry.quotes[.spot(coin)] else { return .unavailable(.spotMissing) }
    if perp.isStale(now: entry.nowMs, maxAgeMs: maxAgeMs) || spot.isStale(now: entry.nowMs, maxAgeMs: maxAgeMs) {
      return .unavailable(.stale, staleEvidence(perp, spot, now: entry.nowMs))
    }
    if perp.isCrossed || spot.isCrossed {
      return .reject(.bookCrossed, crossedEvidence(perp, spot))
    }
    let skewMs = perp.skewMs(to: spot, now: entry.nowMs)
    if skewMs > maxSkewMs { return .reject(.skewed, skewEvidence(skewMs)) }
    if minDepthUSD > .zero {
      let depthUSD = min(perp.depthUSD, spot.depthUSD)
      if depthUSD < minDepthUSD { return .reject(.thin, depthEvidence(depthUSD)) }
    }
    let spread = Spread(perp: perp.mid, spot: spot.mid)
    if let limit = maxAbsSpreadBillionths, spread.magnitude(exceeds: limit) {
      return .reject(.spreadImplausible, implausibleEvidence(spread, limit))
    }
    let evidence = evidence(spread, entry.signal.direction)
    let isEnough = spread.distance(beyond: minSpreadBillionths, in: entry.signal.direction).numerator >= 0
    return isEnough ? .pass(evidence) : .reject(.spreadInsufficient, evidence)
  }

  /// The gate's own lines, in the words of its first design.
  public func phrase(_ outcome: Outcome, for entry: EntryContext, in language: Language) -> OutcomePhrase? {
    let coin = entry.signal.coin
    let legs = (perp: entry.quotes[.perp(coin)], spot: entry.quotes[.spot(coin)])
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
      return OutcomePhrase(detail: "spread=\(Spread(perp: perp, spot: spot).ratio.percentage) | \(prices(perp, spot))")
    case .reject(let reason):
      guard let perp = legs.perp?.mid, let spot = legs.spot?.mid else { return nil }
      let spread = Spread(perp: perp, spot: spot).ratio.percentage
      if reason.code == .spreadImplausible, let limit = maxAbsSpreadBillionths {
        let bound = Ratio(numerator: limit, denominator: 1, decimals: 9).percentage
        return OutcomePhrase(detail: "spread=\(spread) (max_abs_spread=\(bound)) | \(prices(perp, spot))")
      }
      guard reason.code == .spreadInsufficient else { return nil }
      let isLong = entry.signal.direction == .long
      let threshold = isLong ? -minSpreadBillionths : minSpreadBillionths
      let bound = (isLong ? "≤" : "≥") + Ratio(numerator: threshold, denominator: 1, decimals: 9).percentage
      let need = LocalizedText(zh: "需\(bound)", en: "need \(bound)")[language]
      return OutcomePhrase(
        cause: LocalizedText(zh: "期现价差不足", en: "spread insufficient")[language],
        detail: "spread=\(spread) (\(need)) | \(prices(perp, spot))")
    case .notApplicable: return nil
    }
  }

  private func prices(_ perp: Price, _ spot: Price) -> String {
    "perp=$\(perp.fixed(places: 6)) spot=$\(spot.fixed(places: 6))"
  }
}

/// (perp - spot) / spot, held as it is until it has to be shown.
private struct Spread {
  let perp: Price
  let spot: Price

  /// perp - spot, in price units.
  private var difference: Int128 { Int128(perp.units - spot.units) }

  var ratio: Ratio { Ratio(numerator: difference, denominator: spot.units) }

  func magnitude(exceeds billionths: Int128) -> Bool {
    Int128(difference.magnitude) * 1_000_000_000 > billionths * Int128(spot.units)
  }

  /// How far the spread reaches beyond the threshold in the direction's favour; negative where it falls short.
  func distance(beyond billionths: Int128, in direction: Signal.Direction) -> Ratio {
    let favour = direction == .long ? -difference : difference
    return Ratio(
      numerator: favour * 1_000_000_000 - billionths * Int128(spot.units), denominator: spot.units, decimals: 9)
  }

  /// How far the spread's magnitude stays below a limit; negative where it passes it.
  func distance(below billionths: Int128) -> Ratio {
    Ratio(
      numerator: billionths * Int128(spot.units) - Int128(difference.magnitude) * 1_000_000_000,
      denominator: spot.units, decimals: 9)
  }
}

extension FuturesSpotArbRule {
  private func evidence(_ spread: Spread, _ direction: Signal.Direction) -> Evidence {
    Evidence(
      .price("perp", spread.perp), .price("spot", spread.spot), .ratio("spread", spread.ratio),
      required: .decimal("min_spread", ExactDecimal(units: minSpreadBillionths * 1_000_000_000)),
      margin: .ratio(spread.distance(beyond: minSpreadBillionths, in: direction)))
  }

  private func implausibleEvidence(_ spread: Spread, _ limit: Int128) -> Evidence {
    Evidence(
      .price("perp", spread.perp), .price("spot", spread.spot), .ratio("spread", spread.ratio),
      required: .decimal("max_abs_spread", ExactDecimal(units: limit * 1_000_000_000)),
      margin: .ratio(spread.distance(below: limit)))
  }

  private func depthEvidence(_ depthUSD: ExactDecimal) -> Evidence {
    Evidence(
      .decimal("depth_usd", depthUSD), required: .decimal("min_depth_usd", minDepthUSD),
      margin: .decimal(depthUSD - minDepthUSD))
  }

  private func skewEvidence(_ skewMs: Int64) -> Evidence {
    Evidence(
      .whole("skew_ms", skewMs), required: .whole("max_skew_ms", maxSkewMs), margin: .whole(maxSkewMs - skewMs))
  }

  private func crossedEvidence(_ perp: Quote, _ spot: Quote) -> Evidence {
    let crossed = perp.isCrossed ? perp : spot
    guard case .book(let bid, let ask) = crossed.top else { return .none }
    let leg = perp.isCrossed ? Feed.Market.perp : .spot
    return Evidence(
      .word("leg", leg.rawValue), .price("bid", bid), .price("ask", ask), margin: .decimal(crossed.gap))
  }

  private func staleEvidence(_ perp: Quote, _ spot: Quote, now: Int64) -> Evidence {
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
