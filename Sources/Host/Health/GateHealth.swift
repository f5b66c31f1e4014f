internal import RuleEngine

/// The health of every entry of a chain: whether one blocks everything, never has data, never blocks, or is never asked.
struct GateHealth {
  private var chain: RuleChain
  private var places: [String: Int]
  // By the places of the chain's entries.
  private var entries: [EntryHealth]
  // How many signals came to each part of the chain: the risk review sees what the gates approve.
  private var judged: [ChainEntry.Stage: Int] = [:]

  init(_ chain: RuleChain) {
    self.chain = chain
    places = GateHealth.places(chain)
    entries = Array(repeating: EntryHealth(), count: chain.entries.count)
  }

  private static func places(_ chain: RuleChain) -> [String: Int] {
    Dictionary(zip(chain.entries.map(\.id), chain.entries.indices), uniquingKeysWith: { first, _ in first })
  }

  /// What an entry has said so far, by its place in the chain.
  subscript(place: Int) -> EntryHealth { entries[place] }

  /// Takes what the chain has said of a signal.
  mutating func take(_ decision: Decision, nowMs: Int64) {
    let decidingStage = decision.deciding.map { chain.entries[$0.entryIndex].stage }
    count(rejectedByGates: decidingStage == .gates)
    let lifted = Set(decision.lifts.map(\.outcomeIndex))
    for (index, outcome) in decision.outcomes.enumerated() {
      let said = outcome.trace.outcome
      entries[outcome.entryIndex].take(
        EntryHealth.Sighting(
          kind: said.kind, code: said.code?.rawValue, isAllowed: chain.entries[outcome.entryIndex].allows(said),
          isLifted: lifted.contains(index), isNear: Margin(said.evidence)?.isNear ?? false, timeMs: nowMs))
    }
  }

  /// Takes a recorded verdict. Entries that the chain does not have are passed over, and so is a signal that was rejected
  /// before the chain was asked.
  ///
  /// - Parameter on: the ids of the entries that were on in the rules that gave it, as far as that is known.
  mutating func take(_ verdict: Explanation, on: Set<String>) {
    let rejection = verdict.ruling.rejection
    if let rejection, rejection.rule == nil { return }
    count(rejectedByGates: rejection?.stage == .gates)
    for (place, entry) in chain.entries.enumerated() where !on.contains(entry.id) {
      entries[place].missed = judged[entry.stage] ?? 0
    }
    for node in verdict.nodes {
      guard let kind = node.outcome, let place = places[node.id] else { continue }
      entries[place].take(EntryHealth.Sighting(node, kind, timeMs: verdict.timeMs))
    }
  }

  /// Counts outcomes from now on anew; what is known of the entries' habits stays.
  mutating func restartCounts() {
    for place in entries.indices { entries[place].restartCounts() }
  }

  private mutating func count(rejectedByGates: Bool) {
    judged[.gates, default: 0] += 1
    if !rejectedByGates { judged[.riskReview, default: 0] += 1 }
  }

  /// Goes on with another chain: entries of the same id keep what is known of them.
  mutating func replace(_ newChain: RuleChain) {
    let (old, oldPlaces, oldEntries) = (chain, places, entries)
    chain = newChain
    places = GateHealth.places(newChain)
    entries = newChain.entries.map { entry in
      let place = oldPlaces[entry.id]
      var health = place.map { oldEntries[$0] } ?? EntryHealth()
      // What was judged while it was off, nobody can have asked it about.
      if place.map({ old.entries[$0].isEnabled }) != true { health.missed = judged[entry.stage] ?? 0 }
      return health
    }
  }

  /// What is worth a word, in the order of the chain; at most one finding an entry.
  func findings(_ limits: HealthLimits, nowMs: Int64) -> [HealthFinding] {
    zip(chain.entries, entries).compactMap { entry, health -> HealthFinding? in
      guard entry.isEnabled else { return nil }
      let seen = (judged[entry.stage] ?? 0) - health.missed
      let isNeverAsked = health.asked == 0 && seen >= limits.inARow
      let found =
        isNeverAsked ? EntryHealth.Found(kind: .neverAsked, count: seen) : health.finding(limits, nowMs: nowMs)
      guard let found else { return nil }
      return HealthFinding(
        id: entry.id, kind: found.kind, count: found.count, sinceMs: found.sinceMs, code: found.code,
        isShadow: entry.mode == .shadow, line: entry.node.position.line)
    }
  }
}

extension EntryHealth.Sighting {
  /// Takes a recorded outcome.
  init(_ node: Explanation.Node, _ kind: Outcome.Kind, timeMs: Int64) {
    self.init(
      kind: kind, code: node.code, isAllowed: node.isAllowed, isLifted: node.lift != nil,
      isNear: node.margin?.isNear ?? false, timeMs: timeMs)
  }
}

extension Margin {
  /// Takes the margin of an outcome that was just given; units play no part in it.
  fileprivate init?(_ evidence: Evidence) {
    guard let margin = evidence.margin else { return nil }
    let quantities = { (measurements: [Measurement]) in
      measurements.map { Quantity(name: $0.name, text: "\($0.value)", unit: .none) }
    }
    self.init("\(margin)", measured: quantities(evidence.measured), required: quantities(evidence.required))
  }

  /// Whether it is within a tenth of the threshold.
  var isNear: Bool { share.map { $0 <= "0.1" } ?? false }
}
