import Foundation
import TestSupport
import Testing

/// What `check` says of the shipped rules.json after every change that makes it wrong: line, column and suggestion.
struct ConfigurationMutationTests {
  /// The file as it is shipped, and as other editors would have saved it.
  enum Form: CaseIterable {
    case shipped, windows, oneLine

    func text() throws -> String {
      let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
      let shipped = try String(contentsOf: root.appending(path: "rules.json"), encoding: .utf8)
      switch self {
      case .shipped: return shipped
      case .windows: return shipped.replacingOccurrences(of: "\n", with: "\r\n")
      case .oneLine:
        // Scalars of two, three and four bytes, and one that joins the one before it, stand before most faults.
        let words = "Enter PURR only when the perp is mispriced against spot in the trade's favour"
        return shipped.replacingOccurrences(of: words, with: "期现套利 😀 caf\u{E9} e\u{301}")
          .replacingOccurrences(of: "\n", with: " ").replacingOccurrences(of: "\"docs/", with: "\"ü/")
      }
    }
  }

  @Test(arguments: Form.allCases)
  func `the file itself is right`(_ form: Form) throws {
    #expect(try MutatedText(ConfigurationMutations(try form.text()).outline.text, []).found() == [])
  }

  @Test(arguments: Form.allCases, ConfigurationMutations.Kind.allCases)
  func `every change is reported at its line and column, with its suggestion`(
    _ form: Form, _ kind: ConfigurationMutations.Kind
  ) throws {
    let mutations = ConfigurationMutations(try form.text())
    let changes = mutations.mutations(kind)
    #expect(changes.count >= 10)
    for change in changes {
      let text = MutatedText(mutations.outline.text, [change])
      #expect(!text.expected.isEmpty, "\(change.name)")
      #expect(try text.found() == text.expected, "\(change.name)")
    }
  }

  @Test(arguments: Form.allCases)
  func `there are far more than a hundred changes`(_ form: Form) throws {
    let mutations = ConfigurationMutations(try form.text())
    let texts = ConfigurationMutations.Kind.allCases.flatMap { kind in
      mutations.mutations(kind).map { MutatedText(mutations.outline.text, [$0]) }
    }
    #expect(Set(texts.map { "\($0.text)\($0.environment)" }).count >= 1000)
  }

  /// Kinds of changes that do not keep the rest of the file from being read.
  private static let independent: [ConfigurationMutations.Kind] = [
    .misspelledKey, .misspelledRule, .duplicateKey, .addedKey, .removedKey, .wrongType, .outOfRange, .besideRule,
    .variable,
  ]

  @Test(arguments: Form.allCases, 0..<4)
  func `several faults are all reported, in the order of the file`(_ form: Form, _ seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed) + 500)
    let mutations = ConfigurationMutations(try form.text())
    let entries = mutations.outline.nodes.filter { $0.key == nil && $0.kind == .object && !$0.path.isEmpty }
    try #require(entries.count >= 4)
    let pool = Self.independent.flatMap { mutations.mutations($0) }
    // Changes inside one entry each, so that none touches what another says.
    let choices = entries.map { entry in
      pool.filter { entry.range.lowerBound < $0.range.lowerBound && $0.range.upperBound < entry.range.upperBound }
    }
    for _ in 0..<100 {
      let changes = choices.compactMap { $0.randomElement(using: &random) }.shuffled(using: &random)
      let chosen = Array(changes.prefix(Int.random(in: 2...changes.count, using: &random)))
      let text = MutatedText(mutations.outline.text, chosen)
      #expect(text.expected.count >= chosen.count)
      #expect(try text.found() == text.expected, "\(chosen.map(\.name))")
    }
  }
}
