internal import RuleEngine

/// Judges recorded entries, one by one in the order of the store, by other rules than those that judged them.
///
/// A record keeps what the rules of its time looked at, and no more. Where these rules look at something else their
/// outcome is not known, and a verdict is known where it is the same whatever that outcome.
struct Hindsight {
  let chain: RuleChain
  private(set) var history = PossibleHistory()
  private let readsBalance: Bool
  private let looksBack: Bool
  private let quoteWindowsMs: [Feed: Int64]

  init(_ chain: RuleChain) {
    self.chain = chain
    readsBalance = chain.readsBalance
    quoteWindowsMs = chain.quoteWindowsMs
    looksBack = chain.historyWindowMs > 0 || chain.openEntriesWindowMs > 0
  }

  /// Notes that records are missing up to a moment.
  mutating func lose(through timeMs: Int64) { history.lose(through: timeMs) }

  /// Adds an entry to the history, with what was found or with what was recorded.
  mutating func remember(_ item: JudgedEntry, _ finding: Finding) { history.append(item, finding) }

  /// Adds what a record's columns say, where the record itself cannot be read.
  mutating func remember(_ columns: History.Entry) { history.append(columns) }

  /// Notes that an entry was closed.
  mutating func note(_ exit: RecordedExit) { history.note(exit) }

  /// What the rules say of an entry.
  func judge(_ item: JudgedEntry) -> Finding {
    guard item.entry.isJudged else { return .rejectedBefore }
    let isWhole =
      (!readsBalance || item.isBalanceKnown) && (!looksBack || history.isCertain)
      && (item.isContextKnown || !chain.assetContextCoins.contains(item.entry.signal.coin))
      && chain.feeds(for: item.entry.signal.coin).allSatisfy { feed in
        item.isKnown(feed) && item.isPastKnown(of: feed, windowMs: quoteWindowsMs[feed] ?? 0)
      }
    return isWhole ? certain(item) : weigh(item)
  }

  /// The verdict in full, of an entry on which it is known.
  func verdict(on entry: RecordedEntry) -> Verdict {
    Judge(chain: chain.overridden(by: entry.overrides), messages: MessageWriter(language: .en))
      .verdict(on: entry.context(history: history.least), signalID: entry.signalID, seq: entry.seq)
  }

  private func certain(_ item: JudgedEntry) -> Finding {
    let entry = item.entry
    let chain = entry.overrides.isEmpty ? chain : chain.overridden(by: entry.overrides)
    let decision = chain.decide(
      entry.context(history: history.least, wantsEvidence: false), listing: .blocking)
    guard let deciding = decision.deciding else { return .approved }
    return .rejected(entryIndex: deciding.entryIndex, code: decision.decidingCode)
  }

  /// Looks at what each entry of the chain may have said.
  private func weigh(_ item: JudgedEntry) -> Finding {
    let view = view(of: item)
    var gaps: Set<Gap> = []
    for (index, entry) in chain.entries.enumerated() where entry.isEnabled && entry.mode == .enforce {
      if item.entry.overrides.contains(where: { $0.entryID == entry.id }) { continue }
      var missing: Set<Gap> = []
      let possible = view.outcomes(of: entry.node, &missing)
      let blocking: PossibleOutcomes = entry.onUnavailable == .reject ? [.reject, .unavailable] : .reject
      if possible.isSubset(of: blocking) {
        guard gaps.isEmpty else { return .rejected(entryIndex: nil, code: nil) }
        let code = entry.node.evaluate(view.least).outcome.code ?? .negated
        return .rejected(entryIndex: index, code: missing.isEmpty ? code : nil)
      }
      if !possible.isDisjoint(with: blocking) { gaps.formUnion(missing) }
    }
    return gaps.isEmpty ? .approved : .unknown(gaps)
  }

  private func view(of item: JudgedEntry) -> HindsightView {
    let entry = item.entry
    let least = entry.context(history: history.least, wantsEvidence: false)
    var view = HindsightView(
      item: item, least: least, most: history.most.map { entry.context(history: $0, wantsEvidence: false) },
      lostThroughMs: history.lostThroughMs)
    guard looksBack, !history.areExitsKnown || history.lostThroughMs != nil else { return view }
    func closed(_ pnlUSD: ExactDecimal) -> EntryContext {
      let closure = History.Entry.Closure(timeMs: entry.nowMs, pnlUSD: pnlUSD)
      return entry.context(history: History([entry.historyEntry(rejection: nil).closed(by: closure)]))
    }
    view.closures = (loss: closed(-1), win: closed(1))
    return view
  }
}
