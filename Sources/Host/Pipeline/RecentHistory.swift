internal import RuleEngine

/// The earlier verdicts that the rules in force may look at, and not all there ever were: those of a window and of a
/// margin behind it, and the last one of each group.
struct RecentHistory {
  /// How far a clock may be set back before earlier verdicts have to be read again, in milliseconds.
  static let usualMarginMs: Int64 = 60_000
  private let marginMs: Int64

  /// What rules see.
  private(set) var value = History()
  // Every verdict after this moment is remembered; at first none is.
  private var knownAfterMs = Int64.max
  // Every entry that is open and was approved after this moment is remembered; of none at all `max`.
  private var knownOpenAfterMs = Int64.max
  // Whether what was before the first call is among it: while no rule looks back nothing is read.
  private var isRead = false
  // As good as any age, and far from where differences overflow.
  private static let anyAgeMs: Int64 = 1 << 60

  init(marginMs: Int64 = usualMarginMs) { self.marginMs = marginMs }

  /// Makes sure that everything is known that a rule may look for.
  ///
  /// - Parameters:
  ///   - windowMs: how far back the rules look.
  ///   - openWindowMs: how old entries may be that the rules count as open; 0 where none asks.
  ///   - read: the verdicts after a moment, and the older ones that are closed, or open and after another moment. It is
  ///     asked at first, when rules come into force that look further back, and when the clock was set back by more than
  ///     the margin.
  mutating func cover(
    windowMs: Int64, openWindowMs: Int64 = 0, nowMs: Int64,
    read: (_ afterMs: Int64, _ openAfterMs: Int64) throws(StoreError) -> [History.Entry]
  ) throws(StoreError) {
    let neededAfterMs = nowMs - windowMs
    let wantedAfterMs = neededAfterMs - marginMs
    let asksForOpen = openWindowMs > 0
    let neededOpenAfterMs = asksForOpen ? nowMs - min(openWindowMs, RecentHistory.anyAgeMs) : .max
    let wantedOpenAfterMs = asksForOpen ? neededOpenAfterMs - marginMs : .max
    let looksBack = windowMs > 0 || asksForOpen
    if neededAfterMs < knownAfterMs || neededOpenAfterMs < knownOpenAfterMs || looksBack && !isRead {
      value = looksBack ? History(try read(nowMs - History.longestWindowMs, wantedOpenAfterMs)) : History()
      isRead = looksBack
    } else if asksForOpen == (knownOpenAfterMs != .max) {
      let isDue = wantedAfterMs - knownAfterMs > marginMs + windowMs / 8
      let isOpenDue =
        asksForOpen && wantedOpenAfterMs - knownOpenAfterMs > marginMs + openWindowMs / 8
      // Seldom, because it looks at all that is remembered.
      guard isDue || isOpenDue else { return }
    }
    value.forget(through: wantedAfterMs, openThrough: wantedOpenAfterMs)
    if !asksForOpen { value.forgetOpenEntries() }
    knownAfterMs = wantedAfterMs
    knownOpenAfterMs = wantedOpenAfterMs
  }

  /// Adds a verdict.
  mutating func append(_ entry: History.Entry) { value.append(entry) }

  /// Takes back a verdict that was added.
  mutating func remove(_ entry: History.Entry) { value.remove(entry) }

  /// Notes that an entry is closed.
  mutating func close(_ entry: History.Entry) { value.close(entry) }

  /// Takes back that an entry was closed.
  mutating func reopen(_ entry: History.Entry) { value.reopen(entry) }
}
