/// When to ping one connection, and when it counts as dead for want of a pong.
///
/// A peer that is gone without a word, a stopped process or a lost link, shows in nothing else: sending succeeds into the
/// kernel's buffer.
struct Heartbeat {
  /// When the next ping is due.
  private(set) var nextPingMs: Int64
  /// When the oldest ping without a pong runs out; nil where every ping was answered.
  private(set) var pongDueMs: Int64?

  /// Begins with an opened connection.
  ///
  /// - Parameter pingsAtOnce: whether the first ping is due now rather than after 20 s: its pong shows that the server
  ///   serves before anything is subscribed to.
  init(openedMs: Int64, pingsAtOnce: Bool) {
    nextPingMs = pingsAtOnce ? openedMs : openedMs + FeedLimits.pingEveryMs
  }

  /// Whether a ping is due.
  func isDue(nowMs: Int64) -> Bool { nowMs >= nextPingMs }

  /// Whether a pong has failed to come.
  func isDead(nowMs: Int64) -> Bool { pongDueMs.map { nowMs >= $0 } ?? false }

  /// Notes a ping. A ping that follows one without an answer does not put off the end.
  mutating func pinged(nowMs: Int64) {
    nextPingMs = nowMs + FeedLimits.pingEveryMs
    pongDueMs = pongDueMs ?? nowMs + FeedLimits.pongWithinMs
  }

  /// Notes a pong.
  mutating func ponged() { pongDueMs = nil }
}
