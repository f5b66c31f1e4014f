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
/// comparison of its place with the count. Places are counted without checks for overflow: they begin at zero, and grow
/// only where a byte was found.
public struct JSONScanner {
  /// The deepest nesting that is read.
  public static let maxDepth = 128

  // The text: an address that is one even of an empty text, and how many bytes may be read from there.
  @usableFromInline let base: UnsafeRawPointer
  let count: Int
  /// The offset of the next byte.
  public internal(set) var offset = 0
  private var depth = 0
  private var isFirst = false

  /// A string or a number in the text: the bytes between the quotes, or the number's own. It is of use only to a scanner
  /// of the text where it was found, of which it is a part.
  public struct Token: Sendable {
    /// The offset of the first byte.
    public let start: Int
    /// The offset behind the last byte.
    public let end: Int
    /// Whether a string has escape sequences that must be decoded.
    public let hasEscapes: Bool
    // Whether all bytes are known to be ASCII.
    let isASCII: Bool
  }

  /// What stands next.
  public enum Kind: Sendable {
    /// A value's type, by its first byte.
    case object, array, string, number, boolean, null
  }

  /// Begins to read a text.
  public init(_ bytes: UnsafeRawBufferPointer) {
    let nowhere: StaticString = "no text"
    base = bytes.baseAddress ?? UnsafeRawPointer(nowhere.utf8Start)
    count = bytes.count
  }

  /// The text.
  public var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

  // Not checked: what stands at a place before the end.
  @inline(__always) func byte(at place: Int) -> UInt8 { base.load(fromByteOffset: place, as: UInt8.self) }

  // MARK: Structure

  /// What kind of value stands next; white space before it is passed over.
  public mutating func peek() throws(JSONError) -> Kind {
    skipWhitespace()
    guard offset < count else { throw JSONError(.unexpectedEnd(expected: .value), at: offset) }
    switch byte(at: offset) {
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
    if let key = takePlainKey() { return key }
    guard try advance(to: UInt8(ascii: "}"), .commaOrEndOfObject) else { return nil }
    guard offset < count else { throw JSONError(.unexpectedEnd(expected: .key), at: offset) }
    guard byte(at: offset) == UInt8(ascii: "\"") else { throw JSONError(.unexpected(expected: .key), at: offset) }
    let key = try readString()
    skipWhitespace()
    try take(UInt8(ascii: ":"), .colon)
    return key
  }

  /// Takes a key as most stand: right behind the brace or the comma, of plain bytes, and its colon right behind it.
  ///
  /// What else stands there, be it right or wrong, is left to be read one thing at a time.
  @inline(__always)
  private mutating func takePlainKey() -> Token? {
    var place = offset
    if !isFirst {
      guard place < count, byte(at: place) == UInt8(ascii: ",") else { return nil }
      place &+= 1
    }
    guard place < count, byte(at: place) == UInt8(ascii: "\"") else { return nil }
    let start = place &+ 1
    let end = endOfPlainBytes(from: start)
    guard end &+ 1 < count, byte(at: end) == UInt8(ascii: "\""), byte(at: end &+ 1) == UInt8(ascii: ":") else {
      return nil
    }
    isFirst = false
    offset = end &+ 2
    return Token(start: start, end: end, hasEscapes: false, isASCII: true)
  }

  /// Whether another element of the array that was entered stands next; at the end the array is left.
  public mutating func nextElement() throws(JSONError) -> Bool {
    try advance(to: UInt8(ascii: "]"), .commaOrEndOfArray)
  }

  /// Makes sure that nothing but white space follows.
  public mutating func end() throws(JSONError) {
    skipWhitespace()
    guard offset == count else { throw JSONError(.unexpected(expected: .end), at: offset) }
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

  /// Goes on behind a value that the caller has read by itself, and found to be one.
  public mutating func passOver(valueUpTo end: Int) {
    precondition(end >= offset && end <= count, "a value stands in the text, and nowhere before its begin")
    offset = end
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
  @inline(__always)
  private mutating func advance(to bracket: UInt8, _ expected: JSONError.Expectation) throws(JSONError) -> Bool {
    skipWhitespace()
    guard offset < count else { throw JSONError(.unexpectedEnd(expected: expected), at: offset) }
    let byte = byte(at: offset)
    if byte == bracket {
      offset &+= 1
      depth &-= 1
      isFirst = false
      return false
    }
    if isFirst {
      isFirst = false
    } else {
      guard byte == UInt8(ascii: ",") else { throw JSONError(.unexpected(expected: expected), at: offset) }
      offset &+= 1
      skipWhitespace()
      // A closing bracket behind a comma is neither a key nor a value: say so where it stands.
      if offset < count, self.byte(at: offset) == bracket { throw JSONError(.trailingComma, at: offset) }
    }
    return true
  }

  @inline(__always)
  private mutating func take(_ byte: UInt8, _ expected: JSONError.Expectation) throws(JSONError) {
    guard offset < count else { throw JSONError(.unexpectedEnd(expected: expected), at: offset) }
    guard self.byte(at: offset) == byte else { throw JSONError(.unexpected(expected: expected), at: offset) }
    offset &+= 1
  }

  @inline(__always)
  private mutating func skipWhitespace() {
    // Most lines have none: what is above a space is asked first.
    while offset < count, byte(at: offset) <= 0x20 {
      switch byte(at: offset) {
      case 0x20, 0x09, 0x0A, 0x0D: offset &+= 1
      default: return
      }
    }
  }

  // MARK: Scalars

  /// Reads a string; the token holds what stands between the quotes.
  public mutating func string() throws(JSONError) -> Token {
    skipWhitespace()
    return try readString()
  }

  @inline(__always)
  private mutating func readString() throws(JSONError) -> Token {
    try take(UInt8(ascii: "\""), .string)
    let start = offset
    offset = endOfPlainBytes(from: start)
    guard offset < count, byte(at: offset) == UInt8(ascii: "\"") else { return try readUnusualString(from: start) }
    offset &+= 1
    return Token(start: start, end: offset &- 1, hasEscapes: false, isASCII: true)
  }

  /// Reads on in a string that is more than one run of plain bytes.
  @inline(never)
  private mutating func readUnusualString(from start: Int) throws(JSONError) -> Token {
    var hasEscapes = false
    while offset < count {
      switch byte(at: offset) {
      case UInt8(ascii: "\""):
        offset &+= 1
        return Token(start: start, end: offset &- 1, hasEscapes: hasEscapes, isASCII: false)
      case UInt8(ascii: "\\"):
        hasEscapes = true
        try skipEscape()
      case 0..<0x20: throw JSONError(.controlCharacter, at: offset)
      case 0x20..<0x80: offset &+= 1
      default: try skipMultibyteScalar()
      }
      offset = endOfPlainBytes(from: offset)
    }
    throw JSONError(.unexpectedEnd(expected: .quote), at: offset)
  }

  /// Reads a number; the token holds its text.
  public mutating func number() throws(JSONError) -> Token {
    skipWhitespace()
    let start = offset
    if offset < count, byte(at: offset) == UInt8(ascii: "-") { offset &+= 1 }
    guard offset < count else { throw JSONError(.unexpectedEnd(expected: .number), at: offset) }
    if byte(at: offset) == UInt8(ascii: "0") {
      offset &+= 1
      if isDigit(at: offset) { throw JSONError(.malformedNumber, at: start) }
    } else {
      guard isDigit(at: offset) else {
        throw JSONError(offset == start ? .unexpected(expected: .number) : .malformedNumber, at: start)
      }
      skipDigits()
    }
    if offset < count, byte(at: offset) == UInt8(ascii: ".") {
      offset &+= 1
      guard isDigit(at: offset) else { throw JSONError(.malformedNumber, at: start) }
      skipDigits()
    }
    if offset < count, byte(at: offset) | 0x20 == UInt8(ascii: "e") {
      offset &+= 1
      if offset < count, byte(at: offset) == UInt8(ascii: "+") || byte(at: offset) == UInt8(ascii: "-") {
        offset &+= 1
      }
      guard isDigit(at: offset) else { throw JSONError(.malformedNumber, at: start) }
      skipDigits()
    }
    return Token(start: start, end: offset, hasEscapes: false, isASCII: true)
  }

  /// Reads `true` or `false`.
  public mutating func boolean() throws(JSONError) -> Bool {
    skipWhitespace()
    if offset < count, byte(at: offset) == UInt8(ascii: "t") {
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

  @inline(__always) private func isDigit(at index: Int) -> Bool {
    index < count && byte(at: index) &- UInt8(ascii: "0") < 10
  }

  @inline(__always) private mutating func skipDigits() { while isDigit(at: offset) { offset &+= 1 } }

  private mutating func takeWord(_ word: StaticString) throws(JSONError) {
    let length = word.utf8CodeUnitCount
    guard length <= count &- offset, holds(word, at: offset) else {
      throw JSONError(.unexpected(expected: .value), at: offset)
    }
    offset &+= length
  }
}
