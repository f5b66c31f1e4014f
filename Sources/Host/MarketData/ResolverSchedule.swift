/// When to ask the exchange for its lists of coins (`spotMetaAndAssetCtxs`, `meta`), which name the feeds' books.
///
/// A value without a clock: times are monotonic milliseconds. The lists are asked for when feeds are first needed; after a
/// failure again with backoff, a few times; then every few minutes, as also while some feed is not on them. Ids can change
/// with time, but only a reconnection is reason to think so: once one comes and the lists are an hour old, they are asked
/// for again, beside the connection and not in its way.
struct ResolverSchedule {
  /// When the lists are to be asked for; nil where nothing calls for it, or while they are.
  private(set) var dueMs: Int64?
  /// When the lists that are known came.
  private(set) var resolvedMs: Int64?
  private var isNeeded = false
  private var isAsking = false
  /// Whether something called for the lists while they were being asked for.
  private var isOvertaken = false
  private var failures = 0

  /// Nothing is needed yet.
  init() {}

  /// Notes that feeds are needed whose books are not known: at the start, and after a reload that adds any.
  mutating func needed(nowMs: Int64) {
    isNeeded = true
    failures = 0
    if isAsking { isOvertaken = true } else { dueMs = nowMs }
  }

  /// Notes that no feed is needed any more: nothing is looked up for nobody.
  mutating func notNeeded() {
    isNeeded = false
    dueMs = nil
    isOvertaken = false
    failures = 0
  }

  /// Notes that a connection is being made again.
  mutating func reconnecting(nowMs: Int64) {
    // What is due already stays as it is: a flapping connection must not hurry questions that keep failing.
    guard isNeeded, !isAsking, dueMs == nil, let resolvedMs else { return }
    if nowMs - resolvedMs >= FeedLimits.resolvedForMs { dueMs = nowMs }
  }

  /// Whether to ask now; if so, it counts as asked until `succeeded` or `failed`.
  mutating func ask(nowMs: Int64) -> Bool {
    guard let dueMs, nowMs >= dueMs, !isAsking else { return false }
    self.dueMs = nil
    isAsking = true
    isOvertaken = false
    return true
  }

  /// Notes that the lists have come.
  ///
  /// - Parameter leavesFeeds: whether some feed's book is not on them.
  mutating func succeeded(nowMs: Int64, leavesFeeds: Bool) {
    guard isAsking else { return }
    isAsking = false
    failures = 0
    resolvedMs = nowMs
    guard isNeeded else { return }
    dueMs = isOvertaken ? nowMs : leavesFeeds ? nowMs + FeedLimits.resolveAgainMs : nil
  }

  /// Notes that they have not.
  ///
  /// - Parameter fraction: a random number from 0 to 1 for the backoff.
  mutating func failed(nowMs: Int64, fraction: Double) {
    guard isAsking else { return }
    isAsking = false
    guard isNeeded else { return }
    failures += 1
    if failures < FeedLimits.resolveAttempts {
      dueMs = nowMs + Backoff.request.delayMs(attempt: failures - 1, fraction: fraction)
    } else {
      failures = 0
      dueMs = nowMs + FeedLimits.resolveAgainMs
    }
  }
}
