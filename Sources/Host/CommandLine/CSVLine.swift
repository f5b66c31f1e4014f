internal import RuleEngine

/// A line of comma-separated values by RFC 4180: fields with a comma or a quotation mark stand in quotation marks, and the
/// line ends with CRLF.
///
/// No field has a line break: control characters are spaces, as in tables.
enum CSVLine {
  /// A field.
  enum Cell {
    /// Text; empty of nil. A spreadsheet that reads it takes it for no formula.
    case text(String?)
    /// A number in the program's own spelling; empty of nil.
    case number(String?)
  }

  /// The line with these fields.
  static func text(_ cells: [Cell]) -> String { cells.map(field).joined(separator: ",") + "\r\n" }

  private static func field(_ cell: Cell) -> String {
    switch cell {
    case .number(let text): return text ?? ""
    case .text(let text):
      let text = defused((text ?? "").printable)
      guard text.utf8.contains(where: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") }) else { return text }
      return "\"\(text.replacing("\"", with: "\"\""))\""
    }
  }

  // What spreadsheets take for the beginning of a formula, the wide forms of East Asia included
  // (https://owasp.org/www-community/attacks/CSV_Injection); an apostrophe before it is what they take for text.
  private static func defused(_ text: String) -> String {
    guard let first = text.unicodeScalars.first(where: { $0 != " " }) else { return text }
    return "=+-@＝＋－＠".unicodeScalars.contains(first) ? "'" + text : text
  }
}
