/// One fault of a configuration file, or one thing to be warned of: where it stands, and what is wrong there.
public struct Diagnostic: Hashable, Sendable {
  /// What is wrong.
  public enum Problem: Hashable, Sendable {
    /// The file is not JSON.
    case syntax(JSONError.Kind)
    /// A key that means nothing here.
    case unknownKey(suggestion: NearestName)
    /// A key that means something, but not here.
    case misplacedKey(rule: String)
    /// The second of two equal keys of an object.
    case duplicateKey
    /// The second of two keys of which an object has only one.
    case exclusiveKeys(first: String)
    /// Something that must be there is not.
    case missing(String)
    /// A value is not what it has to be.
    case unexpectedValue(expected: String, found: String, hint: String?)
    /// No rule type has this name.
    case unknownRule(String, suggestion: NearestName)
    /// No entry of the rules has this id.
    case unknownEntry(String, suggestion: NearestName)
    /// An id that another entry has.
    case duplicateID(String)
    /// An entry without an id whose rule's name is another entry's id.
    case takenDefaultID(String)
    /// A rule reads order books, but its coins are not named; perhaps by the beginnings of names.
    case feedsWithoutCoins(rule: String, patterns: [String])
    /// A variable is not set and there is no default.
    case unsetVariable(String)
    /// What a rule type says of its parameters.
    case refusedByRule(String)

    /// An entry that blocks no signal, whatever it is.
    case neverRejects
    /// An entry that blocks every signal that it is asked about.
    case neverPasses
    /// Two conditions that no signal meets both.
    case contradiction(Contradiction)
    /// What a rule type says of parameters that are right and probably not meant.
    case doubtful(String)
    /// An entry that does what another one does.
    case sameEntry(id: String, line: Int)
    /// A shadow whose `review_by` has passed.
    case reviewOverdue(day: String)
    /// An override that has no effect any more.
    case expiredOverride(String)
    /// An override that will soon have no effect.
    case expiringOverride(String)
    /// An override of an entry that blocks nothing which it could lift.
    case idleOverride(id: String, why: String)
  }

  /// Whether nothing was loaded, or the file says what is probably not meant.
  public enum Severity: String, Hashable, Sendable {
    /// Nothing was loaded.
    case error
    /// It was loaded.
    case warning
  }

  /// The file's name, as the user gave it.
  public let file: String
  /// Where the fault stands.
  public let position: SourceText.Position
  /// The path of keys and indices that leads there: `chain[2].params.min_spread`; empty for the whole file.
  public let path: String
  /// What is wrong.
  public let problem: Problem

  /// How bad it is.
  public var severity: Severity {
    switch problem {
    case .neverRejects, .neverPasses, .contradiction, .doubtful, .sameEntry, .reviewOverdue, .expiredOverride,
      .expiringOverride, .idleOverride:
      .warning
    default: .error
    }
  }
}

extension Diagnostic: CustomStringConvertible {
  /// The line a compiler would write: `rules.json:13:19: error: chain[2].params.min_spred: unknown key; …`.
  public var description: String {
    let place = "\(file):\(position.line):\(position.column): \(severity.rawValue): "
    // Keys and values are the file's own, and may hold anything.
    return (place + (path.isEmpty ? "" : "\(path): ") + problem.description).printable
  }
}

extension Diagnostic.Problem: CustomStringConvertible {
  /// The fault in words, without its place.
  public var description: String {
    switch self {
    case .syntax(let kind): "not JSON: \(JSONError.words(kind))"
    case .unknownKey(let suggestion): "unknown key; \(suggestion)"
    case .misplacedKey(let rule): "misplaced key; \(rule)"
    case .duplicateKey: "duplicate key; each key stands once in an object"
    case .exclusiveKeys(let first): "stands beside \"\(first)\"; an entry has exactly one of rule, all, any and not"
    case .missing(let what): "missing \(what)"
    case .unexpectedValue(let expected, let found, let hint):
      "expected \(expected), found \(found)" + (hint.map { "; \($0)" } ?? "")
    case .unknownRule(let name, let suggestion): "no rule named \"\(name.cut(to: 60))\"; \(suggestion)"
    case .unknownEntry(let id, let suggestion): "no entry of the rules has the id \"\(id.cut(to: 60))\"; \(suggestion)"
    case .duplicateID(let id): "duplicate id \"\(id.cut(to: 60))\"; each id stands once in the file"
    case .takenDefaultID(let id): "missing \"id\"; \"\(id)\" is taken, so this entry needs one of its own"
    case .feedsWithoutCoins(let rule, let patterns):
      (patterns.first.map { "\"\($0.cut(to: 60))\" names no coin" } ?? "missing coins")
        + "; \(rule) reads market data and wants its coins by exact name, as \"scope\": { \"coins\": [\"PURR\"] }"
    case .unsetVariable(let name): "missing \"default\"; the variable \(name) is not set"
    case .refusedByRule(let text): text
    case .neverRejects: "can never reject, whatever the signal; tighten it, or leave it out"
    case .neverPasses: "can never pass: every signal in its scope is rejected"
    case .contradiction(let contradiction): contradiction.description
    case .doubtful(let text): text
    case .sameEntry(let id, let line): "does the same as \"\(id)\" in line \(line); leave one of the two out"
    case .reviewOverdue(let day):
      "was to be reviewed by \(day) and is still a shadow; enforce it, leave it out, or name a later day"
    case .expiredOverride(let end): "ended at \(end) and has no effect; leave it out"
    case .expiringOverride(let end): "ends at \(end); the entry blocks again from then on"
    case .idleOverride(let id, let why): "has no effect: \"\(id)\" \(why)"
    }
  }
}

/// All faults of a configuration, in file order. Nothing was loaded.
public struct ConfigurationFaults: Error, Sendable {
  /// The faults, at least one.
  public let diagnostics: [Diagnostic]

  package init(diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }
}

extension ConfigurationFaults: CustomStringConvertible {
  /// A line a fault, and a last one that counts them.
  public var description: String {
    let count = diagnostics.count == 1 ? "1 error" : "\(diagnostics.count) errors"
    return diagnostics.map { "\($0)\n" }.joined() + "\(count); nothing was loaded"
  }
}
