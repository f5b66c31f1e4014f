// Strings: their escapes, their UTF-8, and what they say.
extension JSONScanner {
  /// Passes over characters of ASCII that a string holds as they are, eight at a time while there are so many.
  mutating func skipPlainBytes() {
    while offset + 8 <= bytes.count {
      let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      let others = JSONScanner.othersThanPlain(word)
      guard others == 0 else {
        offset += others.trailingZeroBitCount / 8
        return
      }
      offset += 8
    }
  }

  /// The highest bit of the first byte that is a quotation mark, a backslash, a control character or no ASCII; above it
  /// bits may be set too many, since a subtraction borrows upwards.
  private static func othersThanPlain(_ word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let quotes = word ^ 0x2222_2222_2222_2222
    let backslashes = word ^ 0x5C5C_5C5C_5C5C_5C5C
    let controls = (word &- 0x2020_2020_2020_2020) & ~word
    let borrows = controls | ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes)
    return (borrows | word) & 0x8080_8080_8080_8080
  }

  /// Passes over an escape sequence, and over both halves of a surrogate pair.
  mutating func skipEscape() throws(JSONError) {
    let start = offset
    offset += 1
    guard offset < bytes.count else { throw JSONError(.unexpectedEnd(expected: .quote), at: offset) }
    let letter = bytes[offset]
    offset += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      return
    case UInt8(ascii: "u"):
      guard let unit = hexUnit(at: offset) else { throw JSONError(.malformedEscape, at: start) }
      offset += 4
      if UTF16.isTrailSurrogate(unit) { throw JSONError(.loneSurrogate, at: start) }
      guard UTF16.isLeadSurrogate(unit) else { return }
      guard offset + 1 < bytes.count, bytes[offset] == UInt8(ascii: "\\"), bytes[offset + 1] == UInt8(ascii: "u"),
        let trail = hexUnit(at: offset + 2), UTF16.isTrailSurrogate(trail)
      else { throw JSONError(.loneSurrogate, at: start) }
      offset += 6
    default: throw JSONError(.malformedEscape, at: start)
    }
  }

  private func hexUnit(at index: Int) -> UInt16? {
    guard index + 4 <= bytes.count else { return nil }
    var unit: UInt16 = 0
    for position in index..<index + 4 {
      let byte = bytes[position]
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
      default: return nil
      }
      unit = unit << 4 | UInt16(digit)
    }
    return unit
  }

  /// Passes over one scalar of two to four bytes, by table 3-7 of the Unicode Standard (well-formed UTF-8).
  mutating func skipMultibyteScalar() throws(JSONError) {
    let lead = bytes[offset]
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch lead {
    case 0xC2...0xDF: length = 2
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xE1...0xEC, 0xEE...0xEF: length = 3
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: length = 4
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    default: throw JSONError(.invalidUTF8, at: offset)
    }
    guard offset + length <= bytes.count, second.contains(bytes[offset + 1]) else {
      throw JSONError(.invalidUTF8, at: offset)
    }
    for index in offset + 2..<offset + length where !(0x80...0xBF).contains(bytes[index]) {
      throw JSONError(.invalidUTF8, at: offset)
    }
    offset += length
  }

  /// The bytes of a token as they stand in the text.
  public func raw(_ token: Token) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: bytes[token.start..<token.end])
  }

  /// The text of a string or a number, with escape sequences decoded.
  public func text(_ token: Token) -> String {
    guard token.hasEscapes else { return String(decoding: raw(token), as: UTF8.self) }
    return String(decoding: unescaped(token), as: UTF8.self)
  }

  /// Whether a string's text is the one given, byte for byte.
  public func matches(_ token: Token, _ word: StaticString) -> Bool {
    guard token.hasEscapes else { return holds(word, from: token.start, to: token.end) }
    return word.withUTF8Buffer { unescaped(token).elementsEqual($0) }
  }

  /// Whether a part of the text is a word, byte for byte.
  func holds(_ word: StaticString, from start: Int, to end: Int) -> Bool {
    guard word.utf8CodeUnitCount == end - start else { return false }
    let expected = word.utf8Start
    for index in 0..<(end - start) where bytes[start &+ index] != expected[index] { return false }
    return true
  }

  private func unescaped(_ token: Token) -> [UInt8] {
    var decoded: [UInt8] = []
    decoded.reserveCapacity(token.end - token.start)
    var index = token.start
    while index < token.end {
      let byte = bytes[index]
      index += 1
      guard byte == UInt8(ascii: "\\") else {
        decoded.append(byte)
        continue
      }
      let letter = bytes[index]
      index += 1
      switch letter {
      case UInt8(ascii: "b"): decoded.append(0x08)
      case UInt8(ascii: "f"): decoded.append(0x0C)
      case UInt8(ascii: "n"): decoded.append(0x0A)
      case UInt8(ascii: "r"): decoded.append(0x0D)
      case UInt8(ascii: "t"): decoded.append(0x09)
      case UInt8(ascii: "u"):
        var units = [hexUnit(at: index) ?? 0]
        index += 4
        if UTF16.isLeadSurrogate(units[0]) {
          // The token was validated: the other half stands behind `\u`.
          units.append(hexUnit(at: index + 2) ?? 0)
          index += 6
        }
        decoded.append(contentsOf: String(decoding: units, as: UTF16.self).utf8)
      default: decoded.append(letter)
      }
    }
    return decoded
  }
}
