/// Fixed-point integers written as decimal text: exact and trimmed, or rounded half to even.
enum DecimalText {
  /// Appends `units` × 10^-`scale` without trailing zeros, exponent or negative zero.
  static func append(_ units: Int128, scale: Int, to text: inout [UInt8]) {
    if units < 0 { text.append(UInt8(ascii: "-")) }
    var magnitude = units.magnitude
    var decimals = scale
    while decimals > 0, magnitude.quotientAndRemainder(dividingBy: 10).remainder == 0 {
      magnitude /= 10
      decimals -= 1
    }
    appendDigits(magnitude, decimals: decimals, to: &text)
  }

  /// Appends a magnitude with exactly `decimals` digits behind the point.
  static func appendDigits(_ magnitude: UInt128, decimals: Int, to text: inout [UInt8]) {
    // 39 digits of a UInt128, or `decimals` zeros and one more before the point.
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 80) { buffer in
      var index = buffer.count
      var written = 0
      var rest = magnitude
      while rest != 0 || written <= decimals {
        if written == decimals, decimals > 0 {
          index -= 1
          buffer[index] = UInt8(ascii: ".")
        }
        let digit: UInt8
        if let narrow = UInt64(exactly: rest) {
          digit = UInt8(narrow % 10)
          rest = UInt128(narrow / 10)
        } else {
          let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: 10)
          digit = UInt8(remainder)
          rest = quotient
        }
        index -= 1
        buffer[index] = UInt8(ascii: "0") + digit
        written += 1
      }
      text.append(contentsOf: buffer[index...])
    }
  }
}

extension Int128 {
  /// The quotient rounded to the nearest integer, halves to the even one. The divisor must be positive.
  func dividedRoundingHalfToEven(by divisor: Int128) -> Int128 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    let twice = remainder.magnitude * 2
    let limit = divisor.magnitude
    let roundsAway = twice > limit || (twice == limit && quotient & 1 == 1)
    guard roundsAway else { return quotient }
    return self < 0 ? quotient - 1 : quotient + 1
  }
}
