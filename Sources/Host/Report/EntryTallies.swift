internal import RuleEngine

/// How often an entry gave which outcome.
struct EntryTally {
  /// An entry that changed its rule or its mode is counted apart.
  struct Key: Hashable {
    let id: String
    let rule: String
    let isShadow: Bool
  }

  /// A code with the outcome it came with.
  struct Code: Hashable {
    let code: String
    let outcome: Outcome.Kind
  }

  let key: Key
  private(set) var counts: [Outcome.Kind: Int] = [:]
  /// How often it blocked a signal.
  private(set) var blocks = 0
  /// How often it could not know and let the signal pass all the same.
  private(set) var allowed = 0
  /// Codes by the order in which they were first seen.
  private(set) var codes: [(code: Code, count: Int)] = []
  private var health = EntryHealth()

  init(_ key: Key) { self.key = key }

  /// How often it was asked.
  var asked: Int { counts.values.reduce(0, +) }

  /// How often it gave an outcome.
  func count(_ outcome: Outcome.Kind) -> Int { counts[outcome] ?? 0 }

  /// What is worth a word at a moment; nil where all is well.
  func finding(nowMs: Int64) -> HealthFinding? {
    health.finding(HealthLimits(), nowMs: nowMs).map { found in
      HealthFinding(
        id: key.id, kind: found.kind, count: found.count, sinceMs: found.sinceMs, code: found.code,
        isShadow: key.isShadow)
    }
  }

  fileprivate mutating func add(_ node: Explanation.Node, _ outcome: Outcome.Kind, timeMs: Int64) {
    counts[outcome, default: 0] += 1
    if node.blocks { blocks += 1 }
    if node.isAllowed { allowed += 1 }
    health.take(EntryHealth.Sighting(node, outcome, timeMs: timeMs))
    guard let text = node.code else { return }
    let code = Code(code: text, outcome: outcome)
    if let index = codes.firstIndex(where: { $0.code == code }) {
      codes[index].count += 1
    } else {
      codes.append((code, 1))
    }
  }
}

/// The tallies of all entries, in the order of the chain.
struct EntryTallies {
  private(set) var list: [EntryTally] = []
  private var places: [EntryTally.Key: Int] = [:]

  /// Counts the outcomes of a verdict.
  mutating func add(_ explanation: Explanation) {
    var next = 0
    for node in explanation.nodes {
      guard let outcome = node.outcome else { continue }
      let key = EntryTally.Key(id: node.id, rule: node.rule, isShadow: node.isShadow)
      let place = places[key] ?? insert(key, at: next)
      list[place].add(node, outcome, timeMs: explanation.timeMs)
      next = place + 1
    }
  }

  // An entry that is first seen late stands behind the one before it in its verdict, as it does in the chain.
  private mutating func insert(_ key: EntryTally.Key, at place: Int) -> Int {
    list.insert(EntryTally(key), at: place)
    for (index, tally) in list.enumerated().dropFirst(place) { places[tally.key] = index }
    return place
  }
}
