import RuleEngine
import Testing

/// Where the JSON reader sees a fault, and how a place is counted.
@Suite struct JSONErrorPlaceTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let text: String
    let offset: Int
    let message: String

    init(_ text: String, _ offset: Int, _ message: String) {
      self.text = text
      self.offset = offset
      self.message = message
    }

    var testDescription: String { Array(text.utf8).shown }
  }

  private static let trailingComma = "a comma stands before this bracket; JSON has none behind the last item"

  static let cases = [
    Case("", 0, "the text ends where a value was expected"),
    Case("  ", 2, "the text ends where a value was expected"),
    Case("x", 0, "expected a value"),
    Case("1 x", 2, "expected the end of the text"),
    Case("[", 1, "the text ends where , or ] was expected"),
    Case("[1", 2, "the text ends where , or ] was expected"),
    Case("[1,", 3, "the text ends where a value was expected"),
    Case("[1 2]", 3, "expected , or ]"),
    Case("[1,]", 3, trailingComma),
    Case("[1,,2]", 3, "expected a value"),
    Case("[,1]", 1, "expected a value"),
    Case("{", 1, "the text ends where , or } was expected"),
    Case("{a:1}", 1, "expected a key in quotes"),
    Case("{1:1}", 1, "expected a key in quotes"),
    Case(#"{"a"}"#, 4, "expected :"),
    Case(#"{"a""#, 4, "the text ends where : was expected"),
    Case(#"{"a":}"#, 5, "expected a value"),
    Case(#"{"a":1 "b":2}"#, 7, "expected , or }"),
    Case(#"{"a":1,}"#, 7, trailingComma),
    Case(#"{"a":1,"#, 7, "the text ends where a key in quotes was expected"),
    Case(#"{"a":1]"#, 6, "expected , or }"),
    Case("[1}", 2, "expected , or ]"),
    Case(#"["a"#, 3, "the text ends where the closing quotation mark was expected"),
    Case(#"["a\"#, 4, "the text ends where the closing quotation mark was expected"),
    Case("[01]", 1, "this is not a number as JSON writes one"),
    Case("[-x]", 1, "this is not a number as JSON writes one"),
    Case("[1.]", 1, "this is not a number as JSON writes one"),
    Case("[ 1e+]", 2, "this is not a number as JSON writes one"),
    Case("[-", 2, "the text ends where a number was expected"),
    Case("[.5]", 1, "expected a value"),
    Case("[+1]", 1, "expected a value"),
    Case("[tru]", 1, "expected a value"),
    Case("nulx", 0, "expected a value"),
    Case(#"["é\x"]"#, 4, "this is not an escape sequence of JSON"),
    Case(#"["\u12g4"]"#, 2, "this is not an escape sequence of JSON"),
    Case(#"["ab\ud800c"]"#, 4, "half of a surrogate pair stands alone"),
    Case(#"["ab\udc00"]"#, 4, "half of a surrogate pair stands alone"),
    Case("[\"a\nb\"]", 3, "a control character must be escaped in a string"),
    Case("[\"期\u{0}\"]", 5, "a control character must be escaped in a string"),
  ]

  @Test(arguments: cases) func `names the first wrong byte and what is wrong there`(example: Case) throws {
    let error = try #require(throws: JSONError.self) { try JSONValue(parsing: Array(example.text.utf8)) }
    #expect(error.offset == example.offset)
    #expect("\(error)" == example.message)
  }

  @Test(
    arguments: [
      ([0x22, 0x61, 0xC0, 0x80, 0x22], 2), ([0x22, 0xE2, 0x82, 0x22], 1), ([0x22, 0xC3, 0xA9, 0xFF, 0x22], 3),
      ([0x22, 0xED, 0xA0, 0x80, 0x22], 1), ([0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], 1), ([0x22, 0xF0, 0x9F, 0x98], 1),
    ] as [([UInt8], Int)])
  func `names the first byte of a sequence that is not UTF-8`(text: [UInt8], offset: Int) throws {
    let error = try #require(throws: JSONError.self) { try JSONValue(parsing: text) }
    #expect(error.offset == offset)
    #expect(error.kind == .invalidUTF8)
  }

  @Test func `reads 128 levels and refuses the bracket that opens the next`() throws {
    for (open, inner, close) in [("[", "", "]"), (#"{"a":"#, "1", "}")] {
      let deepest = String(repeating: open, count: 128) + inner + String(repeating: close, count: 128)
      #expect(throws: Never.self) { try JSONValue(parsing: Array(deepest.utf8)) }
      let deeper = open + deepest + close
      let error = try #require(throws: JSONError.self) { try JSONValue(parsing: Array(deeper.utf8)) }
      #expect(error.kind == .tooDeep)
      #expect(error.offset == 128 * open.utf8.count)
    }
  }

  @Test func `counts depth, not brackets`() {
    let wide = "[" + String(repeating: "[],{},", count: 1000) + "[]]"
    #expect(throws: Never.self) { try JSONValue(parsing: Array(wide.utf8)) }
  }

  @Test func `counts lines by line feeds and columns by Unicode scalars`() {
    let source = SourceText(name: "t", bytes: Array("ab\r\né😀x\n\n👩‍👧y\re\u{301}z".utf8))
    let places: [(offset: Int, line: Int, column: Int)] = [
      (0, 1, 1), (1, 1, 2), (2, 1, 3), (3, 1, 4), (4, 2, 1), (6, 2, 2), (10, 2, 3), (11, 2, 4), (12, 3, 1), (13, 4, 1),
      (17, 4, 2), (20, 4, 3), (24, 4, 4), (25, 4, 5), (26, 4, 6), (27, 4, 7), (29, 4, 8), (30, 4, 9),
    ]
    for place in places {
      let position = source.position(at: place.offset)
      #expect(position.line == place.line && position.column == place.column, "offset \(place.offset): \(position)")
    }
  }

  @Test func `places the end of a text behind its last character`() {
    #expect(SourceText(name: "t", bytes: []).position(at: 0).line == 1)
    #expect(SourceText(name: "t", bytes: []).position(at: 0).column == 1)
    let closed = SourceText(name: "t", bytes: Array("a\n".utf8)).position(at: 2)
    #expect(closed.line == 2 && closed.column == 1)
    let open = SourceText(name: "t", bytes: Array("a\nbc".utf8)).position(at: 4)
    #expect(open.line == 2 && open.column == 3)
  }

  @Test func `orders places by line, then by column`() {
    let source = SourceText(name: "t", bytes: Array("abc\nd\nef".utf8))
    let places = (0..<8).map { source.position(at: $0) }
    #expect(places == places.reversed().sorted())
    #expect(Set(places).count == 8)
  }

  @Test func `remembers where every value and key stands`() throws {
    let root = try JSONValue(parsing: Array(#" { "é" : [ 1, {"b":null} ] , "c":"" }"#.utf8))
    #expect(root.offset == 1)
    let members = try #require(root.members)
    #expect(members.map(\.keyOffset) == [3, 30])
    #expect(members.map(\.value.offset) == [10, 34])
    let elements = try #require(members.first?.value.elements)
    #expect(elements.map(\.offset) == [12, 15])
    #expect(elements.last?.members?.first?.keyOffset == 16)
    #expect(elements.last?["b"]?.offset == 20)
  }
}
