/// Whether a feed's books come fast enough for its `max_age_ms`.
///
/// A server that ignores `"fast":true` sends a book about every 5.4 s instead of every 0.54 s. For a rule that takes no book
/// older than 3 s, nearly half of all signals then find a stale one, and nothing else would say why.
struct BookPace {
  /// What one more interval has changed.
  enum Change: Hashable {
    case becameSlow
    case becameFast
  }

  /// Whether books come too slowly.
  private(set) var isSlow = false
  /// The interval between the last two books of one subscription, in milliseconds.
  private(set) var intervalMs: Int64?
  private var lastMs: Int64?
  /// How many intervals in a row have spoken against `isSlow`.
  private var contrary = 0

  /// Notes a book that is newer than the one before.
  ///
  /// An interval of exactly `maxAgeMs` is fast enough: a book that old is not stale.
  mutating func received(nowMs: Int64, maxAgeMs: Int64) -> Change? {
    defer { lastMs = nowMs }
    guard let lastMs else { return nil }
    let interval = nowMs - lastMs
    intervalMs = interval
    guard (interval > maxAgeMs) != isSlow else {
      contrary = 0
      return nil
    }
    contrary += 1
    guard contrary == FeedLimits.slowIntervals else { return nil }
    contrary = 0
    isSlow.toggle()
    return isSlow ? .becameSlow : .becameFast
  }

  /// Notes the end of a subscription: the time to the next book says nothing about the pace. What is known stays.
  mutating func interrupted() {
    lastMs = nil
    contrary = 0
  }
}
