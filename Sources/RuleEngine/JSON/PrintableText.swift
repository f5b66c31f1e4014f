extension String {
  /// The text, or its beginning and an ellipsis where it has more than `count` characters.
  public func cut(to count: Int) -> String {
    // A character has at least one byte, so most texts need no counting.
    utf8.count <= count || self.count <= count ? self : prefix(count) + "…"
  }

  /// The text on one line, control characters replaced by spaces: text from outside must neither draw on a terminal nor
  /// forge a line of a log.
  public var printable: String {
    let isPlain = utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
    if isPlain { return self }
    // Beside C0 and DEL, the C1 controls and the two separators that some readers take for the end of a line; and what
    // changes the order in which a text is shown, so that it reads as another (Unicode Standard Annex 9).
    let scalars = unicodeScalars.map { scalar -> Unicode.Scalar in
      switch scalar.value {
      case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x206F: " "
      default: scalar
      }
    }
    return String(String.UnicodeScalarView(scalars))
  }

  /// Whether nobody who looks at it sees anything.
  var isBlank: Bool {
    unicodeScalars.allSatisfy { scalar in
      let properties = scalar.properties
      return properties.isWhitespace || properties.isDefaultIgnorableCodePoint
        // The pattern of a Braille cell without dots is no white space to Unicode.
        || [.control, .format, .unassigned].contains(properties.generalCategory) || scalar == "\u{2800}"
    }
  }
}
