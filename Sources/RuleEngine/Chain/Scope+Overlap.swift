extension Scope {
  /// Whether some signal may be in both scopes. It says so of some that no signal is in, never the reverse.
  func overlaps(_ other: Scope) -> Bool {
    Scope.overlap(coins, other.coins) && Scope.overlap(pairs, other.pairs)
      && Scope.overlap(directions, other.directions) && Scope.overlap(strategies, other.strategies)
      && Scope.overlap(coins, other.pairCoins) && Scope.overlap(pairCoins, other.coins)
  }

  /// The directions that are meant.
  var meantDirections: [Signal.Direction] {
    Signal.Direction.allCases.filter { direction in
      directions.map { $0.contains { $0.matches(direction.rawValue) } } ?? true
    }
  }

  /// The first coins of the pairs.
  private var pairCoins: [Pattern]? {
    pairs?.map { pattern in
      let coin = pattern.text.prefix { $0 != "|" }
      return coin.count < pattern.text.count ? .exact(String(coin)) : pattern
    }
  }

  private static func overlap(_ patterns: [Pattern]?, _ others: [Pattern]?) -> Bool {
    guard let patterns, let others else { return true }
    return patterns.contains { pattern in others.contains(where: pattern.overlaps) }
  }
}

extension Scope.Pattern {
  /// Whether some name matches both.
  fileprivate func overlaps(_ other: Scope.Pattern) -> Bool {
    switch (self, other) {
    case (.exact(let name), _): other.matches(name)
    case (_, .exact(let name)): matches(name)
    case (.prefix(let prefix), .prefix(let beginning)):
      prefix.utf8.starts(with: beginning.utf8) || beginning.utf8.starts(with: prefix.utf8)
    }
  }
}
