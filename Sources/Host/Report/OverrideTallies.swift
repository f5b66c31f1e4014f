internal import RuleEngine

/// What one override let pass.
struct OverrideTally {
  struct Key: Hashable {
    let entryID: String
    let lift: Explanation.Lift
  }

  let key: Key
  /// The first signal that it touched, and the last.
  let firstMs: Int64
  fileprivate(set) var lastMs: Int64
  /// How many verdicts name it.
  fileprivate(set) var verdicts = 0
  /// How many of those approve; the others were rejected by another entry.
  fileprivate(set) var approved = 0
}

/// The overrides that the verdicts name, in the order in which they were first named.
struct OverrideTallies {
  private(set) var list: [OverrideTally] = []
  private var places: [OverrideTally.Key: Int] = [:]

  /// Counts what a verdict names.
  mutating func add(_ explanation: Explanation) {
    for node in explanation.nodes {
      guard let lift = node.lift else { continue }
      let key = OverrideTally.Key(entryID: node.id, lift: lift)
      let place = places[key] ?? list.count
      if place == list.count {
        places[key] = place
        list.append(OverrideTally(key: key, firstMs: explanation.timeMs, lastMs: explanation.timeMs))
      }
      list[place].lastMs = explanation.timeMs
      list[place].verdicts += 1
      if explanation.ruling == .approved { list[place].approved += 1 }
    }
  }
}
