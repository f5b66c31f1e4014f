internal import RuleEngine

/// A decimal of at most 15 characters, read eight at a time: `0.14803`, `20749.0`, `7`.
///
/// This is JSON's grammar less its minus sign and exponent. What is longer, or spelled in another way, is not read
/// here; `DecimalLiteral` reads everything. A digit is a byte b with b ^ "0" < 10, the number's end is the first byte
/// that is no digit, a point apart; the words are arranged so that the last digit stands in the highest byte.
struct ShortDecimal {
  // The last eight digits and those before them, one a byte, each 0 to 9, the first in the lowest byte.
  private let last: UInt64
  private let first: UInt64
  /// How many digits stand behind the point: 0 to 9.
  let decimals: Int
  /// How many characters the number has: 1 to 15.
  let length: Int

  private static var maxWholeDigits: Int { 9 }
  private static var maxDecimals: Int { 9 }

  /// Whether every digit is a zero.
  @inline(__always) var isZero: Bool { first | last == 0 }

  /// Whether the number is surely no more than 99,999,999: it has seven digits before its point, or eight alone.
  @inline(__always) var isInPriceRange: Bool { length &- decimals <= 8 }

  /// The digits without the point, below 10^15.
  @inline(__always) var coefficient: UInt64 {
    let low = ShortDecimal.number(last)
    return first == 0 ? low : ShortDecimal.number(first) &* 100_000_000 &+ low
  }

  /// The number in units of 10^-`scale`. `scale` must be at least `decimals` and at most 10, and the number with these
  /// decimals below 1.8 × 10^19.
  @inline(__always) func units(scale: Int) -> UInt64 { coefficient &* .powerOfTen(scale &- decimals) }

  /// Reads the number that begins at a place and ends before a quotation mark; nil where it is none, or not short.
  @inline(__always) static func read(_ bytes: FrameBytes, at place: Int) -> ShortDecimal? {
    let word = bytes.word(at: place)
    guard let shape = DecimalShape(word) else { return nil }
    if shape.end > 63 {
      guard bytes.byte(at: place &+ 8) == UInt8(ascii: "\"") else { return readLong(word, bytes.word(at: place &+ 8)) }
      // A point in the last byte has no digit behind it.
      guard shape.point != 63 else { return nil }
    }
    return ShortDecimal(word, shape)
  }

  /// The number that a word holds.
  ///
  /// - Parameter shape: matches the word.
  @inline(__always) init(_ word: UInt64, _ shape: DecimalShape) {
    // Up the digits go, until the last is in the highest byte.
    let digits = DecimalShape.digits(word)
    let room = UInt64(truncatingIfNeeded: 71 &- shape.end)
    last = shape.hasPoint ? ShortDecimal.withoutByte(digits, atBit: shape.point) &<< (room &+ 8) : digits &<< room
    first = 0
    decimals = shape.decimals
    length = shape.length
  }

  private init(last: UInt64, first: UInt64, decimals: Int, length: Int) {
    self.last = last
    self.first = first
    self.decimals = decimals
    self.length = length
  }

  /// Reads a number that does not end in its first word, which holds digits and at most one point, behind a digit.
  @inline(never) private static func readLong(_ word: UInt64, _ next: UInt64) -> ShortDecimal? {
    let others = DecimalShape.nonDigits(next)
    guard others != 0 else { return nil }
    let point = DecimalShape.nonDigits(word)
    var end = others.trailingZeroBitCount
    var (low, high) = (DecimalShape.digits(word), DecimalShape.digits(next))
    let (count, wholeDigits): (Int, Int)
    if point != 0 {
      low = withoutByte(low, atBit: point.trailingZeroBitCount) | high &<< 56
      high &>>= 8
      count = 7 &+ end &>> 3
      wholeDigits = point.trailingZeroBitCount &>> 3
      guard count > wholeDigits else { return nil }
    } else if DecimalShape.byte(next, atBit: end) == UInt8(ascii: ".") {
      let rest = others & (others &- 1)
      guard rest != 0 else { return nil }
      wholeDigits = 8 &+ end &>> 3
      high = withoutByte(high, atBit: end)
      end = rest.trailingZeroBitCount
      count = 7 &+ end &>> 3
      guard count > wholeDigits else { return nil }
    } else {
      count = 8 &+ end &>> 3
      wholeDigits = count
    }
    guard wholeDigits <= maxWholeDigits, count &- wholeDigits <= maxDecimals else { return nil }
    // There are 7 to 15 of them.
    let digits = (UInt128(high) &<< 64 | UInt128(low)) &<< UInt128(128 &- count &* 8)
    return ShortDecimal(
      last: UInt64(truncatingIfNeeded: digits &>> 64), first: UInt64(truncatingIfNeeded: digits),
      decimals: count &- wholeDigits, length: 8 &+ end &>> 3)
  }

  /// Takes out the byte whose highest bit is given; those above it move down.
  @inline(__always) private static func withoutByte(_ word: UInt64, atBit bit: Int) -> UInt64 {
    let below = 1 &<< UInt64(truncatingIfNeeded: bit & 56) &- 1
    return word & below | word &>> 8 & ~below
  }

  /// The number of eight digits: pairs, then fours, then all are joined, in one multiplication each.
  @inline(__always) private static func number(_ digits: UInt64) -> UInt64 {
    let pairs = digits &* 10 &+ digits &>> 8
    let mask: UInt64 = 0x0000_00FF_0000_00FF
    return ((pairs & mask) &* 0x000F_4240_0000_0064 &+ (pairs &>> 16 & mask) &* 0x0000_2710_0000_0001) &>> 32
  }
}
