/// How long to wait before the next attempt: exponential backoff with full jitter.
///
/// The wait is drawn evenly from 0 up to a ceiling that doubles with each attempt. Many clients that an exchange's
/// restart has thrown out at once so come back spread over the whole span, and not in waves. Source: AWS Architecture
/// Blog, "Exponential Backoff And Jitter" (2015), where full jitter needs the fewest calls.
///
/// Both kinds in use, in milliseconds; half the ceiling is the mean wait:
///
///     attempt              0     1     2     3     4      5      6      7 and later
///     connection, ceiling  500   1000  2000  4000  8000   16000  30000  30000
///     connection, mean     250   500   1000  2000  4000   8000   15000  15000
///     request, ceiling     1000  2000  4000  8000  16000  30000  30000  30000
///     request, mean        500   1000  2000  4000  8000   15000  15000  15000
///
/// The first ceiling of a connection is short because a signal waits no longer than 2 s for a feed to come back.
struct Backoff: Hashable {
  /// The ceiling of attempt 0, in milliseconds.
  let baseMs: Int64
  /// The ceiling that no attempt exceeds, in milliseconds.
  let capMs: Int64

  /// Between connections of the WebSocket.
  static let connection = Backoff(baseMs: 500, capMs: 30_000)
  /// Between REST requests that failed.
  static let request = Backoff(baseMs: 1000, capMs: 30_000)

  /// The longest wait before an attempt, in milliseconds: `baseMs` doubled `attempt` times, at most `capMs`.
  ///
  /// - Complexity: O(log(capMs / baseMs)).
  func ceilingMs(attempt: Int) -> Int64 {
    var ceiling = min(baseMs, capMs)
    var doublings = 0
    // Ends at the cap, so that a large attempt costs nothing and cannot overflow.
    while doublings < attempt, ceiling > 0, ceiling < capMs {
      ceiling = ceiling > capMs / 2 ? capMs : ceiling * 2
      doublings += 1
    }
    return ceiling
  }

  /// The wait before an attempt, in milliseconds.
  ///
  /// - Parameters:
  ///   - attempt: how many attempts have failed in a row before this one; a negative number counts as 0.
  ///   - fraction: a random number from 0 to 1, drawn by the caller. What lies outside counts as the nearer end, and
  ///     what is no number as 1: the longest wait is never the wrong one.
  func delayMs(attempt: Int, fraction: Double) -> Int64 {
    let bounded = fraction.isNaN ? 1 : min(max(fraction, 0), 1)
    return Int64(Double(ceilingMs(attempt: attempt)) * bounded)
  }
}
