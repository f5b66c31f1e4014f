internal import RuleEngine

/// Where an outcome lies beside its threshold: what a chart draws of it.
struct GatePlace {
  /// On which side of the threshold a rule passes.
  enum Side {
    case above, below
  }

  /// What was measured: `spread`.
  let name: String
  /// What it is compared with: `min_spread`.
  let limit: String
  let measured: ExactDecimal
  /// Where the mark stands.
  let value: ExactDecimal
  /// Where the threshold stands.
  let threshold: ExactDecimal
  /// Whether the threshold itself is rejected, as by a comparison with > or <.
  var isStrict: Bool { [FactComparison.above, .below].contains { $0.name == limit } }
  /// Nil where neither side passes as such.
  let side: Side?
  let margin: Margin

  /// Finds the numbers whose distance is the margin; nil of an outcome that has none, or no threshold.
  ///
  /// - Parameter last: where the outcome before it lay, of the same direction. It tells which of two thresholds is meant
  ///   where both are as far, as -1 % and +1 % are from zero.
  init?(_ node: Explanation.Node, after last: GatePlace?) {
    guard node.outcome == .pass || node.outcome == .reject, let margin = node.margin,
      let limit = margin.threshold, let bound = limit.number
    else { return nil }
    let numbers = node.measured.compactMap { quantity in
      quantity.number.map { (name: quantity.name, value: $0, hasUnit: quantity.unit == margin.unit) }
    }
    let candidates = numbers.filter(\.hasUnit) + numbers.filter { !$0.hasUnit }
    guard let first = candidates.first else { return nil }
    self.limit = limit.name
    self.margin = margin
    let isCap = limit.name.hasPrefix("max_") || ["below", "at_most"].contains(limit.name)
    let hasSides = !["equal", "unequal"].contains(limit.name)
    let sides: [(ExactDecimal, Side)] = [
      (bound, isCap ? .below : .above), (bound, isCap ? .above : .below),
      (.zero - bound, isCap ? .above : .below),
    ]
    let known = last.flatMap { last in last.side.map { [(last.threshold, $0)] } } ?? []
    for candidate in candidates {
      let near = known.filter { $0.0.magnitude == bound.magnitude } + sides
      guard let (threshold, side) = near.first(where: { margin.isDistance(of: candidate.value, from: $0, on: $1) })
      else { continue }
      name = candidate.name
      measured = candidate.value
      value = candidate.value
      self.threshold = threshold
      self.side = hasSides ? side : nil
      return
    }
    // A margin that counts what is judged, too, as that of a rate limit does: it is the margin that is drawn.
    name = first.name
    measured = first.value
    threshold = bound
    value = isCap ? bound - margin.value : bound - (.zero - margin.value)
    side = isCap ? .below : .above
  }
}

extension Margin {
  /// Whether a value lies this far on a side of a threshold; both may have been rounded to 9 places.
  fileprivate func isDistance(of number: ExactDecimal, from threshold: ExactDecimal, on side: GatePlace.Side) -> Bool {
    let distance =
      switch side {
      case .above: number - threshold
      case .below: threshold - number
      }
    return (distance - value).magnitude <= ExactDecimal(billionths: 2)
  }
}
