import RuleEngine
import Testing

/// JSON as people read it.
@Suite struct JSONIndentationTests {
  private func indented(_ text: String, width: Int) throws -> String {
    try JSONValue(parsing: Array(text.utf8)).indented(width: width)
  }

  @Test func `what fits stands in one line`() throws {
    let text = #"{ "a": [1, 2.50, "x"], "b": {} }"#
    #expect(try indented(text, width: text.count) == text + "\n")
    #expect(
      try indented(text, width: text.count - 1) == """
        {
          "a": [1, 2.50, "x"],
          "b": {}
        }

        """)
  }

  @Test func `no line is wider, its comma included, but for a scalar that is`() throws {
    let text = #"{"key":["one","two"],"other":"a long text"}"#
    #expect(
      try indented(text, width: 23) == """
        {
          "key": [
            "one",
            "two"
          ],
          "other": "a long text"
        }

        """)
    #expect(try indented(text, width: 24).contains(#"  "key": ["one", "two"],"#))
  }
}
