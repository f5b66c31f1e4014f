import RuleEngine
import Rules
import TestSupport

/// Texts of `rules.json`, valid and mutated, with the loader's judgement: what `Scripts/schema-check` holds the JSON
/// Schema against.
struct SchemaCorpus {
  struct File {
    let text: String
    /// The kinds of the loader's faults, each once, sorted; empty where it accepts the text.
    let faults: [String]
  }

  let files: [File]

  /// - Parameters:
  ///   - count: how many texts are generated; each is changed twice besides.
  ///   - shipped: the text of the shipped file, which is mutated too.
  init(seed: UInt64, count: Int, shipped: String) throws {
    let judge = try Judge()
    var random = SplitMix64(seed: seed)
    var generator = RulesTextGenerator(seed: seed &+ 1, types: BuiltInRules.all)
    var blind = BlindMutations(seed: seed &+ 2)
    var files = [judge.file(shipped, [:])]
    for _ in 0..<count {
      let text = generator.file()
      files.append(judge.file(text, RulesTextGenerator.environment))
      for _ in 0..<2 {
        files.append(judge.file(blind.change(text), RulesTextGenerator.environment))
      }
    }
    let mutations = ConfigurationMutations(shipped)
    for kind in ConfigurationMutations.Kind.allCases {
      for change in mutations.mutations(kind).shuffled(using: &random).prefix(20) {
        files.append(judge.file(MutatedText(mutations.outline.text, [change]).text, change.environment))
      }
    }
    self.files = files
  }
}

/// Asks the loader, and names the kinds of its faults.
private struct Judge {
  private let registry: RuleRegistry
  /// What is expected of a single value, in every rule's words.
  private let expectations: Set<String>

  init() throws {
    registry = try RuleRegistry(BuiltInRules.all)
    let words = registry.types.flatMap { ParameterReader.describe($0).map(\.expectation) }
    let elements = words.filter { $0.hasPrefix("a list of ") }.map { String($0.dropFirst("a list of ".count)) }
    expectations = Set(words + elements)
  }

  func file(_ text: String, _ environment: [String: String]) -> SchemaCorpus.File {
    do {
      _ = try ChainLoader(registry: registry, environment: environment)
        .load(SourceText(name: "rules.json", bytes: Array(text.utf8)))
      return SchemaCorpus.File(text: text, faults: [])
    } catch {
      return SchemaCorpus.File(text: text, faults: Set(error.diagnostics.map(kind)).sorted())
    }
  }

  private func kind(of fault: Diagnostic) -> String {
    switch fault.problem {
    case .syntax: "syntax"
    case .unknownKey: "unknownKey"
    case .misplacedKey: "misplacedKey"
    case .duplicateKey: "duplicateKey"
    case .exclusiveKeys: "exclusiveKeys"
    case .missing(let what): what.hasPrefix("one of ") ? "missingAlternative" : "missing"
    case .unexpectedValue(let expected, let found, _):
      if found.contains(" in the variable ") {
        "variable"
      } else if expected.hasSuffix(", with at most 9 decimals") {
        "decimals"
      } else if expected.hasPrefix("a day, ") && found.contains("-02-30") {
        "calendar"
      } else if isBetweenParameters(expected) {
        "betweenParameters"
      } else {
        "unexpectedValue"
      }
    case .unknownRule: "unknownRule"
    case .duplicateID: "duplicateID"
    case .takenDefaultID: "takenDefaultID"
    case .feedsWithoutCoins: "feedsWithoutCoins"
    case .unsetVariable: "unsetVariable"
    case .refusedByRule: "refusedByRule"
    case .neverRejects, .neverPasses, .contradiction, .doubtful, .sameEntry, .reviewOverdue: "warning"
    case .unknownEntry, .expiredOverride, .expiringOverride, .idleOverride: "of another file"
    }
  }

  /// Whether a value is wrong because of another one: its bound is that one's value.
  private func isBetweenParameters(_ expected: String) -> Bool {
    let beginnings = [
      "a number up to ", "a number from ", "a number below ", "a number above ", "a time other than ",
      "a number or a fact of ", "a number or a fact without ", "another order book than ",
    ]
    return beginnings.contains(where: expected.hasPrefix) && !expectations.contains(expected)
  }
}
