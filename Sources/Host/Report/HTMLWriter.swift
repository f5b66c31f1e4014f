internal import RuleEngine

/// Writes HTML that is well-formed XML, too. All text is escaped; names are the program's own.
struct HTMLWriter: ~Copyable {
  /// Names and values, in order.
  typealias Attributes = KeyValuePairs<StaticString, String>

  private var buffer = TextBuffer(capacity: 1 << 16)

  /// What has been written.
  var bytes: [UInt8] { buffer.bytes }

  /// Writes an element; `body` writes what is in it.
  mutating func element(
    _ name: StaticString, _ attributes: Attributes = [:], _ body: (inout HTMLWriter) -> Void
  ) {
    begin(name, attributes)
    mark(">")
    body(&self)
    mark("<")
    mark("/")
    raw(name)
    mark(">")
  }

  /// Writes an element with nothing but text in it.
  mutating func element(_ name: StaticString, _ attributes: Attributes = [:], text: String) {
    element(name, attributes) { $0.text(text) }
  }

  /// Writes an element with nothing in it.
  mutating func empty(_ name: StaticString, _ attributes: Attributes = [:]) {
    begin(name, attributes)
    mark("/")
    mark(">")
  }

  /// Writes text.
  mutating func text(_ text: String) { buffer.append(text: text.markupEscaped) }

  /// Writes markup of the program's own.
  mutating func raw(_ markup: StaticString) {
    if markup.utf8CodeUnitCount == 1 {
      buffer.append(markup.utf8Start.pointee)
    } else {
      buffer.append(markup)
    }
  }

  private mutating func begin(_ name: StaticString, _ attributes: Attributes) {
    mark("<")
    raw(name)
    for (name, value) in attributes {
      mark(" ")
      raw(name)
      mark("=")
      mark("\"")
      text(value)
      mark("\"")
    }
  }

  private mutating func mark(_ character: Unicode.Scalar) { buffer.append(UInt8(ascii: character)) }
}
