internal import RuleEngine

/// A recorded entry, and which of what rules may ask for was looked at when it was judged.
struct JudgedEntry: Sendable {
  let entry: RecordedEntry
  /// What the market did afterwards, where a recording tells.
  var aftermath: Aftermath?
  /// The books that were looked at, and not there.
  var absentFeeds: [Feed] = []
  /// Whether a balance would have been recorded, had there been one.
  var isBalanceKnown: Bool
  /// Whether its exit would be known had it been approved, or not.
  var isExitKnown = false

  /// - Parameters:
  ///   - rules: those that judged it; nil where they are not known.
  ///   - asked: the books that somebody will ask for now.
  init(_ entry: RecordedEntry, by rules: RuleChain?, asked: [Feed]) {
    self.entry = entry
    isBalanceKnown = entry.evidence.balance != nil || rules?.readsBalance ?? false
    let unseen = asked.filter { entry.evidence.quotes[$0] == nil }
    if !unseen.isEmpty, let rules {
      absentFeeds = JudgedEntry.feeds(readFor: entry, by: rules).filter { unseen.contains($0) }
    }
  }

  /// Whether it is known what there was of a book: a quote, or none.
  func isKnown(_ feed: Feed) -> Bool { entry.evidence.quotes[feed] != nil || absentFeeds.contains(feed) }

  /// The books of the entries whose outcomes are recorded.
  private static func feeds(readFor entry: RecordedEntry, by rules: RuleChain) -> [Feed] {
    let outcomes = (try? JSONValue(parsing: entry.verdictLine))?["outcomes"]?.elements ?? []
    let ids = Set(outcomes.compactMap { $0["id"]?.string })
    var feeds: [Feed] = []
    for chainEntry in rules.entries where ids.contains(chainEntry.id) {
      chainEntry.node.forEachRule(inScopeOf: entry.signal) { feeds += $0.feeds[entry.signal.coin] }
    }
    return feeds
  }
}
