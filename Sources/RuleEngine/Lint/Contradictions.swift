/// Finds pairs of conditions of which no signal can meet both.
struct Contradictions {
  /// What a signal must be to pass one entry.
  struct Condition {
    let band: PassBand
    let scopes: [Scope]
    let node: ChainNode
    let path: String

    func contradicts(_ other: Condition) -> Bool {
      band.quantity == other.band.quantity && !band.overlaps(other.band)
        && scopes.allSatisfy { scope in other.scopes.allSatisfy(scope.overlaps) }
    }
  }

  /// The pairs, each once, in the order of their second.
  private(set) var found: [(first: Condition, second: Condition)] = []
  private var conditions: [Condition] = []
  // By the coins that a condition is meant for by exact name, for thousands of entries are about a coin each.
  private var byCoin: [String: [Int]] = [:]
  private var ofAnyCoin: [Int] = []

  /// Adds what a signal must be to pass an entry that is enforced.
  mutating func add(_ node: ChainNode, _ path: String) { add(node, path, above: []) }

  private mutating func add(_ node: ChainNode, _ path: String, above: [Scope]) {
    let scopes = above + [node.scope]
    switch node.body {
    case .rule(let instance):
      for band in instance.rule.reach.passBands {
        add(Condition(band: band, scopes: scopes, node: node, path: path))
      }
    case .combination(.all, let children):
      for (child, path) in zip(children, children.paths(below: path, .all)) { add(child, path, above: scopes) }
    // Of an `any` one child is enough, and a `not` turns its child round.
    case .combination: return
    }
  }

  private mutating func add(_ condition: Condition) {
    let index = conditions.count
    let coins = condition.scopes.lazy.compactMap(\.exactCoins).first.map { Set($0) }
    let candidates = coins.map { coins in ofAnyCoin + coins.flatMap { byCoin[$0] ?? [] } } ?? Array(conditions.indices)
    for other in Set(candidates).sorted() where conditions[other].contradicts(condition) {
      found.append((conditions[other], condition))
    }
    conditions.append(condition)
    if let coins {
      for coin in coins { byCoin[coin, default: []].append(index) }
    } else {
      ofAnyCoin.append(index)
    }
  }
}
