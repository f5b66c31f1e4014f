internal import RuleEngine

/// Judges recorded entries again, one by one in the order of the store, each with the history that it had.
///
/// Whoever uses it hands in what `StoredRecords` gives: `note` for each exit, and for each entry `judge` by any chain, by
/// several one after the other, or by none, and then `remember` with the verdict that the history shall have from then on,
/// the recorded one or another. So a history is either what it was or what other rules would have made of it.
///
/// It remembers no more than the chains look back on, by the same means as the pipeline; of the records before those that
/// it was handed it asks the store.
struct Retrial {
  private let reader: StoreReader
  private var history: RecentHistory
  // The longest of the chains that were asked: several that take turns must not make it forget for each other.
  private var historyWindowMs: Int64 = 0
  private var openEntriesWindowMs: Int64 = 0
  // What was approved, and is rejected here: their exits close nothing.
  private var neverOpened: Set<Int64> = []
  // The language of the last reason that was recognised: nearly always that of the next, too.
  private var language = Language.zh

  /// - Parameter isHistoryRecorded: whether the history is the recorded one throughout; of another one more is
  ///   remembered, since after a clock that was set back by more than that the store is asked for the recorded one.
  init(_ reader: StoreReader, isHistoryRecorded: Bool = true) {
    self.reader = reader
    history = RecentHistory(marginMs: isHistoryRecorded ? RecentHistory.usualMarginMs : 86_400_000)
  }

  /// The verdict on an entry by a chain. One that was rejected before the chain was asked is so again, whatever the chain.
  ///
  /// The language of the reason is the one in which it was recorded, where that can be told.
  mutating func judge(_ entry: RecordedEntry, by chain: RuleChain) throws(StoreError) -> Verdict {
    guard entry.isJudged else { return rejectedBefore(entry) }
    let (reader, seq) = (reader, entry.seq)
    historyWindowMs = max(historyWindowMs, chain.historyWindowMs)
    openEntriesWindowMs = max(openEntriesWindowMs, chain.openEntriesWindowMs)
    try history.cover(
      windowMs: historyWindowMs, openWindowMs: openEntriesWindowMs, nowMs: entry.nowMs
    ) { afterMs, openAfterMs throws(StoreError) in
      try reader.history(after: afterMs, openAfter: openAfterMs, before: seq)
    }
    let context = entry.context(history: history.value)
    let verdict = verdict(on: context, entry, chain, language)
    guard let recorded = entry.ruling.rejection, let reason = verdict.ruling.rejection?.reason,
      recorded.reason != reason
    else { return verdict }
    for other in Language.allCases where other != language {
      let translated = self.verdict(on: context, entry, chain, other)
      if translated.ruling.rejection?.reason == recorded.reason {
        language = other
        return translated
      }
    }
    return verdict
  }

  private func verdict(
    on context: EntryContext, _ entry: RecordedEntry, _ chain: RuleChain, _ language: Language
  ) -> Verdict {
    Judge(
      chain: entry.overrides.isEmpty ? chain : chain.overridden(by: entry.overrides),
      messages: MessageWriter(language: language)
    )
    .verdict(on: context, signalID: entry.signalID, seq: entry.writtenSeq)
  }

  /// The verdict on an entry that was rejected before the chain was asked, or halted.
  func rejectedBefore(_ entry: RecordedEntry) -> Verdict {
    Verdict(
      signalID: entry.signalID, seq: entry.writtenSeq, timeMs: entry.nowMs, signal: entry.signal, ruling: entry.ruling,
      decision: nil, inputs: [], balance: entry.evidence.balance)
  }

  /// Adds an entry to the history, with a verdict. Every one is added, judged or not.
  mutating func remember(_ entry: RecordedEntry, as ruling: Ruling) {
    history.append(entry.historyEntry(ruling))
    if ruling.rejection != nil, entry.ruling.rejection == nil { neverOpened.insert(entry.seq) }
  }

  /// Adds what a record's columns say, where the record itself cannot be read.
  mutating func remember(_ columns: History.Entry) { history.append(columns) }

  /// Notes that an entry was closed.
  mutating func note(_ exit: StoredExit) {
    guard neverOpened.remove(exit.seq) == nil, let entry = exit.historyEntry else { return }
    history.close(entry)
  }
}
