internal import RuleEngine

/// The health of gates as the record shows it.
enum RecordedHealth {
  /// Reads verdicts, oldest first.
  ///
  /// - Parameters:
  ///   - last: how many of the last verdicts are read; all where it is nil.
  ///   - tick: called after each.
  /// - Returns: what they show, the last one, and the places of those that cannot be read.
  static func read(
    _ reader: StoreReader, _ chain: RuleChain, _ registry: RuleRegistry, last: Int? = nil, tick: () -> Void = {}
  ) throws(StoreError) -> (health: GateHealth, last: Explanation?, unreadable: [Int64]) {
    try reader.holdStill()
    let chains = try RecordedChains(reader, handedIn: [chain], registry: registry)
    var on: [String: Set<String>] = [:]
    var health = GateHealth(chain)
    var latest: Explanation?
    var unreadable: [Int64] = []
    let explanations = ExplanationReader(registry: registry)
    let nothing = Array("{}".utf8)
    try reader.forEachVerdict(StoreReader.Filter(), last: last) { row in
      tick()
      guard row.hasSignal, let verdict = explanations.read(verdict: Array(row.verdict.utf8), evidence: nothing) else {
        return unreadable.append(row.seq)
      }
      if on[verdict.digest] == nil {
        let entries = (try? chains[verdict.digest].get())?.entries ?? []
        on[verdict.digest] = Set(entries.lazy.filter(\.isEnabled).map(\.id))
      }
      health.take(verdict, on: on[verdict.digest] ?? [])
      latest = verdict
    }
    return (health, latest, unreadable)
  }
}
