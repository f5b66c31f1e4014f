import Foundation
import Testing

/// What the documents show of the program's output is what the program prints.
///
/// A block behind a comment `<!-- entrygate … -->` is an excerpt of that command's output, run at the top of the package:
/// its lines stand there one behind the other, `…` for lines that are left out, and `…` at a line's end for its rest. Of
/// commands joined by ` && ` the last one's is shown; `$STORE` is a store of their own.
@Suite struct DocumentationTests {
  struct Block: Sendable, CustomTestStringConvertible {
    let document: String
    let command: String
    let lines: [String]

    var testDescription: String { "\(document): \(command)" }
  }

  static let documents =
    ["README.md", "README.zh-CN.md", "CONTRIBUTING.md"]
    + [
      "diff", "formats", "record", "report", "rules-json", "architecture", "explain", "health", "operations",
      "overrides", "testing-gates",
    ].map { "docs/\($0).md" }

  static let blocks = documents.flatMap { document -> [Block] in
    let url = GateProcess.package.appending(path: document)
    let text = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
    return text.components(separatedBy: "<!-- ").dropFirst().compactMap { part in
      let halves = part.components(separatedBy: " -->\n```")
      guard halves.count >= 2, halves[0].contains("entrygate "), !halves[0].contains("\n") else { return nil }
      let body = halves[1].components(separatedBy: "\n```")[0].components(separatedBy: "\n").dropFirst()
      return Block(document: document, command: halves[0], lines: Array(body))
    }
  }

  @Test(arguments: blocks)
  func `shown output is what the command prints`(_ block: Block) throws {
    let gate = GateProcess(folder: try ScratchFolder())
    let runs = try block.command.components(separatedBy: " && ").map { try Self.run($0, gate) }
    let run = try #require(runs.last)
    let printed = (run.output + run.errors).replacing("\r\n", with: "\n").components(separatedBy: "\n")
    var next = 0
    var mayLeaveOut = true
    for line in block.lines {
      if line == "…" {
        mayLeaveOut = true
        continue
      }
      let matches = { (index: Int) in
        line.hasSuffix("…") ? printed[index].hasPrefix(line.dropLast()) : printed[index] == line
      }
      let candidates = mayLeaveOut ? next..<printed.count : next..<min(next + 1, printed.count)
      guard let found = candidates.first(where: matches) else {
        Issue.record("\(block.document) shows a line that is not printed there: \(line)")
        return
      }
      next = found + 1
      mayLeaveOut = false
    }
  }

  @Test func `every document with output is looked at`() {
    #expect(Self.blocks.count >= 8)
    #expect(Set(Self.blocks.map(\.document)).isSuperset(of: ["README.md", "README.zh-CN.md", "docs/formats.md"]))
  }

  private static func run(_ command: String, _ gate: GateProcess) throws -> GateProcess.Run {
    let words = try words(command.replacing("$STORE", with: gate.folder.path("store.sqlite")))
    let environment = Dictionary(
      words.prefix { $0 != "entrygate" }.map { word in
        let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
        return (parts[0], parts.count == 2 ? parts[1] : "")
      }, uniquingKeysWith: { $1 })
    let arguments = Array(words.drop { $0 != "entrygate" }.dropFirst())
    return try gate.run(arguments, environment: environment, directory: GateProcess.package)
  }

  /// Splits a command as a shell would, single quotes included.
  private static func words(_ command: String) throws -> [String] {
    var words: [String] = [""]
    var isQuoted = false
    for character in command {
      switch character {
      case "'": isQuoted.toggle()
      case " " where !isQuoted: words.append("")
      default: words[words.count - 1].append(character)
      }
    }
    try #require(!isQuoted)
    return words
  }
}
