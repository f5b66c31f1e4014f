internal import RuleEngine

/// One input of a case that can be moved step by step: a number of the signal, a price, a size, an age, the time.
struct InputAxis {
  /// As a reader knows it: `notional_usd`, `perp:PURR age_ms`.
  let name: String
  /// Where the case stands, in steps.
  let value: Int128
  /// Where it may be moved to.
  let range: ClosedRange<Int128>
  /// How far away to look first, on both sides; what lies between is found by halving.
  let distances: [Int128]
  /// A place as text.
  let text: (Int128) -> String
  /// The case with the input moved to a place.
  let moved: (Int128) -> EntryContext

  /// Every power of two below a limit.
  static func doubling(upTo limit: Int128) -> [Int128] {
    Array(sequence(first: 1) { $0 * 2 <= limit ? $0 * 2 : nil })
  }
}

/// Where an outcome changes: two neighbouring places of one input.
struct Boundary {
  struct Side {
    let place: Int128
    let outcome: Outcome
  }

  let lower: Side
  let upper: Side
}

extension InputAxis {
  /// Every change of a rule's outcome that shows from the places looked at first, nearest to the case first.
  ///
  /// A rule that changes its mind twice between two such places keeps that to itself.
  func boundaries(of rule: any EntryRule) -> [Boundary] {
    let places = Set(
      [value, range.lowerBound, range.upperBound]
        + distances.flatMap { [value - $0, value + $0] }.filter(range.contains))
    let sides = places.sorted().map { side($0, rule) }
    let found = zip(sides, sides.dropFirst()).compactMap { lower, upper in
      lower.outcome.words == upper.outcome.words ? nil : narrow(lower, upper, rule)
    }
    return found.sorted { distance($0) < distance($1) }
  }

  private func distance(_ boundary: Boundary) -> Int128 {
    min(abs(boundary.lower.place - value), abs(boundary.upper.place - value))
  }

  private func side(_ place: Int128, _ rule: any EntryRule) -> Boundary.Side {
    Boundary.Side(place: place, outcome: rule.evaluate(moved(place)))
  }

  private func narrow(_ lower: Boundary.Side, _ upper: Boundary.Side, _ rule: any EntryRule) -> Boundary {
    var (lower, upper) = (lower, upper)
    while upper.place - lower.place > 1 {
      let middle = side((lower.place + upper.place) >> 1, rule)
      if middle.outcome.words == lower.outcome.words { lower = middle } else { upper = middle }
    }
    return Boundary(lower: lower, upper: upper)
  }
}
