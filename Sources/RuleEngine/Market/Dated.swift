/// What was received at a moment, and grows old from then on.
public protocol Dated {
  /// When it was true, in milliseconds since 1970 UTC.
  var receivedMs: Int64 { get }
}

extension Dated {
  /// The age in milliseconds. Negative where it comes from the future, by a clock that is ahead.
  @inlinable
  public func ageMs(now: Int64) -> Int64 { now - receivedMs }

  /// How far it is from being stale, in milliseconds; negative where it is older than `maxAgeMs`, or more than 2000 ms
  /// ahead of now. Exactly `maxAgeMs` old is not stale.
  @inlinable
  public func freshnessMs(now: Int64, maxAgeMs: Int64) -> Int64 {
    let age = ageMs(now: now)
    return min(maxAgeMs - age, age + Quote.maxAheadMs)
  }

  /// Whether it is stale: see `freshnessMs`.
  @inlinable
  public func isStale(now: Int64, maxAgeMs: Int64) -> Bool { freshnessMs(now: now, maxAgeMs: maxAgeMs) < 0 }
}
