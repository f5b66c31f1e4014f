/// Finds conditions of which no signal can meet both, for each the first that it contradicts.
struct Contradictions {
  /// What a signal must be to pass one entry.
  struct Condition {
    let band: PassBand
    let scopes: [Scope]
    let node: ChainNode
    let path: String
    /// Whether a signal may get by the entry without meeting this: where the rule cannot know, and that is allowed.
    let isWaived: Bool

    /// The coins it is meant for by exact name; nil where it may be any.
    var coins: Set<String>? { scopes.lazy.compactMap(\.exactCoins).first.map { Set($0) } }

    func contradicts(_ other: Condition) -> Bool {
      band.quantity == other.band.quantity && !band.overlaps(other.band)
        && scopes.allSatisfy { scope in other.scopes.allSatisfy(scope.overlaps) }
    }
  }

  /// The pairs, one for each second, in its order: entries that all contradict each other make as many warnings as there
  /// are entries.
  private(set) var found: [(first: Condition, second: Condition)] = []
  private var conditions: [Condition] = []
  // By the coins that a condition is meant for by exact name, for thousands of entries are about a coin each.
  private var byCoin: [String: [Int]] = [:]
  private var ofAnyCoin: [Int] = []

  /// Adds what a signal must be to pass an entry that is enforced.
  mutating func add(_ entry: ChainEntry, _ path: String) {
    add(entry.node, path, above: [], allowsUnknown: entry.onUnavailable == .allow)
  }

  private mutating func add(_ node: ChainNode, _ path: String, above: [Scope], allowsUnknown: Bool) {
    let scopes = above + [node.scope]
    switch node.body {
    case .rule(let instance):
      let reach = instance.rule.reach
      let isWaived = allowsUnknown && reach.outcomes.contains(.unavailable)
      let conditions = reach.passBands.map {
        Condition(band: $0, scopes: scopes, node: node, path: path, isWaived: isWaived)
      }
      if let pair = conditions.lazy.compactMap(firstContradiction).first { found.append(pair) }
      for condition in conditions { add(condition) }
    case .combination(.all, let children):
      for (child, path) in zip(children, children.paths(below: path, .all)) {
        add(child, path, above: scopes, allowsUnknown: allowsUnknown)
      }
    // Of an `any` one child is enough, and a `not` turns its child round.
    case .combination: return
    }
  }

  private func firstContradiction(of condition: Condition) -> (first: Condition, second: Condition)? {
    let candidates = condition.coins.map { coins in Set(ofAnyCoin + coins.flatMap { byCoin[$0] ?? [] }).sorted() }
    let first = (candidates ?? Array(conditions.indices)).first { conditions[$0].contradicts(condition) }
    return first.map { (conditions[$0], condition) }
  }

  private mutating func add(_ condition: Condition) {
    let index = conditions.count
    conditions.append(condition)
    if let coins = condition.coins {
      for coin in coins { byCoin[coin, default: []].append(index) }
    } else {
      ofAnyCoin.append(index)
    }
  }
}
