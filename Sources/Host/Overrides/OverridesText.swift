internal import RuleEngine

/// The text of a file of overrides.
enum OverridesText {
  /// The text with one more override; all else stays what it was.
  ///
  /// - Parameters:
  ///   - source: a file without faults; nil for a new one.
  ///   - write: writes the members of the new one.
  static func adding(to source: SourceText?, _ write: (inout JSONWriter) -> Void) -> String {
    let document = source.flatMap { try? JSONValue(parsing: $0.bytes) }
    var writer = JSONWriter()
    writer.object { writer in
      for member in document?.members ?? [] where member.key != "overrides" {
        writer.key(named: member.key)
        writer.raw(member.value.indented(width: .max).dropLast().utf8)
      }
      if document == nil { writer.member("version", 1) }
      writer.key("overrides")
      writer.array { writer in
        for element in document?["overrides"]?.elements ?? [] {
          writer.raw(element.indented(width: .max).dropLast().utf8)
        }
        writer.object { write(&$0) }
      }
    }
    // What was just written is JSON.
    return (try? JSONValue(parsing: writer.bytes))?.indented() ?? writer.text
  }
}
