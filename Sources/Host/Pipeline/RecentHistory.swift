internal import RuleEngine

/// The earlier verdicts that the rules in force may look at, and not all there ever were: those of a window and of a
/// margin behind it, and the last one of each group.
struct RecentHistory {
  /// How far a clock may be set back before earlier verdicts have to be read again, in milliseconds.
  static let marginMs: Int64 = 60_000

  /// What rules see.
  private(set) var value = History()
  // Every verdict after this moment is remembered; at first none is.
  private var knownAfterMs = Int64.max

  /// Makes sure that everything is known that a rule may look for.
  ///
  /// - Parameters:
  ///   - windowMs: how far back the rules look.
  ///   - read: the verdicts after a moment. It is asked at first, when rules come into force that look further back, and
  ///     when the clock was set back by more than the margin.
  mutating func cover(
    windowMs: Int64, nowMs: Int64, read: (_ afterMs: Int64) throws(StoreError) -> [History.Entry]
  ) throws(StoreError) {
    let neededAfterMs = nowMs - windowMs
    let wantedAfterMs = neededAfterMs - RecentHistory.marginMs
    if neededAfterMs < knownAfterMs {
      value = windowMs == 0 ? History() : History(try read(nowMs - History.longestWindowMs))
      value.forget(through: wantedAfterMs)
      knownAfterMs = wantedAfterMs
    } else if wantedAfterMs - knownAfterMs > RecentHistory.marginMs + windowMs / 8 {
      // Seldom, because it looks at all that is remembered.
      value.forget(through: wantedAfterMs)
      knownAfterMs = wantedAfterMs
    }
  }

  /// Adds a verdict.
  mutating func append(_ entry: History.Entry) { value.append(entry) }

  /// Takes back a verdict that was added.
  mutating func remove(_ entry: History.Entry) { value.remove(entry) }
}
