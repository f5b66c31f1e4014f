extension JSONValue {
  /// The value as people read it: what fits stands in one line, everything else is indented by two spaces.
  ///
  /// - Parameter width: the columns a line may have, in Unicode scalars; a single scalar may need more.
  public func indented(width: Int = 120) -> String { indented(width: width, depth: 0, taken: 0) + "\n" }

  /// - Parameter taken: the columns that stand before and behind the value in its line.
  private func indented(width: Int, depth: Int, taken: Int) -> String {
    let line = oneLine
    if 2 * depth + taken + line.unicodeScalars.count <= width { return line }
    let indentation = String(repeating: "  ", count: depth + 1)
    let closing = String(repeating: "  ", count: depth)
    switch content {
    case .scalar: return line
    case .array(let elements):
      let lines = elements.map { indentation + $0.indented(width: width, depth: depth + 1, taken: 1) }
      return "[\n" + lines.joined(separator: ",\n") + "\n\(closing)]"
    case .object(let members):
      let lines = members.map { member in
        let key = "\(JSONValue.quoted(member.key)): "
        return indentation + key
          + member.value.indented(width: width, depth: depth + 1, taken: key.unicodeScalars.count + 1)
      }
      return "{\n" + lines.joined(separator: ",\n") + "\n\(closing)}"
    }
  }

  /// The value in one line.
  public var oneLine: String {
    switch content {
    case .scalar(let scalar):
      var writer = JSONWriter()
      writer.scalar(scalar)
      return writer.text
    case .array(let elements): return "[" + elements.map(\.oneLine).joined(separator: ", ") + "]"
    case .object(let members):
      if members.isEmpty { return "{}" }
      return "{ " + members.map { "\(JSONValue.quoted($0.key)): \($0.value.oneLine)" }.joined(separator: ", ") + " }"
    }
  }

  private static func quoted(_ key: String) -> String {
    var writer = JSONWriter()
    writer.string(key)
    return writer.text
  }
}
