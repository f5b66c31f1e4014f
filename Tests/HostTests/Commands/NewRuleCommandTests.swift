import Foundation
import RuleEngine
import Testing

@testable import Host

/// `new-rule` in a scratch package; that what it writes builds, and fails where it should, is tried by Scripts/try-new-rule.
@Suite struct NewRuleCommandTests {
  private let folder: ScratchFolder
  private let gate: GateProcess
  private static let list = """
    public enum HypeRules {
      /// All.
      public static let all: [any EntryRule.Type] = [
        AlphaRule.self,
        ZuluRule.self,
      ]
    }

    """

  init() throws {
    folder = try ScratchFolder()
    gate = GateProcess(folder: folder)
    try FileManager.default.createDirectory(
      at: folder.url.appending(path: "Sources/HypeRules"), withIntermediateDirectories: true)
    try folder.file("Sources/HypeRules/HypeRules.swift", Self.list)
  }

  @Test(arguments: [
    ("Sources/HypeRules/QuietMinutesRule.swift", "QuietMinutesRule.txt"),
    ("Tests/HypeRulesTests/QuietMinutesRuleTests.swift", "QuietMinutesRuleTests.txt"),
    ("Sources/HypeRules/HypeRules.swift", "HypeRules.txt"),
  ])
  func `what it writes is what it wrote`(_ path: String, _ golden: String) throws {
    let run = try gate.run(["new-rule", "quiet_minutes"])
    #expect(run.code == 0 && run.errors.isEmpty, "\(run.errors)")
    let file = GateProcess.package.appending(path: "Tests/Goldens/NewRule/\(golden)")
    if ProcessInfo.processInfo.environment["REGENERATE"] == "1" { try folder.bytes(path).write(to: file) }
    #expect(try folder.text(path) == String(contentsOf: file, encoding: .utf8))
  }

  @Test func `it says what is next`() throws {
    let run = try gate.run(["new-rule", "quiet_minutes", "--folder", folder.url.path])
    #expect(run.output.hasPrefix("Written: Sources/HypeRules/QuietMinutesRule.swift, Tests/HypeRulesTests/"))
    #expect(run.output.contains("swift test --filter QuietMinutesRule"))
  }

  @Test(arguments: [
    ("QuietMinutes", "nearest is \"quiet_minutes\""), ("quiet-minutes", "nearest is \"quiet_minutes\""),
    ("quiet__minutes", "nearest is \"quiet_minutes\""), ("_quiet", "nearest is \"quiet\""),
    ("quiet_minutes_rule", "nearest is \"quiet_minutes\""), ("QuietRule", "nearest is \"quiet\""), ("rule", "Rule\n"),
    ("1st", "as quiet_minutes\n"), ("", "as quiet_minutes\n"), ("静", "as quiet_minutes\n"),
    ("all", "rules.json combines rules with it"),
    ("entry", "its type would be EntryRule, and RuleEngine has one of that name"),
    ("cooldown", "there is \"cooldown\" already"),
  ])
  func `a bad name is refused, with the nearest good one`(_ name: String, _ words: String) throws {
    let run = try gate.run(["new-rule", name])
    #expect(run.code == 64 && run.output.isEmpty)
    #expect(run.errors.contains("\"\(name.printable)\" is no name for a new rule: "), "\(run.errors)")
    #expect(run.errors.contains(words), "\(run.errors)")
    #expect(try folder.text("Sources/HypeRules/HypeRules.swift") == Self.list)
  }

  @Test(arguments: [("aaa", 3), ("alpha_a", 4), ("beta", 4), ("zulu_z", 5)])
  func `a rule's line stands at its place`(_ name: String, _ index: Int) throws {
    let rule = try RuleName(name, taken: [])
    var lines = Self.list.components(separatedBy: "\n")
    lines.insert("    \(rule.typeName).self,", at: index)
    #expect(try RulePackage(folder: folder.url.path).list(with: rule) == lines.joined(separator: "\n"))
  }

  @Test func `a list that does not end in a line of its own is none`() throws {
    try folder.file(
      "Sources/HypeRules/HypeRules.swift", "let all: [any EntryRule.Type] = [\n  ARule.self]\nlet b = 1\n")
    let run = try gate.run(["new-rule", "quiet"])
    #expect(run.code == 66 && run.output.isEmpty, "\(run.errors)")
    #expect(!folder.exists("Sources/HypeRules/QuietRule.swift"))
  }

  @Test(arguments: ["Sources/HypeRules/QuietRule.swift", "Tests/HypeRulesTests/QuietRuleTests.swift"])
  func `no file is overwritten, and then none is written`(_ path: String) throws {
    try FileManager.default.createDirectory(
      at: folder.url.appending(path: "Tests/HypeRulesTests"), withIntermediateDirectories: true)
    try folder.file(path, "mine")
    let run = try gate.run(["new-rule", "quiet"])
    #expect(run.code == 74 && run.output.isEmpty)
    #expect(run.errors.contains("\(path): File exists; nothing was changed"), "\(run.errors)")
    #expect(try folder.text(path) == "mine")
    #expect(try folder.text("Sources/HypeRules/HypeRules.swift") == Self.list)
    let others = ["Sources/HypeRules/QuietRule.swift", "Tests/HypeRulesTests/QuietRuleTests.swift"].filter {
      $0 != path
    }
    #expect(!others.contains(where: folder.exists))
  }

  @Test func `without a list, or with two, nothing is written`() throws {
    try folder.file("Sources/HypeRules/Others.swift", Self.list)
    let two = try gate.run(["new-rule", "quiet"])
    #expect(two.code == 66 && two.errors.contains("more than one file of ./Sources"), "\(two.errors)")
    let none = try gate.run(["new-rule", "quiet", "--folder", "nowhere"])
    #expect(none.code == 66 && none.errors.contains("no file of nowhere/Sources"), "\(none.errors)")
    #expect(!folder.exists("Sources/HypeRules/QuietRule.swift"))
  }

  @Test func `a name must be given`() throws {
    let run = try gate.run(["new-rule"])
    #expect(run.code == 64 && run.errors.contains("say what the rule is called"), "\(run.errors)")
  }
}
