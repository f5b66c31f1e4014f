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
  var text: String {
    let widths = alignments.indices.map { column in rows.map { TextTable.width($0[column]) }.max() ?? 0 }
    return rows.map { row in
      let cells = row.indices.map { column -> String in
        let padding = String(repeating: " ", count: widths[column] - TextTable.width(row[column]))
        return alignments[column] == .left ? row[column] + padding : padding + row[column]
      }
      let line = cells.joined(separator: "  ")
      return String(line[..<(line.lastIndex { $0 != " " }.map { line.index(after: $0) } ?? line.startIndex)]) + "\n"
    }.joined()
  }

  /// The columns a text takes on a terminal: two for the wide characters of East Asia (Unicode Standard Annex 11).
  static func width(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { sum, scalar in
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
