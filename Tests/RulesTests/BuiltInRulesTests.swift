import Foundation
import RuleEngine
import Rules
import Testing

struct BuiltInRulesTests {
  @Test func `the list names every rule file, in alphabetical order`() throws {
    let types = try Self.names(in: "../../Sources/Rules", endingIn: "Rule.swift")
    #expect(BuiltInRules.all.map { "\($0)" } == types.map { "\($0)Rule" })
    #expect(types.count >= 10)
  }

  @Test func `every rule has a test file of its own`() throws {
    let types = try Self.names(in: "../../Sources/Rules", endingIn: "Rule.swift")
    #expect(try Self.names(in: ".", endingIn: "RuleTests.swift") == types)
  }

  @Test(arguments: BuiltInRules.all)
  func `every rule's test file holds it to its examples and to what holds for all`(_ type: any EntryRule.Type) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "\(type)Tests.swift")
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(text.contains("example.mismatch(with: \(type).self) == nil"))
    #expect(text.contains("check.faults(of: \(type).self) == []"))
  }

  private static func names(in folder: String, endingIn suffix: String) throws -> [String] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: folder)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    return files.filter { $0.hasSuffix(suffix) }.map { String($0.dropLast(suffix.count)) }.sorted()
  }
}
