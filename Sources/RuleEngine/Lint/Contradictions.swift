/// Finds conditions of which no signal can meet both, for each the first that it contradicts.
///
/// Conditions stand together where all of them are needed for one outcome: the enforced entries, for an approval; the
/// children of an `all`, for a pass; those of an `any`, for a rejection. A `not` turns what is needed.
struct Contradictions {
  /// What a signal must be to get the needed outcome of one rule.
  struct Condition {
    let band: PassBand
    let scopes: [Scope]
    let node: ChainNode
    let path: String
    /// Whether the rule must pass; else it must reject.
    let mustPass: Bool
    /// Whether a signal may get by the entry without meeting this: where the rule cannot know, and that is allowed.
    let isWaived: Bool

    /// The coins it is meant for by exact name; nil where it may be any.
    fileprivate var coins: Set<String>? { scopes.lazy.compactMap(\.exactCoins).first.map { Set($0) } }

    fileprivate func contradicts(_ other: Condition) -> Bool {
      !band.overlaps(other.band) && scopes.allSatisfy { scope in other.scopes.allSatisfy(scope.overlaps) }
    }
  }

  /// What has an outcome only where all conditions of a group are met.
  fileprivate struct Group {
    /// The combination; nil for all enforced entries together.
    let root: ChainNode?
    /// Whether they are met for a pass; else for a rejection.
    let mustPass: Bool
    var conditions: [Condition] = []
    // By the coins that a condition is meant for by exact name, for thousands of entries are about a coin each.
    var places: [Place: [Int]] = [:]
    var byQuantity: [String: [Int]] = [:]

    struct Place: Hashable {
      let quantity: String
      /// Nil for any coin.
      let coin: String?
    }
  }

  /// A pair, the second of which is the later one.
  struct Finding {
    let first: Condition
    let second: Condition
    let consequence: Diagnostic.Consequence
  }

  /// One for each second: entries that all contradict each other make as many warnings as there are entries.
  private(set) var found: [Finding] = []
  private var approval = Group(root: nil, mustPass: true)

  /// Adds what a signal must be to pass an entry. A shadow is looked at for itself.
  mutating func add(_ entry: ChainEntry, _ path: String) {
    guard entry.mode == .enforce else {
      var alone = Group(root: entry.node, mustPass: true)
      alone.collect(entry.node, path, above: [], mustPass: true, allowsUnknown: false, &found)
      return
    }
    approval.collect(
      entry.node, path, above: [], mustPass: true, allowsUnknown: entry.onUnavailable == .allow, &found)
  }
}

extension Contradictions.Group {
  typealias Condition = Contradictions.Condition
  typealias Finding = Contradictions.Finding

  /// Adds what is needed of a node and of those below it.
  mutating func collect(
    _ node: ChainNode, _ path: String, above: [Scope], mustPass: Bool, allowsUnknown: Bool, _ found: inout [Finding]
  ) {
    let scopes = above + [node.scope]
    switch node.body {
    case .rule(let instance):
      let reach = instance.rule.reach
      // What is not applicable meets no condition and stands in nobody's way.
      if reach.outcomes.contains(.notApplicable) { return }
      let isWaived = allowsUnknown && reach.outcomes.contains(.unavailable)
      let own = (mustPass ? reach.passBands : reach.rejectBands).map {
        Condition(band: $0, scopes: scopes, node: node, path: path, mustPass: mustPass, isWaived: isWaived)
      }
      for condition in own {
        guard let finding = contradiction(of: condition) else { continue }
        found.append(finding)
        break
      }
      for condition in own { add(condition) }
    case .combination(let combinator, let children):
      let needsAll = combinator == .not || mustPass == (combinator == .all)
      var other = Contradictions.Group(root: node, mustPass: combinator == .all)
      for (child, path) in zip(children, children.paths(below: path, combinator)) {
        if needsAll {
          collect(
            child, path, above: scopes, mustPass: mustPass == (combinator != .not), allowsUnknown: allowsUnknown, &found
          )
        } else {
          // One child is enough for this outcome; the other one needs all of them.
          other.collect(child, path, above: scopes, mustPass: !mustPass, allowsUnknown: false, &found)
        }
      }
    }
  }

  private mutating func add(_ condition: Condition) {
    for place in places(of: condition) { places[place, default: []].append(conditions.count) }
    byQuantity[condition.band.quantity, default: []].append(conditions.count)
    conditions.append(condition)
  }

  private func places(of condition: Condition) -> [Place] {
    let quantity = condition.band.quantity
    return condition.coins?.map { Place(quantity: quantity, coin: $0) } ?? [Place(quantity: quantity, coin: nil)]
  }

  private func contradiction(of condition: Condition) -> Finding? {
    let quantity = condition.band.quantity
    let places = condition.coins.map { coins in [nil] + coins.map(Optional.some) }
    let lists =
      places?.compactMap { self.places[Place(quantity: quantity, coin: $0)] } ?? [byQuantity[quantity] ?? []]
    let firsts = lists.compactMap { list in list.first { conditions[$0].contradicts(condition) } }
    guard let index = firsts.min() else { return nil }
    let first = conditions[index]
    let consequence: Diagnostic.Consequence =
      if let root { mustPass ? .neverPasses(root.id) : .neverRejects(root.id) } else {
        .rejection(isWaived: first.isWaived || condition.isWaived)
      }
    return Finding(first: first, second: condition, consequence: consequence)
  }
}
