/// Changes after which the text is no JSON: one fault, at the first scalar that cannot stand there.
extension ConfigurationMutations {
  /// Whether the innermost object or list around an offset is an object.
  private func isInObject(_ offset: Int) -> Bool {
    outline.nodes.last { ($0.kind == .object || $0.kind == .array) && $0.range.contains(offset) }?.kind == .object
  }

  private static func notJSON(_ words: String) -> String { "not JSON: expected \(words)" }

  /// Each comma, each colon and the last bracket left out.
  var missingMarks: [Mutation] {
    let inner = outline.marks.compactMap { offset -> Mutation? in
      let next = outline.significant(from: offset + 1)
      switch outline.text[offset] {
      case ",":
        return Mutation(
          "no comma at \(offset)", replacing: offset..<offset + 1, by: "",
          .init(at: next, Self.notJSON(isInObject(offset) ? ", or }" : ", or ]")))
      case ":":
        return Mutation(
          "no colon at \(offset)", replacing: offset..<offset + 1, by: "", .init(at: next, Self.notJSON(":")))
      default: return nil
      }
    }
    let last = outline.node("").range.upperBound - 1
    let end = Mutation(
      "no last bracket", replacing: last..<last + 1, by: "",
      .init(at: outline.text.count, "not JSON: the text ends where , or } was expected"))
    return inner + [end]
  }

  /// Each comma twice, a comma before each closing bracket, a bracket too many.
  var extraMarks: [Mutation] {
    let inner = outline.marks.compactMap { offset -> Mutation? in
      let words = isInObject(offset) ? "a key in quotes" : "a value"
      switch outline.text[offset] {
      case ",":
        return Mutation(
          "two commas at \(offset)", replacing: offset..<offset, by: ",", .init(at: offset, Self.notJSON(words)))
      case "}", "]":
        return Mutation(
          "a comma before \(offset)", replacing: offset..<offset, by: ",",
          .init(at: offset, "not JSON: a comma stands before this bracket; JSON has none behind the last item"))
      default: return nil
      }
    }
    let end = outline.node("").range.upperBound
    return inner + [
      Mutation(
        "a bracket too many", replacing: end..<end, by: " }", .init(inserted: 1, Self.notJSON("the end of the text"))),
      Mutation(
        "a comma at the end", replacing: end..<end, by: ",", .init(inserted: 0, Self.notJSON("the end of the text"))),
    ]
  }

  /// Words and numbers that are none, in place of each scalar.
  var badScalars: [Mutation] {
    let scalars = outline.nodes.filter { $0.kind != .object && $0.kind != .array }
    let texts = ["yes", "True", "nul", "NaN", "'x'", ".5", "+1", "#", "期"].map { ($0, Self.notJSON("a value")) }
    let numbers = ["01", "1.", "-", "1e", "-x"].map { ($0, "not JSON: this is not a number as JSON writes one") }
    return scalars.flatMap { node in
      (texts + numbers).map { text, message in
        Mutation("\(node.path) as \(text)", replacing: node.range, by: text, .init(inserted: 0, message))
      }
    }
  }

  /// Strings that do not end, keys without quotation marks, escapes that are none.
  var badStrings: [Mutation] {
    let bare = keyed.compactMap { node -> Mutation? in
      guard let key = node.key, let name = outline.name(node) else { return nil }
      return Mutation(
        "\(node.path) without quotes", replacing: key, by: name, .init(inserted: 0, Self.notJSON("a key in quotes")))
    }
    let strings = outline.nodes.filter { $0.kind == .string }.flatMap { node -> [Mutation] in
      let start = node.range.lowerBound + 1
      let escape = Mutation(
        "a wrong escape in \(node.path)", replacing: start..<start, by: "\\x",
        .init(inserted: 0, "not JSON: this is not an escape sequence of JSON"))
      let quote = node.range.upperBound - 1
      let rest = outline.text[(quote + 1)...]
      guard let stop = rest.firstIndex(where: { "\"\r\n".unicodeScalars.contains($0) }), rest[stop] != "\"" else {
        return [escape]
      }
      return [
        escape,
        Mutation(
          "\(node.path) does not end", replacing: quote..<quote + 1, by: "",
          .init(at: stop, "not JSON: a control character must be escaped in a string")),
      ]
    }
    return bare + strings
  }
}
