internal import RuleEngine

/// How far a store may be pruned, and what of it is carried over: nothing is lost that its rules look back on.
struct PruningPlan {
  /// Every record up to this moment may go, in milliseconds since 1970 UTC.
  let cutoffMs: Int64
  /// Whether the rules hold back records that are old enough to go.
  let isHeldBackByRules: Bool
  /// Entries that are open and were approved after this moment are carried over.
  let openAfterMs: Int64

  /// How far the rules of a store look back, in milliseconds.
  struct Reach: Hashable {
    var historyWindowMs: Int64 = 0
    var openEntriesWindowMs: Int64 = 0

    /// As far as any rule may.
    static let unknown = Reach(historyWindowMs: History.longestWindowMs, openEntriesWindowMs: .max)

    /// That of every chain whose text a store keeps: any of them may come into force again.
    ///
    /// Of a text that cannot be loaded, and of a store without one, nothing is known.
    init(_ chains: RecordedChains) {
      guard !chains.stored.isEmpty else {
        self = .unknown
        return
      }
      for result in chains.all {
        guard case .success(let chain) = result else {
          self = .unknown
          return
        }
        historyWindowMs = max(historyWindowMs, chain.historyWindowMs)
        openEntriesWindowMs = max(openEntriesWindowMs, chain.openEntriesWindowMs)
      }
    }

    init(historyWindowMs: Int64, openEntriesWindowMs: Int64) {
      self.historyWindowMs = historyWindowMs
      self.openEntriesWindowMs = openEntriesWindowMs
    }
  }

  /// - Parameters:
  ///   - olderThanMs: how old a record must be at least.
  ///   - reportsExits: whether exits are reported: then an open entry is one whose exit is still to come, however old.
  init(olderThanMs: Int64, reach: Reach, reportsExits: Bool, nowMs: Int64) {
    // As much more as a host remembers for a clock that is set back.
    let neededMs = reach.historyWindowMs == 0 ? 0 : reach.historyWindowMs + RecentHistory.usualMarginMs
    cutoffMs = nowMs - max(olderThanMs, neededMs)
    isHeldBackByRules = neededMs > olderThanMs
    let isOpenForever = reportsExits || reach.openEntriesWindowMs > History.longestWindowMs
    openAfterMs =
      reach.openEntriesWindowMs == 0 && !reportsExits
      ? .max : isOpenForever ? .min : nowMs - reach.openEntriesWindowMs - RecentHistory.usualMarginMs
  }
}
