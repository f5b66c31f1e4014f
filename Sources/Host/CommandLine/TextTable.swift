internal import RuleEngine

/// Rows of text in aligned columns.
struct TextTable {
  /// On which side a column's text stands.
  enum Alignment {
    case left, right
  }

  private let alignments: [Alignment]
  private var rows: [[String]]

  /// Begins a table with its headings.
  init(_ headings: [(title: String, alignment: Alignment)]) {
    alignments = headings.map(\.alignment)
    rows = [headings.map(\.title)]
  }

  /// Adds a row, a cell for each heading.
  mutating func append(_ row: [String]) { rows.append(row.map(\.printable)) }

  /// The table, a line a row.
  var text: String { lines.map { $0 + "\n" }.joined() }

  /// The lines of the table, without spaces at their ends.
  var lines: [String] {
    let widths = rows.map { row in row.map(TextTable.width) }
    let columns = alignments.indices.map { column in widths.map { $0[column] }.max() ?? 0 }
    return zip(rows, widths).map { row, widths in
      var line: [UInt8] = []
      // Spaces are written when something follows them.
      var spaces = 0
      for column in row.indices {
        let padding = columns[column] - widths[column]
        if alignments[column] == .right { spaces += padding }
        if !row[column].isEmpty {
          line.append(contentsOf: repeatElement(UInt8(ascii: " "), count: spaces))
          line.append(contentsOf: row[column].utf8)
          spaces = 0
        }
        spaces += alignments[column] == .left ? padding + 2 : 2
      }
      while line.last == UInt8(ascii: " ") { line.removeLast() }
      return String(decoding: line, as: UTF8.self)
    }
  }

  /// The columns a text takes on a terminal: two for the wide characters of East Asia (Unicode Standard Annex 11).
  static func width(_ text: String) -> Int {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
    return text.unicodeScalars.reduce(0) { sum, scalar in
      switch scalar.value {
      case 0x200B...0x200F, 0xFE00...0xFE0F, 0x0300...0x036F: sum
      case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
        0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
        sum + 2
      default: sum + 1
      }
    }
  }
}
