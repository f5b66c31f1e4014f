internal import RuleEngine

/// Notices coins that no scope names: a scope with a misspelled coin blocks nothing, and nothing else would show it.
struct ScopeWatch {
  /// What is found of a signal's coin.
  enum Finding: Hashable {
    /// A scope names it, or none names any coin.
    case named
    /// No scope names it.
    case unnamed
    /// No scope names it, and it was not looked at before: the name in a scope that is close to it.
    case misspelled(nearest: String)
  }

  private let patterns: [Scope.Pattern]
  private var known: [Coin: Bool] = [:]

  /// Strangers may send any number of names.
  private static let maxKnownCoins = 4096

  /// Looks at the scopes of enabled entries, those of their children included.
  init(_ chain: RuleChain) {
    var patterns: [Scope.Pattern] = []
    for entry in chain.entries where entry.isEnabled {
      entry.node.forEachNode { node in patterns += node.scope.coins ?? node.scope.pairs?.map(ScopeWatch.coin) ?? [] }
    }
    self.patterns = patterns
  }

  /// Looks at a signal's coin.
  mutating func look(at coin: Coin) -> Finding {
    if patterns.isEmpty { return .named }
    if let isNamed = known[coin] { return isNamed ? .named : .unnamed }
    let isNamed = patterns.contains { $0.matches(coin.name) }
    guard known.count < ScopeWatch.maxKnownCoins else { return isNamed ? .named : .unnamed }
    known[coin] = isNamed
    if isNamed { return .named }
    let names = patterns.compactMap(\.exactName)
    return NearestName(to: coin.name, among: names).nearest.map { .misspelled(nearest: $0) } ?? .unnamed
  }

  /// That a signal's coin may have been meant by a scope.
  static func warning(_ coin: Coin, nearest: String) -> LocalizedText {
    LocalizedText(
      zh: "⚠️ 规则的 scope 中没有 \(coin), 最接近的是 \(nearest): 只对个别币种的规则不会检查 \(coin) 的信号",
      en: "⚠️ no scope of the rules names \(coin), the nearest is \(nearest): entries for single coins do not look at it"
    )
  }

  /// The coin of a pair's pattern; of the beginning of a pair, the beginning of its coin.
  private static func coin(ofPair pattern: Scope.Pattern) -> Scope.Pattern {
    switch pattern {
    case .exact(let pair): .exact(String(pair.prefix { $0 != "|" }))
    case .prefix(let start):
      start.contains("|") ? .exact(String(start.prefix { $0 != "|" })) : .prefix(start)
    }
  }
}
