/// When the sender tries again. Pure: the caller's clock is the only one.
///
/// A webhook that is down, or says that it is asked too often, holds everything up, and nothing is lost by waiting. One
/// that refuses a single alert gets it a few times more, and then the next one.
struct DeliverySchedule {
  /// What became of a post.
  enum Outcome: Hashable, Sendable {
    case delivered
    /// The webhook answered, and will not take this alert.
    case refused
    /// Nobody answered, or not for good: no connection, 408, 429, 5xx.
    case unavailable
  }

  /// Ceilings of 2, 4, 8 … seconds, at most five minutes.
  static let backoff = Backoff(baseMs: 2000, capMs: 300_000)
  /// A jitter that draws zero must not ask at once.
  static let minDelayMs: Int64 = 500
  /// How often one alert may be refused.
  static let maxRefusals: Int64 = 5

  /// How many attempts have failed in a row.
  private(set) var failures = 0
  private(set) var dueMs: Int64 = .min

  /// How long to wait before the next attempt.
  func waitMs(nowMs: Int64) -> Int64 { dueMs <= nowMs ? 0 : dueMs - nowMs }

  /// Notes what became of an attempt.
  ///
  /// - Parameters:
  ///   - nowMs: from a clock that never jumps.
  ///   - fraction: a random number from 0 to 1.
  mutating func note(_ outcome: Outcome, nowMs: Int64, fraction: Double) {
    guard outcome != .delivered else {
      self = DeliverySchedule()
      return
    }
    let delay = DeliverySchedule.backoff.delayMs(attempt: failures, fraction: fraction)
    dueMs = nowMs + max(delay, DeliverySchedule.minDelayMs)
    failures += 1
  }

  /// What an HTTP answer means.
  static func outcome(status: Int, isAccepted: Bool) -> Outcome {
    if isAccepted { return .delivered }
    return status == 408 || status == 429 || status >= 500 ? .unavailable : .refused
  }
}
