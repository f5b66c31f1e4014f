/// Decides byte by byte whether a text is UTF-8, so that a wrong byte is met where it stands and not at a message's end.
///
/// The well-formed sequences are those of RFC 3629, section 4: no overlong form, no surrogate, nothing above U+10FFFF.
struct UTF8Validator {
  // How many bytes of the scalar are still to come, and the range of the next of them.
  private var missing = 0
  private var range: ClosedRange<UInt8> = continuation

  private static let continuation: ClosedRange<UInt8> = 0x80...0xBF

  /// Whether the text may end here: no scalar has begun without its end.
  var isComplete: Bool { missing == 0 }

  /// Reads more of the text.
  ///
  /// - Returns: whether the text can still be UTF-8. After `false` the validator must not be used.
  mutating func accept(_ bytes: RawSpan) -> Bool {
    var index = 0
    while index < bytes.byteCount {
      if missing == 0 {
        index = UTF8Validator.endOfASCII(in: bytes, from: index)
        guard index < bytes.byteCount else { break }
      }
      // `index` is below the count.
      let byte = bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self)
      guard missing == 0 ? begin(byte) : range.contains(byte) else { return false }
      if missing > 0, byte < 0xC0 {
        missing -= 1
        range = UTF8Validator.continuation
      }
      index += 1
    }
    return true
  }

  // Order books are ASCII: eight bytes at a time.
  private static func endOfASCII(in bytes: RawSpan, from start: Int) -> Int {
    var index = start
    while index + 8 <= bytes.byteCount {
      // The eight bytes from `index` on lie inside.
      let word = bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
      guard word & 0x8080_8080_8080_8080 == 0 else { break }
      index += 8
    }
    while index < bytes.byteCount, bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self) < 0x80 { index += 1 }
    return index
  }

  private mutating func begin(_ lead: UInt8) -> Bool {
    (missing, range) =
      switch lead {
      case 0xC2...0xDF: (1, UTF8Validator.continuation)
      case 0xE0: (2, 0xA0...0xBF)
      case 0xED: (2, 0x80...0x9F)
      case 0xE1...0xEF: (2, UTF8Validator.continuation)
      case 0xF0: (3, 0x90...0xBF)
      case 0xF1...0xF3: (3, UTF8Validator.continuation)
      case 0xF4: (3, 0x80...0x8F)
      default: (0, UTF8Validator.continuation)
      }
    return missing > 0
  }
}
