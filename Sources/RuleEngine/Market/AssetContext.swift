/// What the exchange says of a coin's perp beside its order book, as it was last seen.
public struct AssetContext: Hashable, Sendable, Dated {
  /// What a long pays a short each hour, as a fraction of the position: 0.0000125 is 0.00125 %. Below zero the short
  /// pays. Nil where it is not known.
  public let fundingRate: ExactDecimal?
  /// The price of the coin itself, by the exchange's oracle, in US dollars; nil where it is not known.
  public let oracle: Price?
  /// When it was received, in milliseconds since 1970 UTC: the exchange does not say when it was made.
  public var receivedMs: Int64

  /// How old a context may be, in milliseconds, where nothing else is said: four questions at 15 s.
  public static let usualMaxAgeMs: Int64 = 60_000

  /// Whether a rate is one that a perp may have: at most 1 an hour, of either sign. The exchange's own limit is 0.04.
  public static func isPlausible(_ fundingRate: ExactDecimal) -> Bool { fundingRate.magnitude <= 1 }

  /// Makes a context.
  public init(fundingRate: ExactDecimal?, oracle: Price?, receivedMs: Int64) {
    self.fundingRate = fundingRate
    self.oracle = oracle
    self.receivedMs = receivedMs
  }
}
