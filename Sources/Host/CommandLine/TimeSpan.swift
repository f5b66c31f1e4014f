/// A span of time as people write it: `90s`, `30m`, `2h`, `1d`.
enum TimeSpan {
  /// The span in milliseconds; nil where the text is none. At most 2^32 of its unit, far from the end of the numbers.
  static func ms(_ text: some StringProtocol) -> Int64? {
    guard let count = UInt32(text.dropLast()), text.utf8.first != UInt8(ascii: "+") else { return nil }
    let unitMs: Int64
    switch text.last {
    case "s": unitMs = 1000
    case "m": unitMs = 60_000
    case "h": unitMs = 3_600_000
    case "d": unitMs = 86_400_000
    default: return nil
    }
    return Int64(count) * unitMs
  }
}
