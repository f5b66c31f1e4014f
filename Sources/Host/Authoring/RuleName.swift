internal import RuleEngine

/// The name of a rule that is to be written: `quiet_minutes`, of the type `QuietMinutesRule`.
struct RuleName: Hashable {
  /// Why a word is no name for a new rule.
  enum Fault: Error, Hashable {
    /// It is not lower-case words of letters and digits with `_` between them; what it was probably meant to be.
    case malformed(nearest: String?)
    /// It ends in `_rule`, which the type says anyhow.
    case endsInRule(nearest: String?)
    /// It is a combinator's keyword.
    case keyword
    /// A rule of that name, or of the same type name, is there.
    case taken(String)
    /// A type of the rule engine, which every rule imports, is called so.
    case typeTaken(String)
  }

  /// The name in `rules.json`.
  let identifier: String

  /// Reads a name.
  ///
  /// - Parameter taken: the names of the rules that there are.
  init(_ text: String, taken: [String]) throws(Fault) {
    let meant = RuleName.words(text)
    let nearest = meant.isEmpty || meant[0].first?.isNumber != false ? nil : meant.joined(separator: "_")
    guard Combinator(rawValue: text) == nil else { throw .keyword }
    guard text == nearest || meant.last == "rule" else { throw .malformed(nearest: nearest) }
    if meant.last == "rule" {
      let shorter = meant.dropLast().joined(separator: "_")
      throw .endsInRule(nearest: shorter.isEmpty || Combinator(rawValue: shorter) != nil ? nil : shorter)
    }
    identifier = text
    let typeName = typeName
    guard typeName != "\((any EntryRule).self)".split(separator: " ").last.map(String.init) else {
      throw .typeTaken(typeName)
    }
    let other = taken.first { RuleName.typeName($0) == typeName }
    if let other { throw .taken(other) }
  }

  /// The type's name: `QuietMinutesRule`.
  var typeName: String { RuleName.typeName(identifier) }

  /// The name as words: `quiet minutes`.
  var title: String { identifier.split(separator: "_").joined(separator: " ") }

  private static func typeName(_ identifier: String) -> String {
    identifier.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined() + "Rule"
  }

  /// The words of a name in any spelling: `QuietMinutes`, `quiet-minutes`, `quiet minutes`.
  private static func words(_ text: String) -> [String] {
    var words = [""]
    for character in text {
      if !character.isASCII || !(character.isLetter || character.isNumber) {
        words.append("")
      } else {
        if character.isUppercase, words[words.count - 1].last?.isUppercase == false { words.append("") }
        words[words.count - 1].append(character)
      }
    }
    return words.map { $0.lowercased() }.filter { !$0.isEmpty }
  }
}
