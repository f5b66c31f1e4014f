/// How the scopes of a chain spell their coins, to tell a coin that is spelled in another case.
struct CoinSpellings: Sendable {
  // By the hash of the lower-case form. A coin has one spelling, but for a slip or another coin of the same hash: those
  // stand apart, so that most coins need no list of their own.
  private var first: [UInt64: String] = [:]
  private var others: [UInt64: Set<String>] = [:]

  /// Takes a coin as some scope names it.
  mutating func insert(_ name: String) {
    let hash = Coin.foldedHash(of: name)
    guard let known = first[hash] else {
      first[hash] = name
      return
    }
    if known != name { others[hash, default: []].insert(name) }
  }

  /// The spelling of a coin in some scope, where it equals this one only when case is ignored; else nil.
  func other(than coin: Coin) -> String? {
    guard let known = first[coin.foldedHash], known != coin.name else { return nil }
    let others = others[coin.foldedHash] ?? []
    guard !others.contains(coin.name) else { return nil }
    // Other names may have the same hash.
    return others.union([known]).filter { $0.lowercased() == coin.name.lowercased() }.min()
  }
}
