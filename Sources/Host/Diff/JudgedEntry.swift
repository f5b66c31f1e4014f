internal import RuleEngine

/// A recorded entry, and which of what rules may ask for was looked at when it was judged.
struct JudgedEntry: Sendable {
  let entry: RecordedEntry
  /// What the market did afterwards, where a recording tells.
  var aftermath: Aftermath?
  /// Whether every book was looked at that anybody will ask for, and every exit is known.
  let isKnownInFull: Bool
  /// Whether a balance would have been recorded, had there been one.
  let isBalanceKnown: Bool
  // The books that were looked at, and not there.
  private let absentFeeds: [Feed]

  /// - Parameters:
  ///   - rules: those that judged it; nil where they are not known.
  ///   - asked: the books that somebody will ask for now.
  init(_ entry: RecordedEntry, by rules: RuleChain?, asked: [Feed]) {
    self.entry = entry
    isKnownInFull = false
    isBalanceKnown = entry.evidence.balance != nil || rules?.readsBalance ?? false
    let unseen = asked.filter { entry.evidence.quotes[$0] == nil }
    guard !unseen.isEmpty, let rules else {
      absentFeeds = []
      return
    }
    absentFeeds = JudgedEntry.feeds(readFor: entry, by: rules).filter { unseen.contains($0) }
  }

  /// An entry that has all there is to be asked for.
  init(knownInFull entry: RecordedEntry) {
    self.entry = entry
    isKnownInFull = true
    isBalanceKnown = true
    absentFeeds = []
  }

  /// Whether it is known what there was of a book: a quote, or none.
  func isKnown(_ feed: Feed) -> Bool {
    isKnownInFull || entry.evidence.quotes[feed] != nil || absentFeeds.contains(feed)
  }

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
