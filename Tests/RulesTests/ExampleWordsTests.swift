import Foundation
import RuleEngine
import Rules
import Testing

/// What the examples' verdicts say, number for number and word for word, is what `Tests/Goldens/ExampleWords.txt` says: a
/// code, a name of a number or a phrase that changes is seen. `REGENERATE=1 swift test --filter ExampleWords` rewrites it,
/// to be read.
struct ExampleWordsTests {
  @Test func `the examples' verdicts say what they said`() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Goldens/ExampleWords.txt")
    let lines = try BuiltInRules.all.flatMap { type in try type.examples.map { try Self.line($0, of: type) } }
    if ProcessInfo.processInfo.environment["REGENERATE"] == "1" {
      try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file)
    }
    let known = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init)
    #expect(lines.filter { !known.contains($0) } == [], "not in \(file.lastPathComponent)")
    #expect(known.filter { !lines.contains($0) } == [], "in \(file.lastPathComponent) alone")
  }

  private static func line(_ example: RuleExample, of type: any EntryRule.Type) throws -> String {
    let rule = try type.make(parameters: example.parameters)
    let outcome = rule.evaluate(example.entry)
    let evidence = outcome.evidence
    var parts = ["\(type.identifier): \(example.name): \(outcome.kind.rawValue)"]
    if let code = outcome.code { parts[0] += " \(code)" }
    parts += evidence.measured.map { "\($0.name)=\($0.value)" }
    if !evidence.required.isEmpty { parts.append("required") }
    parts += evidence.required.map { "\($0.name)=\($0.value)" }
    if let margin = evidence.margin { parts.append("margin \(margin)") }
    for language in Language.allCases {
      guard let phrase = rule.phrase(outcome, for: example.entry, in: language) else { continue }
      parts.append("\(language.rawValue): \(phrase.cause ?? "-") / \(phrase.detail)")
    }
    return parts.joined(separator: "; ")
  }
}
