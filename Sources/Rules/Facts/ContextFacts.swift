internal import RuleEngine

// What the exchange says of the signal's perp beside its book.
extension Fact {
  static let fundingRate = ofContext(
    "funding_rate", .fraction, .from(-1, to: 1), .any, .fundingMissing, "What a long pays a short each hour."
  ) { context, _ in
    context.fundingRate.map { .decimal($0) }
  }

  static let oracle = ofContext(
    "oracle", .price, .anyPrice, .prices, .oracleMissing, "The oracle's price of the signal's coin."
  ) { context, _ in
    context.oracle.map { .price($0) }
  }

  static let oracleDeviation = ofContext(
    "oracle_deviation", .fraction, .from(-1, to: 100), .measured(.init(-1, nil, includesLower: false)),
    .oracleMissing, readsPerp: true,
    "(perp mid - oracle) / oracle: below 0 where the perp is cheaper."
  ) { context, perp in
    guard let oracle = context.oracle, let perp else { return nil }
    return .ratio(Ratio(numerator: Int128(perp.mid.units - oracle.units), denominator: oracle.units))
  }

  /// A fact of a context that is at most `AssetContext.usualMaxAgeMs` old.
  private static func ofContext(
    _ name: String, _ unit: ParameterUnit, _ range: ParameterBounds, _ values: FactValues, _ missing: ReasonCode,
    readsPerp: Bool = false, _ summary: String, value: @escaping @Sendable (AssetContext, _ perp: Quote?) -> FactValue?
  ) -> Fact {
    let read = { @Sendable (_: inout ParameterReader) in
      Reading(
        feeds: { readsPerp ? [.perp($0)] : [] }, readsAssetContext: true, unknown: [missing, .contextStale]
      ) { entry in
        guard let context = entry.assetContext, let value = value(context, entry.perp) else { return .unknown(missing) }
        let isStale = context.isStale(now: entry.nowMs, maxAgeMs: AssetContext.usualMaxAgeMs)
        return isStale ? .unknown(.contextStale) : .known(value)
      }
    }
    return readsPerp
      ? Fact(name, unit, range, values: values, from: .context, .perp, is: summary, read: read)
      : Fact(name, unit, range, values: values, from: .context, is: summary, read: read)
  }
}
