internal import RuleEngine

/// (perp - spot) / spot, held as it is until it has to be shown.
///
/// The products below cannot overflow, so they are not checked: prices are below 10^18 units and limits at most 10^11
/// billionths, which makes 10^29 of the 1.7 × 10^38 that fit.
struct Spread {
  let perp: Price
  let spot: Price

  /// perp - spot, in price units.
  private var difference: Int64 { perp.units - spot.units }

  var ratio: Ratio { Ratio(numerator: Int128(difference), denominator: spot.units) }

  /// Whether this spread is less in the direction's favour than another one.
  func isLess(than other: Spread, in direction: Signal.Direction) -> Bool {
    let own = Int128(difference) &* Int128(other.spot.units)
    let others = Int128(other.difference) &* Int128(spot.units)
    return direction == .long ? own > others : own < others
  }

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
