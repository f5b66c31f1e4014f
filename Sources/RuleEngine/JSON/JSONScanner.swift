/// Reads JSON (RFC 8259) from bytes, one token at a time, strictly and without allocating.
///
/// Everything it passes over is validated: the grammar of numbers, escapes and surrogate pairs, UTF-8, and a nesting of
/// at most 128 levels. The caller says what it wants next, and gets it or an error with its place:
///
/// ```swift
/// try scanner.beginObject()
/// while let key = try scanner.nextKey() {
///   if scanner.matches(key, "price") { price = try scanner.number() } else { try scanner.skipValue() }
/// }
/// try scanner.end()
/// ```
///
/// The bytes are the caller's and must outlive the scanner: use it inside `withUnsafeBytes`. Every read is behind a
/// comparison of the index with the count.
public struct JSONScanner {
  /// The deepest nesting that is read.
  public static let maxDepth = 128

  /// The text.
  public let bytes: UnsafeRawBufferPointer
  /// The offset of the next byte.
  public private(set) var offset = 0
  private var depth = 0
  private var isFirst = false

  /// A string or a number in the text: the bytes between the quotes, or the number's own.
  public struct Token: Sendable {
    /// The offset of the first byte.
    public let start: Int
    /// The offset behind the last byte.
    public let end: Int
    /// Whether a string has escape sequences that must be decoded.
    public let hasEscapes: Bool
  }

  /// What stands next.
  public enum Kind: Sendable {
    /// A value's type, by its first byte.
    case object, array, string, number, boolean, null
  }

  /// Begins to read a text.
  public init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  // MARK: Structure

  /// What kind of value stands next; white space before it is passed over.
  public mutating func peek() throws(JSONError) -> Kind {
    skipWhitespace()
    guard offset < bytes.count else { throw JSONError(.unexpectedEnd(expected: .value), at: offset) }
    switch bytes[offset] {
    case UInt8(ascii: "{"): return .object
    case UInt8(ascii: "["): return .array
    case UInt8(ascii: "\""): return .string
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
    case UInt8(ascii: "t"), UInt8(ascii: "f"): return .boolean
    case UInt8(ascii: "n"): return .null
    default:
      let hasMark = offset == 0 && bytes.starts(with: [0xEF, 0xBB, 0xBF])
      throw JSONError(hasMark ? .byteOrderMark : .unexpected(expected: .value), at: offset)
    }
  }

  /// Enters an object; `nextKey` follows.
  public mutating func beginObject() throws(JSONError) {
    try open(UInt8(ascii: "{"), .object)
  }

  /// Enters an array; `nextElement` follows.
  public mutating func beginArray() throws(JSONError) {
    try open(UInt8(ascii: "["), .array)
  }

  /// The next key of the object that was entered, behind its colon; nil at the object's end, which is then left.
  public mutating func nextKey() throws(JSONError) -> Token? {
    guard try advance(to: UInt8(ascii: "}"), .commaOrEndOfObject) else { return nil }
    guard offset < bytes.count else { throw JSONError(.unexpectedEnd(expected: .key), at: offset) }
    guard bytes[offset] == UInt8(ascii: "\"") else {
      throw JSONError(.unexpected(expected: .key), at: offset)
    }
    let key = try string()
    skipWhitespace()
    try take(UInt8(ascii: ":"), .colon)
    return key
  }

  /// Whether another element of the array that was entered stands next; at the end the array is left.
  public mutating func nextElement() throws(JSONError) -> Bool {
    try advance(to: UInt8(ascii: "]"), .commaOrEndOfArray)
  }

  /// Makes sure that nothing but white space follows.
  public mutating func end() throws(JSONError) {
    skipWhitespace()
    guard offset == bytes.count else { throw JSONError(.unexpected(expected: .end), at: offset) }
  }

  /// Passes over the next value, whatever it is, and validates it.
  public mutating func skipValue() throws(JSONError) {
    switch try peek() {
    case .object:
      try beginObject()
      while try nextKey() != nil { try skipValue() }
    case .array:
      try beginArray()
      while try nextElement() { try skipValue() }
    case .string: _ = try string()
    case .number: _ = try number()
    case .boolean: _ = try boolean()
    case .null: try null()
    }
  }

  private mutating func open(_ bracket: UInt8, _ expected: JSONError.Expectation) throws(JSONError) {
    skipWhitespace()
    let start = offset
    try take(bracket, expected)
    depth += 1
    isFirst = true
    if depth > JSONScanner.maxDepth { throw JSONError(.tooDeep, at: start) }
  }

  /// Passes over the separator before the next item, or over the closing bracket.
  private mutating func advance(to bracket: UInt8, _ expected: JSONError.Expectation) throws(JSONError) -> Bool {
    skipWhitespace()
    guard offset < bytes.count else { throw JSONError(.unexpectedEnd(expected: expected), at: offset) }
    let byte = bytes[offset]
    if byte == bracket {
      offset += 1
      depth -= 1
      isFirst = false
      return false
    }
    if isFirst {
      isFirst = false
    } else {
      guard byte == UInt8(ascii: ",") else { throw JSONError(.unexpected(expected: expected), at: offset) }
      offset += 1
      skipWhitespace()
      // A closing bracket behind a comma is neither a key nor a value: say so where it stands.
      if offset < bytes.count, bytes[offset] == bracket {
        throw JSONError(.unexpected(expected: bracket == UInt8(ascii: "}") ? .key : .value), at: offset)
      }
    }
    return true
  }

  private mutating func take(_ byte: UInt8, _ expected: JSONError.Expectation) throws(JSONError) {
    guard offset < bytes.count else { throw JSONError(.unexpectedEnd(expected: expected), at: offset) }
    guard bytes[offset] == byte else { throw JSONError(.unexpected(expected: expected), at: offset) }
    offset += 1
  }

  private mutating func skipWhitespace() {
    while offset < bytes.count {
      switch bytes[offset] {
      case 0x20, 0x09, 0x0A, 0x0D: offset += 1
      default: return
      }
    }
  }

  // MARK: Scalars

  /// Reads a string; the token holds what stands between the quotes.
  public mutating func string() throws(JSONError) -> Token {
    skipWhitespace()
    try take(UInt8(ascii: "\""), .string)
    let start = offset
    var hasEscapes = false
    while offset < bytes.count {
      switch bytes[offset] {
      case UInt8(ascii: "\""):
        offset += 1
        return Token(start: start, end: offset - 1, hasEscapes: hasEscapes)
      case UInt8(ascii: "\\"):
        hasEscapes = true
        try skipEscape()
      case 0..<0x20: throw JSONError(.controlCharacter, at: offset)
      case 0x20..<0x80: offset += 1
      default: try skipMultibyteScalar()
      }
    }
    throw JSONError(.unexpectedEnd(expected: .quote), at: offset)
  }

  /// Reads a number; the token holds its text.
  public mutating func number() throws(JSONError) -> Token {
    skipWhitespace()
    let start = offset
    if offset < bytes.count, bytes[offset] == UInt8(ascii: "-") { offset += 1 }
    guard offset < bytes.count else { throw JSONError(.unexpectedEnd(expected: .number), at: offset) }
    if bytes[offset] == UInt8(ascii: "0") {
      offset += 1
      if isDigit(at: offset) { throw JSONError(.malformedNumber, at: start) }
    } else {
      guard isDigit(at: offset) else {
        throw JSONError(offset == start ? .unexpected(expected: .number) : .malformedNumber, at: start)
      }
      skipDigits()
    }
    if offset < bytes.count, bytes[offset] == UInt8(ascii: ".") {
      offset += 1
      guard isDigit(at: offset) else { throw JSONError(.malformedNumber, at: start) }
      skipDigits()
    }
    if offset < bytes.count, bytes[offset] | 0x20 == UInt8(ascii: "e") {
      offset += 1
      if offset < bytes.count, bytes[offset] == UInt8(ascii: "+") || bytes[offset] == UInt8(ascii: "-") { offset += 1 }
      guard isDigit(at: offset) else { throw JSONError(.malformedNumber, at: start) }
      skipDigits()
    }
    return Token(start: start, end: offset, hasEscapes: false)
  }

  /// Reads `true` or `false`.
  public mutating func boolean() throws(JSONError) -> Bool {
    skipWhitespace()
    if offset < bytes.count, bytes[offset] == UInt8(ascii: "t") {
      try takeWord("true")
      return true
    }
    try takeWord("false")
    return false
  }

  /// Reads `null`.
  public mutating func null() throws(JSONError) {
    skipWhitespace()
    try takeWord("null")
  }

  /// Reads `null` where it stands next, and says whether it did.
  public mutating func takeNull() throws(JSONError) -> Bool {
    guard try peek() == .null else { return false }
    try null()
    return true
  }

  private func isDigit(at index: Int) -> Bool {
    index < bytes.count && bytes[index] &- UInt8(ascii: "0") < 10
  }

  private mutating func skipDigits() { while isDigit(at: offset) { offset += 1 } }

  private mutating func takeWord(_ word: StaticString) throws(JSONError) {
    let count = word.utf8CodeUnitCount
    guard holds(word, from: offset, to: min(offset + count, bytes.count)) else {
      throw JSONError(.unexpected(expected: .value), at: offset)
    }
    offset += count
  }

  // MARK: Strings

  private mutating func skipEscape() throws(JSONError) {
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
  private mutating func skipMultibyteScalar() throws(JSONError) {
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

  private func holds(_ word: StaticString, from start: Int, to end: Int) -> Bool {
    guard word.utf8CodeUnitCount == end - start else { return false }
    let expected = word.utf8Start
    for index in 0..<(end - start) where bytes[start + index] != expected[index] { return false }
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
