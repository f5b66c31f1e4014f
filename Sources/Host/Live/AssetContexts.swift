internal import RuleEngine

/// Reads the exchange's answer to `metaAndAssetCtxs`: `[{"universe":[{"name":…},…]},[{"funding":…,"oraclePx":…},…]]`.
///
/// The contexts do not name their coins: each belongs to the perp at its place of the universe.
enum AssetContexts {
  /// Between two questions, in milliseconds. Each has a weight of 20 of the 1200 a minute that the exchange allows: 80 a
  /// minute, beside the 1000 of `MinuteBudget.bookWeight`.
  static let everyMs: Int64 = 15_000
  /// The real answer has some 60 kB.
  static let maxAnswerBytes = 16 << 20

  /// The contexts of all perps that are not delisted, with a receipt at 0. What is null, missing or absurd of one of them
  /// is not known of that one alone; where the two lists cannot belong together nothing is.
  static func read(_ response: RESTResponse) -> Result<[Coin: AssetContext], ExchangeFault> {
    guard response.status == 200 else { return .failure(.status(response.status)) }
    guard let parts = (try? JSONValue(parsing: response.body))?.elements, parts.count == 2,
      let universe = parts[0]["universe"]?.elements, let contexts = parts[1].elements,
      universe.count == contexts.count
    else { return .failure(.unreadable) }
    let names = universe.compactMap { $0["name"]?.string }
    guard names.count == universe.count, Set(names).count == names.count else { return .failure(.unreadable) }
    var known: [Coin: AssetContext] = [:]
    for (index, name) in names.enumerated() where universe[index]["isDelisted"]?.bool != true {
      if let coin = Coin(name) { known[coin] = context(contexts[index]) }
    }
    return .success(known)
  }

  private static func context(_ value: JSONValue) -> AssetContext {
    let rate = text("funding", of: value).flatMap { ExactDecimal($0) }
    let oracle = text("oraclePx", of: value).flatMap { try? Price($0) }
    let isPlausible = rate.map(AssetContext.isPlausible) ?? false
    return AssetContext(fundingRate: isPlausible ? rate : nil, oracle: oracle, receivedMs: 0)
  }

  /// The text of a key that stands once.
  private static func text(_ key: String, of value: JSONValue) -> String? {
    let values = (value.members ?? []).filter { $0.key == key }
    return values.count == 1 ? values[0].value.string : nil
  }
}
