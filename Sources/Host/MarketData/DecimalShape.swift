/// Where the digits of a number stand in a word of eight characters, and where its point and its end.
///
/// Places are those of the highest bits of bytes: 7, 15, … 63, and 71 of the byte behind the word.
struct DecimalShape {
  /// The highest bit of each byte that is no digit.
  private let others: UInt64
  /// All bits of the point's byte, and the point in its place; zeros without a point.
  private let pointMask: UInt64
  private let pointWord: UInt64
  /// The bits in which digits differ from each other, of each digit.
  private let digitMask: UInt64
  /// The place of the point; that of the end where there is none.
  let point: Int
  /// The place of the first byte behind the number; 71 where that is not in the word.
  let end: Int

  private static var valueBits: UInt64 { 0x0F0F_0F0F_0F0F_0F0F }

  /// The shape of no number: no word matches it.
  static var none: DecimalShape {
    DecimalShape(others: .max)
  }

  private init(others: UInt64) {
    self.others = others
    pointMask = 0
    pointWord = 0
    digitMask = 0
    point = 7
    end = 7
  }

  /// Finds the number at the begin of a word, or its begin that fills the word; nil where none begins there.
  @inline(__always) init?(_ word: UInt64) {
    others = DecimalShape.nonDigits(word)
    point = others.trailingZeroBitCount | 7
    // A number begins with a digit, and a zero there ends the whole part.
    guard point > 7, word & 0xFF != 0x30 || point == 15 else { return nil }
    // Of a word of digits alone this is its first byte, and no point.
    guard DecimalShape.byte(word, atBit: point) == UInt8(ascii: ".") else {
      end = point
      pointMask = 0
      pointWord = 0
      digitMask = DecimalShape.valueBits & (1 << UInt64(end &- 7) &- 1)
      return
    }
    end = (others & (others &- 1)).trailingZeroBitCount | 7
    // Behind a point stands a digit, if only behind the word.
    guard end &- point > 8 || point == 63 else { return nil }
    pointMask = 0xFF &<< UInt64(truncatingIfNeeded: point & 56)
    pointWord = 0x2E &<< UInt64(truncatingIfNeeded: point & 56)
    digitMask = DecimalShape.valueBits & (1 << UInt64(end &- 7) &- 1) & ~pointMask
  }

  /// Whether a number of this shape begins a word.
  @inline(__always) func matches(_ word: UInt64) -> Bool {
    DecimalShape.nonDigits(word) == others && word & pointMask == pointWord && (word & 0xFF != 0x30 || point == 15)
  }

  /// Whether all digits of a word that matches are zeros.
  @inline(__always) func isZero(_ word: UInt64) -> Bool { word & digitMask == 0 }

  /// The digits of a word that matches as a number to compare with others of this shape: the first weighs most.
  @inline(__always) func key(_ word: UInt64) -> UInt64 { (word & digitMask).byteSwapped }

  @inline(__always) var hasPoint: Bool { end != point }
  /// How many digits stand behind the point.
  @inline(__always) var decimals: Int { hasPoint ? (end &- point) &>> 3 &- 1 : 0 }
  /// How many characters the number has, of those in the word.
  @inline(__always) var length: Int { end &>> 3 }

  /// The characters, "0" taken off each: a digit becomes its value.
  @inline(__always) static func digits(_ word: UInt64) -> UInt64 { word ^ 0x3030_3030_3030_3030 }

  /// The highest bit of each byte that is no digit, up to and including the first byte that is not ASCII.
  @inline(__always) static func nonDigits(_ word: UInt64) -> UInt64 {
    // 0 to 9 plus 0x76 stays below 0x80; other ASCII reaches it, and no sum of ASCII carries into the next byte.
    let digits = digits(word)
    return (digits &+ 0x7676_7676_7676_7676 | digits) & 0x8080_8080_8080_8080
  }

  /// The byte whose highest bit is given.
  @inline(__always) static func byte(_ word: UInt64, atBit bit: Int) -> UInt8 {
    UInt8(truncatingIfNeeded: word &>> UInt64(truncatingIfNeeded: bit & 56))
  }
}
