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
