import Testing

@testable import Host

/// Comma-separated values as RFC 4180 has them, which no spreadsheet takes for formulas.
@Suite struct CSVLineTests {
  @Test(
    arguments: [
      ("plain", "plain"), ("", ""), ("a,b", "\"a,b\""), ("say \"so\"", "\"say \"\"so\"\"\""), ("期|现", "期|现"),
      ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"), ("  =1", "'  =1"),
      ("\t=1", "' =1"), ("=HYPERLINK(\"x\",1)", "\"'=HYPERLINK(\"\"x\"\",1)\""), ("＝1", "'＝1"), ("a=1", "a=1"),
      ("a\r\nb", "a  b"), ("\u{1B}[2J", " [2J"),
    ])
  func `a text stays on its line, between its commas, and is no formula`(_ text: String, _ field: String) {
    #expect(CSVLine.text([.text(text), .text("x")]) == "\(field),x\r\n")
  }

  @Test func `a number stays one, whatever its sign, and nothing is nothing`() {
    #expect(CSVLine.text([.number("-12.5"), .number(nil), .text(nil), .number("7")]) == "-12.5,,,7\r\n")
  }

  @Test func `verdicts in CSV are the record, field by field`() throws {
    let folder = try ScratchFolder()
    let gate = GateProcess(folder: folder)
    try folder.file("rules.json", Fixture.rules(Fixture.longOnly("longs")))
    try folder.file("market.jsonl", "")
    let lines = [
      Fixture.line("=cmd|' /C calc'!A0", "short", more: #","strategy":"-a,b""#), Fixture.line("x\\\"y", base: nil),
    ]
    try folder.file("signals.jsonl", lines.joined(separator: "\n"))
    let replay = try gate.run([
      "replay", "--market", "market.jsonl", "--signals", "signals.jsonl", "--store", "s.sqlite", "--lang", "en",
    ])
    #expect(replay.code == 0, "\(replay.errors)")
    #expect(
      try gate.run(["verdicts", "--csv", "--store", "s.sqlite"]).output == """
        seq,time,signal_id,pair,coin,direction,strategy,action,stage,rule,code,reason\r
        1,2026-03-25T00:53:20.000Z,'=cmd|' /C calc'!A0,PURR|HYPE,PURR,short,"'-a,b",rejected,gates,longs,\
        direction_not_allowed,direction_not_allowed | short | direction=short (directions=long)\r
        2,2026-03-25T00:53:20.000Z,"x""y",PURR,PURR,long,,approved,,,,\r

        """)
  }
}
