internal import RuleEngine

/// What happens to an approved entry.
protocol EntryExecutor {
  /// The entry that would be made; it becomes a part of the verdict's record.
  func prepare(_ entry: EntryContext) -> PaperEntry?

  /// Makes the entry, once its record is durable.
  func execute(_ entry: PaperEntry, for signal: Signal, nowMs: Int64)
}

/// Makes entries on paper alone, at the perp mid where there is one. Real orders are the asking strategy's.
struct PaperExecutor: EntryExecutor {
  let alerts: any AlertSink

  func prepare(_ entry: EntryContext) -> PaperEntry? {
    PaperEntry(
      coin: entry.signal.coin, direction: entry.signal.direction, price: entry.quotes[.perp(entry.signal.coin)]?.mid,
      notionalUSD: entry.signal.notionalUSD)
  }

  func execute(_ entry: PaperEntry, for signal: Signal, nowMs: Int64) {
    alerts.send(.paperEntry(signal, entry), nowMs: nowMs)
  }
}
