internal import RuleEngine

/// Reads asset contexts: `{"funding_rate":"0.0000125","oracle":"0.0012","age_ms":0}`. The age stands in place of the
/// receipt until a now is known.
enum ContextParser {
  private enum Key: String, CaseIterable {
    case fundingRate = "funding_rate"
    case oracle
    case ageMs = "age_ms"
  }

  /// Reads the object that stands next; nil where it is null.
  static func context(_ scanner: inout JSONScanner) throws -> AssetContext? {
    if try scanner.takeNull() { return nil }
    guard try scanner.peek() == .object else {
      throw SignalFault(.expected("an object", key: "context"), at: scanner.offset)
    }
    var seen: Set<Key> = []
    var fundingRate: ExactDecimal?
    var oracle: Price?
    var ageMs: Int64 = 0
    try scanner.beginObject()
    while let key = try scanner.nextKey(notIn: &seen) {
      if try scanner.takeNull() { continue }
      switch key {
      case .fundingRate:
        fundingRate = try scanner.decimal(
          key: key.rawValue, "a fraction an hour, from -1 to 1", where: AssetContext.isPlausible)
      case .oracle: oracle = try QuoteParser.price(&scanner)
      case .ageMs: ageMs = try scanner.ageMs(key: key.rawValue)
      }
    }
    return AssetContext(fundingRate: fundingRate, oracle: oracle, receivedMs: ageMs)
  }

  /// A context of a recording's line; nil where the line is not as one is written.
  static func recorded(_ line: JSONValue) -> (Coin, AssetContext)? {
    guard let coin = line["coin"]?.string.flatMap({ Coin($0) }) else { return nil }
    let (rate, oracle) = (line["funding_rate"]?.string, line["oracle"]?.string)
    let ageMs = line["age_ms"].map { $0.whole ?? .max } ?? 0
    let context = AssetContext(
      fundingRate: rate.flatMap { ExactDecimal($0) }, oracle: oracle.flatMap { try? Price($0) }, receivedMs: ageMs)
    // What is written is read, or the line is none.
    guard (rate == nil) == (context.fundingRate == nil), (oracle == nil) == (context.oracle == nil),
      context.fundingRate.map(AssetContext.isPlausible) ?? true, JSONScanner.isAge(ageMs)
    else { return nil }
    return (coin, context)
  }
}
