import RuleEngine
import Rules

@testable import Host

/// Stores that are pruned in tests.
enum PruneFixture {
  /// Rules that look back a minute at most.
  static let rules = [SeededRun.rules[0], SeededRun.rules[2]]

  /// What prunes a store, by the rules whose texts it keeps.
  static func pruner(_ path: String, olderThanMs: Int64, nowMs: Int64) throws -> StorePruner {
    let reader = try StoreReader(path: path)
    try reader.holdStill()
    let chains = try RecordedChains(reader, registry: RuleRegistry(BuiltInRules.all))
    let connection = try SQLiteVerdictStore.connectionBesideHost(path)
    return try StorePruner(
      connection,
      PruningPlan(
        olderThanMs: olderThanMs, reach: PruningPlan.Reach(chains),
        reportsExits: try StorePruner.reportsExits(connection), nowMs: nowMs))
  }
}
