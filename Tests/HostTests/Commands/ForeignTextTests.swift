import Foundation
import RuleEngine
import Testing

@testable import Host

/// Text from outside stays on its line, wherever the program says it again.
@Suite struct ForeignTextTests {
  private let folder: ScratchFolder
  private let gate: GateProcess

  init() throws {
    folder = try ScratchFolder()
    gate = GateProcess(folder: folder)
    try folder.file("rules.json", Fixture.rules(Fixture.longOnly("longs")))
  }

  private static let forged = "2026-03-25T09:03:20.000Z INFO ✅ forged"

  private func expectUnforged(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(text.contains("forged"), sourceLocation: sourceLocation)
    #expect(!text.split(separator: "\n").contains { $0.hasPrefix("2026") }, sourceLocation: sourceLocation)
    let hasControls = text.unicodeScalars.contains { scalar in
      (scalar.value < 0x20 && scalar != "\n") || (0x7F..<0xA0).contains(scalar.value)
        || scalar.properties.isBidiControl
    }
    #expect(!hasControls, sourceLocation: sourceLocation)
  }

  @Test(arguments: [#""event":"x\n"#, #""a\n"#, #""symbol":"\n"#])
  func `a signal cannot forge a report`(_ beginning: String) throws {
    let text = "\(ForeignTextTests.forged)\\u001b[2J\\u009b\\u202e\\u2066\\u200f\\u061c"
    let member = beginning.hasPrefix(#""a"#) ? "\(beginning)\(text)\":[]" : "\(beginning)\(text)\""
    let symbol = beginning.contains("symbol") ? "" : #""symbol":"PURR","#
    let run = try gate.run(["evaluate"], input: "{\(symbol)\"direction\":\"long\",\"time\":1,\(member)}\n")
    #expect(run.code == 65 && run.lines.count == 1)
    expectUnforged(run.errors)
  }

  @Test func `the rules cannot forge a fault`() throws {
    try folder.file("rules.json", #"{"version":1,"x\n\#(ForeignTextTests.forged)\u001b[2J":1}"#)
    let run = try gate.run(["check"])
    #expect(run.code == 78)
    expectUnforged(run.errors)
  }

  @Test func `what is in force cannot draw on the terminal`() throws {
    let name = "rsi\\n\(ForeignTextTests.forged)\\u001b[2J\\u202e"
    try folder.file(
      "rules.json",
      Fixture.rules(
        #"{"rule":"compare","params":{"left":{"fact":"attribute","name":"\#(name)"},"op":"<=","right":5}}"#))
    let run = try gate.run(["check"])
    #expect(run.code == 0, "\(run.errors)")
    expectUnforged(run.output)
    #expect(run.output.contains(#" op="<=" right=5 "#))
  }

  @Test func `neither a case nor the report of it is shown in another order than it is written`() throws {
    try folder.file(
      "t.tests.json",
      TableFixture.file(
        #"{"name":"forged\u202e\u2067x","signal":{"direction":"short"},"expect":{"action":"approved"}}"#))
    let run = try gate.run(["test", "--junit", "out.xml"])
    #expect(run.code == 1)
    expectUnforged(run.output)
    expectUnforged(try folder.text("out.xml"))
  }

  @Test func `a recording cannot forge a line of the log`() throws {
    try folder.file(
      "rules.json", #"{"version":1,"chain":[{"rule":"futures_spot_arb","scope":{"coins":["PURR"]}}]}"#)
    try folder.file(
      "market.jsonl", #"{"recording":1,"spot":{"PURR":"x\n\#(ForeignTextTests.forged)\u001b[2J"}}"# + "\n")
    try folder.file("signals.jsonl", Fixture.line("a") + "\n")
    let run = try gate.run(["replay", "--market", "market.jsonl", "--signals", "signals.jsonl"])
    #expect(run.code == 0)
    #expect(!run.errors.split(separator: "\n").contains { $0.hasPrefix(ForeignTextTests.forged) })
    #expect(!run.errors.contains("\u{1B}"))
  }

  @Test func `the reason of a halt cannot draw on the terminal that it is given at`() throws {
    _ = try SQLiteVerdictStore(writingTo: folder.path("store.sqlite"), as: StoreFixture.live)
    let why = "x\n\(ForeignTextTests.forged)\u{1B}[2J\u{9B}"
    let run = try gate.run(["halt", "--why", why, "--store", "store.sqlite"])
    #expect(run.code == 0, "\(run.errors)")
    expectUnforged(run.output)
    #expect(run.output.hasPrefix("halted: x ") && run.output.filter { $0 == "\n" }.count == 1)
  }
}
