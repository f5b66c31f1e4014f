import Foundation
import Testing

/// The corpus that an independent validator judges, outside of this suite.
struct SchemaCorpusTests {
  private static func corpus(_ count: Int) throws -> SchemaCorpus {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
    let shipped = try String(contentsOf: root.appending(path: "rules.json"), encoding: .utf8)
    return try SchemaCorpus(seed: 20_260_325, count: count, shipped: shipped)
  }

  @Test func `a part of the corpus is right, and the rest is wrong in every way`() throws {
    let corpus = try Self.corpus(60)
    #expect(Set(corpus.files.map(\.text)).count >= 400)
    #expect(corpus.files.count { $0.faults.isEmpty } >= 40)
    let kinds = Set(corpus.files.flatMap(\.faults))
    #expect(
      kinds.isSuperset(of: [
        "betweenParameters", "decimals", "duplicateID", "duplicateKey", "exclusiveKeys", "feedsWithoutCoins",
        "misplacedKey", "missing", "missingAlternative", "syntax", "unexpectedValue", "unknownKey", "unknownRule",
        "unsetVariable", "variable",
      ]))
  }

  private static let folder = ProcessInfo.processInfo.environment["SCHEMA_CORPUS"]

  /// Writes the corpus for `Scripts/schema-check`: a file each, and a line each with its name and the loader's faults.
  @Test(.enabled(if: folder != nil, "SCHEMA_CORPUS names no folder"))
  func `the corpus can be written into files`() throws {
    let folder = URL(filePath: try #require(Self.folder))
    var judgements = ""
    for (index, file) in try Self.corpus(500).files.enumerated() {
      try Data(file.text.utf8).write(to: folder.appending(path: "\(index).json"))
      judgements += "\(index).json\t\(file.faults.joined(separator: ","))\n"
    }
    try Data(judgements.utf8).write(to: folder.appending(path: "judgements.tsv"))
  }
}
