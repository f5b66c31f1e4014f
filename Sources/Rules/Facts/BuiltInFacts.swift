public import RuleEngine

/// The facts that come with EntryGate, in the order in which `entrygate rules --facts` lists them.
public enum BuiltInFacts {
  /// Every built-in fact. A rule of your own hands this list, or a longer one, to its reader.
  public static let all: [Fact] = [
    .zScore,
    .notionalUSD,
    .attribute,
    .mid(.perp),
    .mid(.spot),
    .bestBid(.perp),
    .bestBid(.spot),
    .bestAsk(.perp),
    .bestAsk(.spot),
    .bookSpreadBps(.perp),
    .bookSpreadBps(.spot),
    .depthUSD(.perp),
    .depthUSD(.spot),
    .ageMs(.perp),
    .ageMs(.spot),
    .basis,
    .absBasis,
    .skewMs,
    .legsDepthUSD,
    .crossedBooks,
    .midRatio,
    .fundingRate,
    .oracle,
    .oracleDeviation,
    .approvedEntries,
    .rejectedEntries,
    .utcHour,
    .utcWeekday,
  ]
}

extension ParameterBounds {
  static var anyNumber: ParameterBounds { .from(-1_000_000_000_000, to: 1_000_000_000_000) }
  static var anyUSD: ParameterBounds { .from(0, to: 1_000_000_000_000) }
  static var anyPrice: ParameterBounds { .above(0, to: 99_999_999) }
}

extension FactValues {
  static var prices: FactValues { .measured(.init(0, 99_999_999, includesLower: false)) }
}
