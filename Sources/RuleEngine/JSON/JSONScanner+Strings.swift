// Strings: their escapes, their UTF-8, and what they say.
extension JSONScanner {
  /// The place behind characters of ASCII that a string holds as they are, found eight at a time while there are so many.
  @inline(__always) func endOfPlainBytes(from start: Int) -> Int {
    var place = start
    // The last word begins eight bytes before the end.
    while place &+ 8 <= count {
      let word = UInt64(littleEndian: base.loadUnaligned(fromByteOffset: place, as: UInt64.self))
      let others = word.escapedOrMultibyte
      if others != 0 { return place &+ others.trailingZeroBitCount &>> 3 }
      place &+= 8
    }
    return place
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
    // A token stands in the text.
    UnsafeRawBufferPointer(start: base + token.start, count: token.end &- token.start)
  }

  /// The text of a string or a number, with escape sequences decoded.
  public func text(_ token: Token) -> String {
    if token.isASCII { return String(ascii: raw(token)) }
    // The scanner has passed over whole scalars of UTF-8 alone.
    guard token.hasEscapes else { return String(valid: raw(token)) }
    return String(decoding: unescaped(token), as: UTF8.self)
  }

  /// Whether a string's text is the one given, byte for byte.
  @inlinable @inline(__always)
  public func matches(_ token: Token, _ word: StaticString) -> Bool {
    if token.hasEscapes { return matchesUnescaped(token, word) }
    return token.end &- token.start == word.utf8CodeUnitCount && holds(word, at: token.start)
  }

  @usableFromInline @inline(never)
  func matchesUnescaped(_ token: Token, _ word: StaticString) -> Bool {
    word.withUTF8Buffer { unescaped(token).elementsEqual($0) }
  }

  /// Whether a word stands at a place, byte for byte. So many bytes must follow it.
  ///
  /// Of a word of the program itself all is known but the text: this compiles to a few comparisons of whole words.
  @inlinable @inline(__always)
  func holds(_ word: StaticString, at place: Int) -> Bool {
    let length = word.utf8CodeUnitCount
    let found = base + place
    let expected = UnsafeRawPointer(word.utf8Start)
    var index = 0
    while index &+ 8 <= length {
      guard
        found.loadUnaligned(fromByteOffset: index, as: UInt64.self)
          == expected.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      else { return false }
      index &+= 8
    }
    while index < length {
      guard
        found.load(fromByteOffset: index, as: UInt8.self) == expected.load(fromByteOffset: index, as: UInt8.self)
      else { return false }
      index &+= 1
    }
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
