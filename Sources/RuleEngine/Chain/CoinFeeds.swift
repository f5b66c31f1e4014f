/// The feeds that a rule reads for each coin it is meant for. Most rules are meant for one or two coins.
public struct CoinFeeds: Sendable {
  // Ascending by the hash that a coin carries: found without hashing again.
  private let byHash: ContiguousArray<(coin: Coin, feeds: [Feed])>

  /// None: of a rule that reads no books.
  public static let none = CoinFeeds([:])

  /// Takes the feeds of each coin.
  public init(_ feeds: [Coin: [Feed]]) {
    byHash = ContiguousArray(feeds.map { (coin: $0, feeds: $1) }.sorted { $0.coin.nameHash < $1.coin.nameHash })
  }

  /// The coins that have feeds, by name.
  public var coins: [Coin] { byHash.map(\.coin).sorted { $0.name < $1.name } }

  /// All feeds, coin by coin.
  public var all: [Feed] { byHash.flatMap(\.feeds) }

  /// The feeds of a coin, in the order in which the rule reads them; none of another coin.
  ///
  /// - Complexity: O(log n) in the number of coins.
  public subscript(coin: Coin) -> [Feed] {
    var low = 0
    var high = byHash.count
    while low < high {
      let middle = (low + high) / 2
      if byHash[middle].coin.nameHash < coin.nameHash { low = middle + 1 } else { high = middle }
    }
    while low < byHash.count, byHash[low].coin.nameHash == coin.nameHash {
      if byHash[low].coin == coin { return byHash[low].feeds }
      low += 1
    }
    return []
  }
}
