internal import RuleEngine

/// A recorded entry, and which of what rules may ask for was looked at when it was judged.
struct JudgedEntry: Sendable {
  let entry: RecordedEntry
  /// What the market did afterwards, where a recording tells.
  var aftermath: Aftermath?
  /// Whether everything was looked at that anybody will ask for, and every exit is known.
  let isKnownInFull: Bool
  /// Whether a balance would have been recorded, had there been one.
  let isBalanceKnown: Bool
  /// Whether an asset context would have been recorded, had there been one.
  let isContextKnown: Bool
  // The books that were looked at, and not there.
  private let absentFeeds: [Feed]
  // How far back books were looked at, in milliseconds.
  private let quoteWindowsMs: [Feed: Int64]

  /// - Parameters:
  ///   - rules: those that judged it; nil where they are not known.
  ///   - trial: those that will be tried on it.
  init(_ entry: RecordedEntry, by rules: RuleChain?, for trial: RuleChain) {
    self.entry = entry
    let (coin, quotes) = (entry.signal.coin, entry.evidence.quotes)
    let unseen = trial.feeds(for: coin).filter { quotes[$0] == nil }
    let isContextUnseen = trial.assetContextCoins.contains(coin) && quotes[contextOf: coin] == nil
    var (absent, readsContext) = ([Feed](), false)
    if !unseen.isEmpty || isContextUnseen, let rules {
      JudgedEntry.forEachRule(askedAbout: entry, of: rules) { instance in
        absent += instance.feeds[coin].filter { unseen.contains($0) }
        readsContext = readsContext || instance.rule.readsAssetContext
      }
    }
    isKnownInFull = false
    isBalanceKnown = entry.evidence.balance != nil || rules?.readsBalance ?? false
    isContextKnown = quotes[contextOf: coin] != nil || readsContext
    absentFeeds = absent
    quoteWindowsMs = trial.quoteWindowsMs.isEmpty ? [:] : rules?.quoteWindowsMs ?? [:]
  }

  /// An entry that has all there is to be asked for.
  init(knownInFull entry: RecordedEntry) {
    self.entry = entry
    isKnownInFull = true
    isBalanceKnown = true
    isContextKnown = true
    absentFeeds = []
    quoteWindowsMs = [:]
  }

  /// Whether it is known what there was of a book: a quote, or none.
  func isKnown(_ feed: Feed) -> Bool {
    isKnownInFull || entry.evidence.quotes[feed] != nil || absentFeeds.contains(feed)
  }

  /// Whether it is known what a book was for so long before: there is no past of one that was not there.
  func isPastKnown(of feed: Feed, windowMs: Int64) -> Bool {
    isKnownInFull || windowMs <= quoteWindowsMs[feed] ?? 0 || entry.evidence.quotes[feed] == nil
  }

  /// Goes through the rules whose outcomes are recorded.
  private static func forEachRule(
    askedAbout entry: RecordedEntry, of rules: RuleChain, _ body: (ChainNode.RuleInstance) -> Void
  ) {
    let outcomes = (try? JSONValue(parsing: entry.verdictLine))?["outcomes"]?.elements ?? []
    let ids = Set(outcomes.compactMap { $0["id"]?.string })
    for chainEntry in rules.entries where ids.contains(chainEntry.id) {
      chainEntry.node.forEachRule(inScopeOf: entry.signal, body)
    }
  }
}
