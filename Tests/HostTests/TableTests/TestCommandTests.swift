import Foundation
import RuleEngine
import Testing

@testable import Host

/// The command: what it reads, what it prints, how it ends.
@Suite struct TestCommandTests {
  private let folder: ScratchFolder
  private let gate: GateProcess

  init() throws {
    folder = try ScratchFolder()
    gate = GateProcess(folder: folder)
    try folder.file(
      "rules.json", Fixture.rules(Fixture.longOnly("longs", #","enabled":{"env":"LONGS","default":false}"#)))
  }

  private static func file(
    _ direction: String, _ action: String, head: String = #""env":{"LONGS":"true"},"#
  ) -> String {
    TableFixture.file(
      #"{"name":"x <\#(direction)>","signal":{"direction":"\#(direction)"},"expect":{"action":"\#(action)"}}"#,
      head: head)
  }

  /// The table of the shipped rules: it holds, and sees all that there is of the PURR gate.
  @Test func `the shipped rules hold their table, which sees every outcome and every code`() throws {
    let run = try gate.run(
      ["test", "Examples/purr.tests.json", "--min-coverage", "100", "--json"], directory: GateProcess.package)
    #expect(run.code == 0, "\(run.output)\(run.errors)")
    let lines = try run.lines.map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
    }
    let coverage = lines.filter { $0["coverage"] != nil }
    #expect(coverage.count == 4)
    #expect(coverage.allSatisfy { $0["not_seen"] == nil && $0["codes_not_seen"] == nil }, "\(coverage)")
    #expect(lines.filter { $0["case"] != nil }.allSatisfy { $0["holds"] as? Bool == true })
    #expect(lines.contains { $0["boundary"] as? String == "purr-futures-spot-arb" })
    let summary = try #require(lines.last?["summary"] as? [String: Int])
    #expect(summary["coverage_percent"] == 100 && summary["failed"] == 0 && summary["faults"] == 0)
  }

  @Test func `files beside the rules are run, in the order of their names`() throws {
    try folder.file("b.tests.json", Self.file("short", "approved"))
    try folder.file("a.tests.json", Self.file("long", "rejected"))
    try folder.file("other.json", "{}")
    let run = try gate.run(["test"])
    #expect(run.code == 1)
    let errors = run.lines.filter { $0.contains(": error: ") }
    #expect(errors.map { $0.prefix { $0 != "e" } } == ["a.t", "b.t"])
    #expect(errors[1].hasPrefix("b.tests.json:5:1: error: case \"x <short>\": expected approved, found rejected"))
    #expect(run.errors.hasPrefix("2 cases, 2 failed; "))
    #expect(try gate.run(["test", "--rules", folder.path("rules.json")]).code == 1)
  }

  @Test func `a table says the same whatever the machine's variables are`() throws {
    try folder.file("on.tests.json", Self.file("short", "rejected"))
    try folder.file("off.tests.json", Self.file("short", "approved", head: ""))
    for value in ["true", "false", "nonsense"] {
      let run = try gate.run(["test"], environment: ["LONGS": value])
      #expect(run.code == 0, "\(run.output)\(run.errors)")
    }
  }

  @Test func `other rules can be held against a table`() throws {
    try folder.file("t.tests.json", Self.file("short", "rejected", head: #""env":{},"rules":"none.json","#))
    try folder.file("new.json", Fixture.rules(Fixture.longOnly("longs")))
    #expect(try gate.run(["test", "t.tests.json"]).code == 66)
    #expect(try gate.run(["test", "t.tests.json", "--rules", "new.json"]).code == 0)
    #expect(try gate.run(["test", "t.tests.json", "--rules", "rules.json"]).code == 1)
  }

  @Test func `rules stand where the file says, from its own folder`() throws {
    try FileManager.default.createDirectory(
      at: folder.url.appending(path: "tests"), withIntermediateDirectories: true)
    try folder.file("tests/t.tests.json", Self.file("long", "approved", head: #""rules":"../rules.json","#))
    #expect(try gate.run(["test", "tests/t.tests.json"]).code == 0)
  }

  @Test func `what is not seen fails where it is wanted, and only there`() throws {
    try folder.file("t.tests.json", Self.file("long", "approved"))
    #expect(try gate.run(["test"]).code == 0)
    #expect(try gate.run(["test", "--min-coverage", "50"]).code == 0)
    let run = try gate.run(["test", "--min-coverage", "51", "--junit", "out.xml"])
    #expect(run.code == 1)
    #expect(run.errors.hasSuffix("error: 50 % of the outcomes seen by written cases, wanted 51 %\n"))
    #expect(try folder.text("out.xml").contains("<failure message=\"error: 50 %"))
  }

  @Test(arguments: ["t.tests.json", "./t.tests.json", "rules.json", "linked.json", "hard.json"])
  func `results are not written over what is tested`(_ path: String) throws {
    let table = Self.file("long", "approved")
    try folder.file("t.tests.json", table)
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("linked.json"), withDestinationPath: folder.path("rules.json"))
    try FileManager.default.linkItem(atPath: folder.path("t.tests.json"), toPath: folder.path("hard.json"))
    let rules = try folder.text("rules.json")
    let run = try gate.run(["test", "--junit", path])
    #expect(run.code == 64 && run.output.isEmpty && run.errors.contains("--junit \(path): "), "\(run.errors)")
    #expect(try folder.text("t.tests.json") == table && folder.text("rules.json") == rules)
  }

  @Test func `the results for build servers are well formed and name file and line`() throws {
    try folder.file("t.tests.json", Self.file("short", "approved"))
    #expect(try gate.run(["test", "--junit", "out.xml"]).code == 1)
    let xml = try folder.text("out.xml")
    #expect(xml.hasPrefix(#"<?xml version="1.0" encoding="UTF-8"?>"# + "\n"))
    #expect(xml.contains(#"<testsuites name="entrygate test" tests="1" failures="1">"#))
    #expect(xml.contains(#" name="x &lt;short&gt;" file="t.tests.json" line="5">"#))
    #expect(xml.contains(#"<failure message="t.tests.json:5:1: error: case &quot;x &lt;short&gt;&quot;: expected"#))
    let check = try gate.run(
      ["-c", "import xml.dom.minidom as m; print(len(m.parse('out.xml').getElementsByTagName('testcase')))"],
      executable: URL(filePath: "/usr/bin/python3"))
    #expect(check.output == "1\n", "\(check.errors)")
  }

  @Test func `what cannot be run says why, and nothing is run`() throws {
    let none = try gate.run(["test"])
    #expect(none.code == 66 && none.errors.contains("there is no *.tests.json in ."))
    #expect(try gate.run(["test", "no.tests.json"]).code == 66)
    try folder.file("bad.tests.json", #"{"version":1,"cases":[{"nam":"x"}]}"#)
    try folder.file("good.tests.json", Self.file("long", "approved"))
    let bad = try gate.run(["test"])
    #expect(bad.code == 65 && bad.output.isEmpty)
    #expect(bad.errors.hasPrefix("bad.tests.json:1:23: error: cases[0]: missing \"name\"\n"), "\(bad.errors)")
    #expect(bad.errors.hasSuffix("4 errors; nothing was loaded\n"), "\(bad.errors)")
    try folder.file("rules.json", "{")
    #expect(try gate.run(["test", "good.tests.json"]).code == 78)
    #expect(try gate.run(["test", "--min-coverage", "101"]).code == 64)
  }
}
