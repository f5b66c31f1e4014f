import Foundation
import RuleEngine
import Rules
import Testing

/// Documents that are made of the built-in rules: `REGENERATE=1 swift test --filter Generated` rewrites them.
@Suite struct GeneratedDocumentTests {
  private static let isRewriting = ProcessInfo.processInfo.environment["REGENERATE"] == "1"

  /// Compares a document with what it should say, or rewrites it.
  private func expect(_ path: String, _ text: String) throws {
    let url = GateProcess.package.appending(path: path)
    if Self.isRewriting { try text.write(to: url, atomically: true, encoding: .utf8) }
    let found = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
    let stale = zip(found.components(separatedBy: "\n"), text.components(separatedBy: "\n")).first { $0 != $1 }
    #expect(
      found == text, "\(path) is stale: REGENERATE=1 swift test --filter Generated; first: \(stale ?? ("", "length"))")
  }

  @Test func `docs/rules.schema.json is what schema prints`() throws {
    let run = try GateProcess(folder: try ScratchFolder()).run(["schema"])
    #expect(run.code == 0 && run.errors.isEmpty)
    let schema = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
    #expect((schema?["$defs"] as? [String: Any])?.count == BuiltInRules.all.count + 7)
    try expect("docs/rules.schema.json", run.output)
  }

  @Test func `docs/rules.md is what the rules say of themselves`() throws {
    try expect("docs/rules.md", RulesPage(try RuleRegistry(BuiltInRules.all)).text)
  }
}
