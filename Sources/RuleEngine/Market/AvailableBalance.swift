/// How much of an account's money is free for new positions, as it was last seen.
public struct AvailableBalance: Hashable, Sendable {
  /// The amount in US dollars, exact.
  public let amountUSD: ExactDecimal
  /// When it was received, in milliseconds since 1970 UTC.
  public let receivedMs: Int64

  /// How old a balance may be, in milliseconds, where nothing else is said: three questions at 30 s without an answer.
  public static let usualMaxAgeMs: Int64 = 90_000

  /// Makes a balance.
  public init(amountUSD: ExactDecimal, receivedMs: Int64) {
    self.amountUSD = amountUSD
    self.receivedMs = receivedMs
  }

  /// The age in milliseconds. Negative where the balance comes from the future, by a clock that is ahead.
  public func ageMs(now: Int64) -> Int64 { now - receivedMs }

  /// Whether the balance is older than `maxAgeMs`, or more than 2000 ms ahead of now. Exactly `maxAgeMs` old is not.
  public func isStale(now: Int64, maxAgeMs: Int64) -> Bool { freshnessMs(now: now, maxAgeMs: maxAgeMs) < 0 }

  /// How far the balance is from being stale, in milliseconds; negative where it is.
  public func freshnessMs(now: Int64, maxAgeMs: Int64) -> Int64 {
    let age = ageMs(now: now)
    return min(maxAgeMs - age, age + Quote.maxAheadMs)
  }
}
