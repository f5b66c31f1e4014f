/// Finds the entries that may be meant for a coin, so that those for other coins cost a signal nothing.
struct CoinIndex: Sendable {
  private var byCoin: [String: [Int]] = [:]
  private var everywhere: [Int] = []

  /// Adds an entry; call it in the order of the chain.
  mutating func add(_ index: Int, scope: Scope) {
    guard let coins = scope.exactCoins ?? scope.exactPairCoins else {
      everywhere.append(index)
      return
    }
    for coin in Set(coins) { byCoin[coin, default: []].append(index) }
  }

  /// Calls `body` with the entries that may be meant for a coin, in the order of the chain.
  ///
  /// - Complexity: O(entries for this coin or for no coin in particular).
  func forEachCandidate(for coin: Coin, _ body: (Int) -> Void) {
    let scoped = byCoin[coin.name] ?? []
    var scopedIndex = 0
    for index in everywhere {
      while scopedIndex < scoped.count, scoped[scopedIndex] < index {
        body(scoped[scopedIndex])
        scopedIndex += 1
      }
      body(index)
    }
    while scopedIndex < scoped.count {
      body(scoped[scopedIndex])
      scopedIndex += 1
    }
  }
}
