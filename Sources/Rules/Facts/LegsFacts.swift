internal import RuleEngine

// What a coin's perp and its spot pair say together.
extension Fact {
  static let basis = ofLegs(
    "basis", .fraction, .from(-1, to: 100), .measured(.init(-1, nil, includesLower: false)),
    "(perp mid - spot mid) / spot mid: below 0 where the perp is cheaper."
  ) { perp, spot, _ in
    .ratio(Ratio(numerator: Int128(perp.mid.units - spot.mid.units), denominator: spot.mid.units))
  }

  static let absBasis = ofLegs(
    "abs_basis", .fraction, .from(0, to: 100), .measured(.init(0, nil)), "The magnitude of the basis."
  ) { perp, spot, _ in
    .ratio(Ratio(numerator: Int128(abs(perp.mid.units - spot.mid.units)), denominator: spot.mid.units))
  }

  static let skewMs = ofLegs(
    "skew_ms", .milliseconds, .from(0, to: 31_536_000_000), .whole(from: 0), "How far the two books are apart in time."
  ) { perp, spot, nowMs in
    .whole(perp.skewMs(to: spot, now: nowMs))
  }

  static let legsDepthUSD = ofLegs(
    "legs_depth_usd", .usd, .anyUSD, .measured(.init(0, nil)),
    "The least price × size over both sides of both books; a bare mid has depth 0."
  ) { perp, spot, _ in
    .decimal(min(perp.depthUSD, spot.depthUSD))
  }

  static let crossedBooks = ofLegs(
    "crossed_books", .books, .from(0, to: 2), .whole(from: 0, to: 2),
    "How many of the two books have a bid above the ask; a bare mid has not."
  ) { perp, spot, _ in
    .whole((perp.isCrossed ? 1 : 0) + (spot.isCrossed ? 1 : 0))
  }

  private static func ofLegs(
    _ name: String, _ unit: ParameterUnit, _ range: ParameterBounds, _ values: FactValues, _ summary: String,
    value: @escaping @Sendable (_ perp: Quote, _ spot: Quote, _ nowMs: Int64) -> FactValue
  ) -> Fact {
    Fact(name, unit, range, values: values, from: .perp, .spot, is: summary) { arguments in
      let coin = arguments.otherCoin()
      return Reading(feeds: { [.perp(coin ?? $0), .spot(coin ?? $0)] }) { entry in
        let coin = coin ?? entry.signal.coin
        guard let perp = entry.quotes[.perp(coin)] else { return .unknown(.perpMissing) }
        guard let spot = entry.quotes[.spot(coin)] else { return .unknown(.spotMissing) }
        return .known(value(perp, spot, entry.nowMs))
      }
    }
  }
}
