/// Writes JSON into bytes, without white space, members in the order they come.
public struct JSONWriter: ~Copyable {
  private var buffer: TextBuffer
  private var needsComma = false

  /// Begins with an empty buffer that has room for `capacity` bytes.
  public init(capacity: Int = 64) { buffer = TextBuffer(capacity: capacity) }

  /// Forgets what was written and keeps the room it took.
  public mutating func removeAll() {
    buffer.removeAll()
    needsComma = false
  }

  /// A copy of what has been written.
  public var bytes: [UInt8] { buffer.bytes }

  /// The text as a string.
  public var text: String { buffer.text }

  /// What has been written, for as long as `body` runs.
  public borrowing func withBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result { try buffer.withBytes(body) }

  /// Writes an object; `body` writes its members.
  public mutating func object(_ body: (inout JSONWriter) -> Void) { wrap("{", "}", body) }

  /// Writes an array; `body` writes its elements.
  public mutating func array(_ body: (inout JSONWriter) -> Void) { wrap("[", "]", body) }

  /// Writes a key of the program's own, which has nothing to escape; a value follows.
  public mutating func key(_ name: StaticString) {
    buffer.appendKey(name, after: needsComma ? UInt8(ascii: ",") : nil)
    needsComma = false
  }

  /// Writes any key; a value follows.
  public mutating func key(named name: String) {
    quote(name)
    buffer.append(UInt8(ascii: ":"))
    needsComma = false
  }

  /// Writes a string.
  public mutating func string(_ text: String) {
    quote(text)
    needsComma = true
  }

  /// Writes a whole number.
  public mutating func whole(_ number: Int64) {
    separate()
    buffer.append(number)
  }

  /// Writes a whole number.
  public mutating func whole(_ number: Int) { whole(Int64(number)) }

  /// Writes a boolean.
  public mutating func bool(_ value: Bool) {
    separate()
    if value { buffer.append("true") } else { buffer.append("false") }
  }

  /// Writes `null`.
  public mutating func null() {
    separate()
    buffer.append("null")
  }

  /// Writes a scalar; a number as its text stands.
  public mutating func scalar(_ value: JSONScalar) {
    switch value {
    case .null: null()
    case .bool(let value): bool(value)
    case .number(let text): raw(text.utf8)
    case .string(let text): string(text)
    }
  }

  /// Writes a string of digits and other characters that need no escape, by appending it between quotes.
  public mutating func quoted(_ append: (inout TextBuffer) -> Void) {
    separate()
    buffer.append(UInt8(ascii: "\""))
    append(&buffer)
    buffer.append(UInt8(ascii: "\""))
  }

  /// Writes text that is JSON already.
  public mutating func raw(_ json: some Sequence<UInt8>) {
    separate()
    let isWhole: Void? = json.withContiguousStorageIfAvailable { buffer.append($0) }
    if isWhole == nil { for byte in json { buffer.append(byte) } }
  }

  /// Writes a member whose value is a string.
  public mutating func member(_ name: StaticString, _ text: String) {
    key(name)
    string(text)
  }

  /// Writes a member whose value is a whole number.
  public mutating func member(_ name: StaticString, _ number: Int64) {
    key(name)
    whole(number)
  }

  /// Writes a member whose value is a boolean.
  public mutating func member(_ name: StaticString, _ value: Bool) {
    key(name)
    bool(value)
  }

  /// Writes a member of any name whose value is a string.
  public mutating func member(named name: String, _ text: String) {
    key(named: name)
    string(text)
  }

  /// Writes a member of any name whose value is a whole number.
  public mutating func member(named name: String, _ number: Int64) {
    key(named: name)
    whole(number)
  }

  private mutating func wrap(_ open: Unicode.Scalar, _ close: Unicode.Scalar, _ body: (inout JSONWriter) -> Void) {
    separate()
    buffer.append(UInt8(ascii: open))
    needsComma = false
    body(&self)
    buffer.append(UInt8(ascii: close))
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { buffer.append(UInt8(ascii: ",")) }
    needsComma = true
  }

  private mutating func quote(_ text: String) {
    // A string of Swift's own lends its bytes without being copied.
    let isWhole: Void? = text.utf8.withContiguousStorageIfAvailable { quote($0) }
    guard isWhole == nil else { return }
    var text = text
    text.withUTF8 { quote($0) }
  }

  private mutating func quote(_ text: UnsafeBufferPointer<UInt8>) {
    // Most strings have nothing to escape, and go over whole.
    if buffer.appendQuoted(text, after: needsComma ? UInt8(ascii: ",") : nil) { return }
    separate()
    buffer.append(UInt8(ascii: "\""))
    escape(text)
    buffer.append(UInt8(ascii: "\""))
  }

  private mutating func escape(_ text: UnsafeBufferPointer<UInt8>) {
    for byte in text {
      switch byte {
      case UInt8(ascii: "\""): buffer.append(#"\""#)
      case UInt8(ascii: "\\"): buffer.append(#"\\"#)
      case 0x0A: buffer.append(#"\n"#)
      case 0x0D: buffer.append(#"\r"#)
      case 0x09: buffer.append(#"\t"#)
      case 0..<0x20:
        buffer.append(#"\u00"#)
        buffer.append(JSONWriter.hexDigit(byte >> 4))
        buffer.append(JSONWriter.hexDigit(byte & 15))
      default: buffer.append(byte)
      }
    }
  }

  private static func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }
}

extension UInt64 {
  /// Of eight characters, the highest bit of the first that a JSON string does not hold as it is: a quotation mark, a
  /// backslash or a control character. Above it bits may be set too many, since a subtraction borrows upwards; zero
  /// where there is none.
  @inline(__always) var escaped: UInt64 { borrows & ~self & 0x8080_8080_8080_8080 }

  /// The same, where a byte of a character beyond ASCII counts too.
  @inline(__always) var escapedOrMultibyte: UInt64 { (borrows | self) & 0x8080_8080_8080_8080 }

  // Of each byte of ASCII the highest bit, where it is below a space or equal to one of the two marks: what is zero, or
  // less, after a subtraction.
  @inline(__always) private var borrows: UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    return (self &- 0x2020_2020_2020_2020) | ((self ^ 0x2222_2222_2222_2222) &- ones)
      | ((self ^ 0x5C5C_5C5C_5C5C_5C5C) &- ones)
  }
}
