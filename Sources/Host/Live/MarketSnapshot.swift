internal import RuleEngine

/// What a signal sees of the market.
struct MarketSnapshot {
  /// The signal's now, in milliseconds since 1970 UTC.
  let nowMs: Int64
  /// With what rules of the chain may ask of the books' past.
  let quotes: Quotes
  /// What rules of a candidate may ask of it.
  var candidateTrails: [Feed: QuoteTrail] = [:]
  /// The account's available balance; nil where it is not known.
  var balance: AvailableBalance?
  /// The number of the recording that the moment is part of; nil where nothing is recorded.
  var session: Int?
}
