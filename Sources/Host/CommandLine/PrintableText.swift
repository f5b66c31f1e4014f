extension String {
  /// The text on one line, control characters replaced by spaces: text from outside must neither draw on a terminal nor
  /// forge a line of a log.
  var printable: String {
    let isPlain = utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
    if isPlain { return self }
    // Beside C0 and DEL, the C1 controls and the two separators that some readers take for the end of a line.
    let scalars = unicodeScalars.map { scalar -> Unicode.Scalar in
      switch scalar.value {
      case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029: " "
      default: scalar
      }
    }
    return String(String.UnicodeScalarView(scalars))
  }
}
