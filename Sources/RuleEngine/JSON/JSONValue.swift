/// A JSON document in memory. Every value and key knows where it stands; numbers keep their text; duplicate keys stay.
public struct JSONValue: Sendable {
  /// What the value is.
  public enum Content: Sendable {
    /// `null`, a boolean, a number or a string.
    case scalar(JSONScalar)
    /// An array.
    case array([JSONValue])
    /// An object, its members in their order.
    case object([Member])
  }

  /// A key and its value.
  public struct Member: Sendable {
    /// The key.
    public let key: String
    /// The offset of the key's opening quotation mark.
    public let keyOffset: Int
    /// The value.
    public let value: JSONValue
  }

  /// What the value is.
  public let content: Content
  /// The offset of the value's first byte.
  public let offset: Int

  /// Makes a value that stands at an offset.
  public init(_ content: Content, at offset: Int) {
    self.content = content
    self.offset = offset
  }

  /// Reads a whole text.
  ///
  /// - Throws: `JSONError` at the first byte that is not JSON.
  public init(parsing text: UnsafeRawBufferPointer) throws(JSONError) {
    var scanner = JSONScanner(text)
    self = try JSONValue(next: &scanner)
    try scanner.end()
  }

  /// Reads a whole text; see `init(parsing:)`.
  public init(parsing text: [UInt8]) throws(JSONError) {
    // A closure's error is untyped for the compiler here, so the result is carried out of it.
    let result = text.withUnsafeBytes { bytes in
      Result { () throws(JSONError) in try JSONValue(parsing: bytes) }
    }
    self = try result.get()
  }

  /// Reads the next value of a scanner.
  public init(next scanner: inout JSONScanner) throws(JSONError) {
    let kind = try scanner.peek()
    let start = scanner.offset
    switch kind {
    case .object:
      var members: [Member] = []
      try scanner.beginObject()
      while let key = try scanner.nextKey() {
        // Most objects have two to four members: room for them is made once.
        if members.isEmpty { members.reserveCapacity(4) }
        members.append(
          Member(key: scanner.text(key), keyOffset: key.start - 1, value: try JSONValue(next: &scanner)))
      }
      content = .object(members)
    case .array:
      var elements: [JSONValue] = []
      try scanner.beginArray()
      while try scanner.nextElement() { elements.append(try JSONValue(next: &scanner)) }
      content = .array(elements)
    case .string: content = .scalar(.string(scanner.text(try scanner.string())))
    case .number: content = .scalar(.number(scanner.text(try scanner.number())))
    case .boolean: content = .scalar(.bool(try scanner.boolean()))
    case .null:
      try scanner.null()
      content = .scalar(.null)
    }
    offset = start
  }

  /// The members of an object; nil of any other value.
  public var members: [Member]? {
    if case .object(let members) = content { members } else { nil }
  }

  /// The elements of an array; nil of any other value.
  public var elements: [JSONValue]? {
    if case .array(let elements) = content { elements } else { nil }
  }

  /// The text of a string; nil of any other value.
  public var string: String? {
    if case .scalar(.string(let text)) = content { text } else { nil }
  }

  /// The text of a number; nil of any other value.
  public var number: String? {
    if case .scalar(.number(let text)) = content { text } else { nil }
  }

  /// A whole number that fits 64 bits, however it is written; nil of any other value.
  public var whole: Int64? { number.flatMap { ExactDecimal($0) }?.whole }

  /// The value of a boolean; nil of any other value.
  public var bool: Bool? {
    if case .scalar(.bool(let value)) = content { value } else { nil }
  }

  /// Whether the value is `null`.
  public var isNull: Bool {
    if case .scalar(.null) = content { true } else { false }
  }

  /// The first value of a key in an object; nil where there is none.
  public subscript(key: String) -> JSONValue? { members?.first { $0.key == key }?.value }
}
