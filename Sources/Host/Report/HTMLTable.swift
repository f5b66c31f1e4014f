internal import RuleEngine

/// A table of a report. On a narrow screen each row is a card, its cells under each other with their headings.
struct HTMLTable {
  /// A heading, and whether numbers stand under it.
  struct Column {
    let title: String
    var isNumber = false
  }

  /// What stands in a cell.
  enum Cell {
    case text(String)
    /// A text that stays on one line: a moment, a number with its unit.
    case whole(String)
    /// An id, a code or another name of the program's or of whoever wrote the rules.
    case code(String)
    case count(Int)
    /// A mark with what it stands for.
    case mark(ChartMark, String)
    /// An id with a word behind it.
    case tagged(String, tag: String?)
    /// Several codes, each with how often.
    case codes([(code: String, count: Int)])
    /// A number, and what share of a whole it is.
    case bar(Int, of: Int, ChartMark)
  }

  /// More rows than this are not shown.
  static let maxRows = 200

  let caption: String
  let columns: [Column]
  let rows: [[Cell]]

  init(_ caption: String, _ columns: [Column], _ rows: [[Cell]]) {
    self.caption = caption
    self.columns = columns
    self.rows = rows
  }

  /// Writes the table, and how many rows found no room.
  func write(_ words: ReportWords, _ html: inout HTMLWriter) {
    // A table that is laid out as cards is one to a screen reader by these roles alone.
    html.element("table", ["role": "table"]) { html in
      html.element("caption", text: caption)
      html.element("thead", ["role": "rowgroup"]) { html in
        html.element("tr", ["role": "row"]) { html in
          for column in columns {
            html.element(
              "th", ["role": "columnheader", "scope": "col", "class": column.isNumber ? "n" : ""], text: column.title)
          }
        }
      }
      html.element("tbody", ["role": "rowgroup"]) { html in
        for row in rows.prefix(HTMLTable.maxRows) {
          html.element("tr", ["role": "row"]) { html in
            for (index, cell) in row.enumerated() { write(cell, columns[index], isFirst: index == 0, words, &html) }
          }
        }
      }
    }
    if rows.count > HTMLTable.maxRows {
      html.element("p", ["class": "note"], text: words.more(rows.count - HTMLTable.maxRows))
    }
  }

  private func write(
    _ cell: Cell, _ column: Column, isFirst: Bool, _ words: ReportWords, _ html: inout HTMLWriter
  ) {
    let style = column.isNumber ? "n" : ""
    if isFirst {
      html.element("th", ["role": "rowheader", "scope": "row", "class": style, "data-l": column.title]) { html in
        html.element("span") { write(cell, words, &$0) }
      }
    } else {
      html.element("td", ["role": "cell", "class": style, "data-l": column.title]) { html in
        html.element("span") { write(cell, words, &$0) }
      }
    }
  }

  private func write(_ cell: Cell, _ words: ReportWords, _ html: inout HTMLWriter) {
    switch cell {
    case .text(let text): html.text(text)
    case .whole(let text): html.element("span", ["class": "nb"], text: text)
    case .code(let text): html.element("code", text: text.cut(to: 80))
    case .count(let number): html.element("span", ["class": number == 0 ? "z" : ""], text: "\(number)")
    case .mark(let mark, let text):
      html.element("span", ["class": "nb"]) { html in
        html.inline(mark)
        html.text(" \(text)")
      }
    case .tagged(let text, let tag):
      html.element("code", text: text.cut(to: 80))
      if let tag { html.element("span", ["class": "tag"], text: tag) }
    case .codes(let codes):
      for (index, code) in codes.enumerated() {
        if index > 0 { html.text(", ") }
        html.element("code", text: code.code)
        html.text(" \(code.count)")
      }
      if codes.isEmpty { html.text("–") }
    case .bar(let number, let whole, let mark):
      html.text("\(number)")
      // Of a store that was altered, a part may be larger than the whole.
      let share = whole == 0 ? 0 : min(max(Double(number) * 100 / Double(whole), 0), 100)
      html.element("span", ["class": "bar", "aria-hidden": "true"]) { html in
        html.element("span", ["class": "\(mark.rawValue)b", "style": "width:\(share.fixed(1))%"]) { _ in }
      }
    }
  }
}
