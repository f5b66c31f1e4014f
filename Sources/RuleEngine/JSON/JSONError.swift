/// Why a text is not JSON, and where.
public struct JSONError: Error, Hashable, Sendable {
  /// What is wrong.
  public enum Kind: Hashable, Sendable {
    /// The text ends where more was expected.
    case unexpectedEnd(expected: Expectation)
    /// Something else stands there than was expected.
    case unexpected(expected: Expectation)
    /// A closing bracket right behind a comma.
    case trailingComma
    /// A number that is not of JSON's grammar: a leading zero, a bare point, a plus sign.
    case malformedNumber
    /// A backslash that begins no escape sequence of JSON.
    case malformedEscape
    /// `\ud800` to `\udfff` without its other half.
    case loneSurrogate
    /// Bytes that are not UTF-8.
    case invalidUTF8
    /// A control character that must be escaped inside a string.
    case controlCharacter
    /// Nested deeper than 128 levels.
    case tooDeep
    /// A byte order mark stands before the text, which RFC 8259 forbids.
    case byteOrderMark
  }

  /// What the grammar allows at a place.
  public enum Expectation: String, Hashable, Sendable {
    /// Any value.
    case value = "a value"
    /// The end of the text.
    case end = "the end of the text"
    /// A key or the end of the object.
    case keyOrEnd = "a key in quotes or }"
    /// A key.
    case key = "a key in quotes"
    /// The colon behind a key.
    case colon = ":"
    /// A comma or the end of the object.
    case commaOrEndOfObject = ", or }"
    /// A comma or the end of the array.
    case commaOrEndOfArray = ", or ]"
    /// The closing quotation mark.
    case quote = "the closing quotation mark"
    /// An object.
    case object = "an object"
    /// An array.
    case array = "an array"
    /// A string.
    case string = "a string"
    /// A number.
    case number = "a number"
  }

  /// What is wrong.
  public let kind: Kind
  /// The offset of the first byte that is wrong.
  public let offset: Int

  init(_ kind: Kind, at offset: Int) {
    self.kind = kind
    self.offset = offset
  }
}

extension JSONError: CustomStringConvertible {
  /// The fault in words, without its place.
  public var description: String { JSONError.words(kind) }

  /// A kind of fault in words.
  public static func words(_ kind: Kind) -> String {
    switch kind {
    case .unexpectedEnd(let expected): "the text ends where \(expected.rawValue) was expected"
    case .unexpected(let expected): "expected \(expected.rawValue)"
    case .trailingComma: "a comma stands before this bracket; JSON has none behind the last item"
    case .malformedNumber: "this is not a number as JSON writes one"
    case .malformedEscape: "this is not an escape sequence of JSON"
    case .loneSurrogate: "half of a surrogate pair stands alone"
    case .invalidUTF8: "these bytes are not UTF-8"
    case .controlCharacter: "a control character must be escaped in a string"
    case .byteOrderMark: "a byte order mark stands before the text; save it as UTF-8 without one"
    case .tooDeep: "nested deeper than \(JSONScanner.maxDepth) levels"
    }
  }
}
