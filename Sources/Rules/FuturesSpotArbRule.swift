public import RuleEngine

/// Rejects an entry unless the perp is mispriced against its spot in the trade's favour.
///
/// A long wants the perp at a discount, so that convergence lifts it; a short wants it at a premium.
///
/// - Formula: spread = (perp mid - spot mid) / spot mid; a long passes when spread <= -min_spread, a short when
///   spread >= +min_spread. The comparison is multiplied out, so it is exact.
/// - Complexity: O(1), no allocation; with `confirm_for_ms` O(books in that time).
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
  private let confirmForMs: Int64

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
    confirmForMs = parameters.optionalMilliseconds(
      "confirm_for_ms", upTo: 60_000,
      "The spread must have held min_spread at every moment of this long; 0 asks for this moment alone.")
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

  /// As far as the spread must have held.
  public var quoteWindowMs: Int64 { confirmForMs }

  /// The mispricing in the trade's favour.
  public var reach: RuleReach {
    let stretch = PassBand.Stretch(
      ExactDecimal(billionths: minSpreadBillionths), maxAbsSpreadBillionths.map { ExactDecimal(billionths: $0) })
    var excluded: Set<ReasonCode> = confirmForMs > 0 ? [] : [.spreadUnconfirmed, .unconfirmed]
    if minDepthUSD == .zero { excluded.insert(.thin) }
    if maxAbsSpreadBillionths == nil { excluded.insert(.spreadImplausible) }
    return RuleReach(
      [.pass, .reject, .unavailable], passBands: [PassBand("spread", .numbers([stretch]))], excludedCodes: excluded)
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
    if isEnough, confirmForMs > 0 { return confirm(entry) }
    let evidence = entry.evidence(evidence(spread, direction))
    return isEnough ? .pass(evidence) : .reject(.spreadInsufficient, evidence)
  }

  /// The gate's own lines, in the words of its first design.
  public func phrase(_ outcome: Outcome, for entry: EntryContext, in language: Language) -> OutcomePhrase? {
    let legs = (perp: entry.perp, spot: entry.spot)
    switch outcome {
    case .unavailable(let reason) where reason.code == .unconfirmed:
      guard let heldMs = reason.evidence.measured.last?.value else { return nil }
      let (cause, held, need) =
        switch language {
        case .zh: ("价差未确认", "已保持", "需≥")
        case .en: ("spread unconfirmed", "held", "need ≥")
        }
      return OutcomePhrase(cause: cause, detail: "\(held) \(heldMs) ms (\(need)\(confirmForMs) ms)")
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
  private func confirm(_ entry: EntryContext) -> Outcome {
    guard let perp = entry.perp, let spot = entry.spot else { return .unavailable(.unconfirmed) }
    let past = SpreadHistory(
      entry, perp: perp, spot: spot, over: confirmForMs, maxAgeMs: maxAgeMs, beyond: minSpreadBillionths)
    let isConfirmed = past.heldMs >= confirmForMs
    let distance = past.worst.distance(beyond: minSpreadBillionths, in: entry.signal.direction)
    let evidence = entry.evidence(
      Evidence(
        measured: past.measured,
        required: [
          .decimal("min_spread", ExactDecimal(billionths: minSpreadBillionths)),
          .whole("confirm_for_ms", confirmForMs),
        ], margin: isConfirmed ? .ratio(distance) : .whole(past.heldMs - confirmForMs)))
    if past.fellShort { return .reject(.spreadUnconfirmed, evidence) }
    return isConfirmed ? .pass(evidence) : .unavailable(.unconfirmed, evidence)
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
  fileprivate static let spreadUnconfirmed: ReasonCode = "spread_unconfirmed"
  fileprivate static let unconfirmed: ReasonCode = "unconfirmed"
}
