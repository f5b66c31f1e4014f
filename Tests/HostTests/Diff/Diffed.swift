import RuleEngine
import Rules

@testable import Host

/// A comparison over a store, with all its flips.
struct Diffed {
  let flips: [Flip]
  let summary: ComparisonSummary

  init(
    _ path: String, _ rules: String, handedIn: [RuleChain] = [], filter: StoreReader.Filter = StoreReader.Filter()
  ) throws {
    let chain = try Fixture.chain(rules)
    var comparison = Comparison(chain, registry: try RuleRegistry(BuiltInRules.all), filter: filter)
    flips = try Diffed.items(path, chain, handedIn: handedIn).compactMap { comparison.take($0) }
    summary = comparison.summary
  }

  /// What stands in a store.
  static func items(_ path: String, _ chain: RuleChain, handedIn: [RuleChain] = []) throws -> [TrialRecord.Item] {
    let reader = try StoreReader(path: path)
    try reader.holdStill()
    let chains = try RecordedChains(reader, handedIn: handedIn, registry: RuleRegistry(BuiltInRules.all))
    var run = try TrialRecord(reader, chains, for: chain)
    let worker = try WorkerPool(threads: 1)
    var items: [TrialRecord.Item] = []
    while let batch = try run.next(on: worker) { items += batch.wait() }
    return items
  }
}
