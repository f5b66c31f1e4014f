/// How much of an account's money is free for new positions, as it was last seen.
public struct AvailableBalance: Hashable, Sendable {
  /// The amount in US dollars, exact.
  public let amountUSD: ExactDecimal
  /// When it was true, in milliseconds since 1970 UTC: when it was received, or when the exchange says that it was made
  /// where that is earlier, or ahead.
  public let receivedMs: Int64

  /// How old a balance may be, in milliseconds, where nothing else is said: three questions at 30 s without an answer.
  public static let usualMaxAgeMs: Int64 = 90_000

  /// The largest amount that is believed, in US dollars, of either sign: 10^12. What is beyond is no balance.
  public static let maxAmountUSD = ExactDecimal(1_000_000_000_000)

  /// Whether an amount is one that an account may have: at most `maxAmountUSD`, of either sign.
  public static func isPlausible(_ amountUSD: ExactDecimal) -> Bool {
    amountUSD <= maxAmountUSD && amountUSD >= ExactDecimal.zero - maxAmountUSD
  }

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
