public import RuleEngine

extension CompareRule {
  /// What the two sides can lack, which outcomes their values leave, and what is doubtful of that.
  public var reach: RuleReach {
    // Which markets they read does not hang on the coin.
    let feeds = feeds(for: "X")
    let lacking = feeds.map { .missing($0.market) } + (feeds.isEmpty ? [] : [.stale]) + left.unknown + right.unknown
    let documented = CompareRule.documentation.codes.filter { $0.kind == .unavailable }.map(\.code)
    let bands = bands
    let outcomes: Set<Outcome.Kind> = Set(
      (bands.pass.isEmpty ? [] : [.pass]) + (bands.reject.isEmpty ? [] : [.reject])
        + (lacking.isEmpty ? [] : [.unavailable]))
    let (canPass, canReject) = (outcomes.contains(.pass), outcomes.contains(.reject))
    // Where one of the two is impossible, that is the news, and not what it contradicts.
    let isOpen = canPass && canReject
    return RuleReach(
      outcomes, passBands: isOpen ? [PassBand(quantity, .numbers(bands.pass))] : [],
      rejectBands: isOpen ? [PassBand(quantity, .numbers(bands.reject))] : [],
      excludedCodes: Set(documented).subtracting(lacking).union(canReject ? [] : ["comparison_failed"]),
      doubts: [doubt(canPass, canReject, isAlwaysKnown: lacking.isEmpty)].compactMap(\.self))
  }

  private typealias Bands = (pass: [PassBand.Stretch], reject: [PassBand.Stretch])

  /// The values of `quantity` with which the comparison holds, and with which it does not; none where there are none.
  private var bands: Bands {
    if isOfItself { return comparison.holds(0) ? ([.init(0, 0)], []) : ([], [.init(0, 0)]) }
    // Of two facts the difference is compared with 0, the one first in the alphabet taken first.
    let number = numberOnRight ?? .zero
    let isReversed = leftText > rightText  // either way: it is the same for all that compare the two
    let comparison = numberOnRight == nil && isReversed ? comparison.reversed : comparison
    let bands = comparison.bands(number)
    guard let values = numberOnRight == nil ? nil : left.fact?.values.limited(maxAgeMs: maxAgeMs) else { return bands }
    return (bands.pass.compactMap(values.part), bands.reject.compactMap(values.part))
  }

  private var numberOnRight: ExactDecimal? {
    if case .number(let number) = right { number } else { nil }
  }

  private var isOfItself: Bool { numberOnRight == nil && leftText == rightText }

  private var quantity: String {
    if numberOnRight != nil { return leftText }
    return "difference " + [leftText, rightText].sorted().joined(separator: " - ")
  }

  private func doubt(_ canPass: Bool, _ canReject: Bool, isAlwaysKnown: Bool) -> String? {
    let condition = "\(leftText) \(comparison.rawValue) \(rightText)"
    let values = left.fact?.values.limited(maxAgeMs: maxAgeMs)
    if !canPass || !canReject {
      let what = canReject ? "never holds" : isAlwaysKnown ? "always holds" : "holds wherever \(leftText) is known"
      let why = isOfItself ? "both sides are the same" : "it is \(values?.description ?? "any number")"
      let older = values?.isAge == true && !isOfItself ? "; an older quote is stale by max_age_ms" : ""
      return "\(condition) \(what): \(why)\(older)"
    }
    // No depth, no distance from another price: 0 comes up.
    guard let number = numberOnRight, number != .zero, values?.isMeasured == true,
      [.equal, .unequal].contains(comparison)
    else { return nil }
    return "\(condition): \(leftText) is hardly ever exactly that; two comparisons, by >= and <=, make a band"
  }
}
