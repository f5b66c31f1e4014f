import Foundation
import RuleEngine
import Rules
import Testing

struct BuiltInRulesTests {
  @Test(arguments: BuiltInRules.all)
  func `every code that a rule documents has an example, and no example has another`(_ type: any EntryRule.Type) {
    let documented = Set(type.documentation.codes.map { "\($0.kind.rawValue) \($0.code)" })
    let shown = Set(type.examples.compactMap { example in example.code.map { "\(example.expected.rawValue) \($0)" } })
    #expect(documented == shown)
    #expect(type.examples.contains { $0.expected == .pass })
  }

  @Test func `the list names every rule file, in alphabetical order`() throws {
    let types = try Self.names(in: "../../Sources/Rules", endingIn: "Rule.swift")
    #expect(BuiltInRules.all.map { "\($0)" } == types.map { "\($0)Rule" })
    #expect(types.count >= 10)
  }

  @Test func `every rule has a test file of its own`() throws {
    let types = try Self.names(in: "../../Sources/Rules", endingIn: "Rule.swift")
    #expect(try Self.names(in: ".", endingIn: "RuleTests.swift") == types)
  }

  private static func names(in folder: String, endingIn suffix: String) throws -> [String] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: folder)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    return files.filter { $0.hasSuffix(suffix) }.map { String($0.dropLast(suffix.count)) }.sorted()
  }

  @Test(arguments: BuiltInRules.all)
  func `every rule documents itself and its parameters`(_ type: any EntryRule.Type) {
    #expect(type.documentation.summary.hasPrefix("Rejects ") && type.documentation.summary.hasSuffix("."))
    #expect(!type.documentation.title.zh.isEmpty && !type.documentation.title.en.isEmpty)
    let declarations = ParameterReader.describe(type)
    #expect(!declarations.isEmpty)
    #expect(declarations.allSatisfy { !$0.summary.isEmpty && !$0.expectation.isEmpty })
  }
}
