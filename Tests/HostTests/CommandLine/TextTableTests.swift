@testable import Host
import Testing

/// Rows of text in columns that line up on a terminal.
@Suite struct TextTableTests {
  @Test(arguments: [(0, "0 exits"), (1, "1 exit"), (2, "2 exits"), (11, "11 exits")])
  func `a number stands before what it counts`(count: Int, text: String) {
    #expect(count.of("exit") == text)
  }

  private func text(_ headings: [(String, TextTable.Alignment)], _ rows: [[String]]) -> String {
    var table = TextTable(headings)
    for row in rows { table.append(row) }
    return table.text
  }

  @Test func `aligns columns left and right, with no space at the end of a line`() {
    let table = text(
      [("Rule", .left), ("Count", .right), ("Why", .left)], [["a", "5", ""], ["longer", "12345678", "because"]])
    #expect(
      table == """
        Rule       Count  Why
        a              5
        longer  12345678  because

        """)
  }

  @Test func `shows its headings where it has no rows`() {
    #expect(text([("A", .left), ("B", .right)], []) == "A  B\n")
    #expect(text([], []) == "\n")
    #expect(text([("", .left), ("", .right)], [["", ""]]) == "\n\n")
  }

  @Test(
    arguments: [
      ("", 0), ("abc", 3), ("期现", 4), ("价差不足", 8), ("（需≤-1%）", 10), ("한국", 4), ("カナ", 4), ("ｶﾅ", 2), ("＄", 2),
      ("é", 1), ("e\u{301}", 1), ("\u{200B}", 0), ("😀", 2), ("a期b", 4), ("…", 1), ("—", 1), ("α", 1), ("𠀀", 2),
    ])
  func `counts two columns for a wide character and none for a mark`(text: String, width: Int) {
    #expect(TextTable.width(text) == width)
  }

  @Test func `lines wide characters up`() {
    let table = text([("Code", .left), ("原因", .left), ("N", .right)], [["期现", "a", "1"], ["ab", "期现价差", "22"]])
    #expect(
      table == """
        Code  原因       N
        期现  a          1
        ab    期现价差  22

        """)
    let widths = table.split(separator: "\n").map { TextTable.width(String($0)) }
    #expect(widths == [18, 18, 18])
  }

  @Test(arguments: ["\n", "\r", "\t", "\u{1B}", "\u{0}", "\u{7F}", "\u{85}", "\u{9B}", "\u{2028}", "\r\n"])
  func `lets no cell break its row or draw on the terminal`(control: String) {
    let spaces = String(repeating: " ", count: control.unicodeScalars.count)
    #expect(
      text([("A", .left), ("B", .left)], [["x\(control)[2Jy", "z"]]).split(separator: "\n")[1] == "x\(spaces)[2Jy  z")
  }
}
