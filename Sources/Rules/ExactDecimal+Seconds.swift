internal import RuleEngine

extension ExactDecimal {
  /// A span of milliseconds, in seconds.
  static func seconds(ms: Int64) -> ExactDecimal {
    // A millisecond is 10^15 units of 10^-18 seconds.
    ExactDecimal(units: Int128(ms) * 1_000_000_000_000_000)
  }
}
