internal import RuleEngine

/// Finds the exchange's name of a coin's spot book in a reply to `spotMetaAndAssetCtxs` or `spotMeta`.
///
/// The book of a coin is the pair of the base token with exactly that name and the quote token USDC; the pair's name,
/// verbatim, is the book's, and a pair without a name is `@index`. Tokens are looked up by their own `index`, never by
/// position. Source: the exchange's API documentation, "Perpetuals vs Spot" of the info endpoint.
struct SpotCoinResolver {
  /// Why a reply cannot be used.
  enum Fault: Error, Hashable {
    case syntax(JSONError)
    case unexpectedShape
  }

  private struct Pair: Hashable {
    let base: Int64
    let quote: Int64
  }

  private var tokens: [String: [Int64]] = [:]
  private var names: [Pair: String] = [:]

  /// Reads a reply.
  init(reply: [UInt8]) throws(Fault) {
    let value: JSONValue
    do { value = try JSONValue(parsing: reply) } catch { throw .syntax(error) }
    // `spotMetaAndAssetCtxs` answers [meta, contexts], `spotMeta` the meta alone.
    let meta = value.elements?.first ?? value
    guard let universe = meta["universe"]?.elements, let tokens = meta["tokens"]?.elements else {
      throw .unexpectedShape
    }
    for token in tokens {
      guard let name = token["name"]?.string, let index = SpotCoinResolver.index(token["index"]) else { continue }
      self.tokens[name, default: []].append(index)
    }
    for entry in universe {
      guard let sides = entry["tokens"]?.elements, sides.count == 2, let base = SpotCoinResolver.index(sides[0]),
        let quote = SpotCoinResolver.index(sides[1])
      else { continue }
      let own = SpotCoinResolver.index(entry["index"]).map { "@\($0)" }
      let given = entry["name"]?.string.flatMap { $0.isEmpty ? nil : $0 }
      guard let name = given ?? own, names[Pair(base: base, quote: quote)] == nil else { continue }
      names[Pair(base: base, quote: quote)] = name
    }
  }

  /// The name of the coin's spot book against USDC; nil where the exchange lists none.
  func spotCoinID(of coin: Coin) -> String? {
    for base in tokens[coin.name] ?? [] {
      for quote in tokens["USDC"] ?? [] {
        if let name = names[Pair(base: base, quote: quote)] { return name }
      }
    }
    return nil
  }

  private static func index(_ value: JSONValue?) -> Int64? {
    value?.whole.flatMap { $0 >= 0 ? $0 : nil }
  }
}
