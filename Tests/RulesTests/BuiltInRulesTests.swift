import Foundation
import RuleEngine
import Rules
import Testing

/// One example and the type it belongs to.
struct RuleCase: Sendable, CustomTestStringConvertible {
  let type: any EntryRule.Type
  let example: RuleExample

  var testDescription: String { "\(type.identifier): \(example.name)" }

  static let all = BuiltInRules.all.flatMap { type in type.examples.map { RuleCase(type: type, example: $0) } }
}

struct BuiltInRulesTests {
  @Test(arguments: RuleCase.all)
  func `every example of every rule holds`(_ ruleCase: RuleCase) {
    #expect(ruleCase.example.mismatch(with: ruleCase.type) == nil)
  }

  @Test(arguments: BuiltInRules.all)
  func `every code that a rule documents has an example, and no example has another`(_ type: any EntryRule.Type) {
    let documented = Set(type.documentation.codes.map { "\($0.kind.rawValue) \($0.code)" })
    let shown = Set(type.examples.compactMap { example in example.code.map { "\(example.expected.rawValue) \($0)" } })
    #expect(documented == shown)
    #expect(type.examples.contains { $0.expected == .pass })
  }

  @Test func `the list names every rule file, in alphabetical order`() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources/Rules")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    let types = files.filter { $0.hasSuffix("Rule.swift") }.map { $0.dropLast(".swift".count) }.sorted()
    #expect(BuiltInRules.all.map { "\($0)" } == types.map(String.init))
    #expect(types.count >= 9)
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
