/// How much of an account's money is free for new positions, as it was last seen.
public struct AvailableBalance: Hashable, Sendable, Dated {
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
}
