/// What can go wrong in a `rules.json`: every key and every value of a text, each changed in every way.
struct ConfigurationMutations {
  let outline: JSONOutline

  init(_ text: String) { outline = JSONOutline(text) }

  enum Kind: CaseIterable {
    case misspelledKey, misspelledRule, duplicateKey, duplicateID, addedKey, removedKey, wrongType, outOfRange
    case besideRule, variable
    case missingMark, extraMark, badScalar, badString
  }

  /// All changes of a kind, each of which makes the file wrong.
  func mutations(_ kind: Kind) -> [Mutation] {
    switch kind {
    case .misspelledKey: keyed.flatMap(misspellings)
    case .misspelledRule: keyed.filter { outline.name($0) == "rule" }.flatMap(misspelledRules)
    case .duplicateKey: keyed.map(duplicate)
    case .duplicateID: duplicateIDs
    case .addedKey: outline.nodes.filter { $0.kind == .object }.map(added)
    case .removedKey: keyed.compactMap(removed)
    case .wrongType: outline.nodes.dropFirst().flatMap(wrongTypes)
    case .outOfRange: keyed.flatMap(outOfRange)
    case .besideRule: keyed.filter { outline.name($0) == "rule" }.flatMap(besideRule)
    case .variable: variables
    case .missingMark: missingMarks
    case .extraMark: extraMarks
    case .badScalar: badScalars
    case .badString: badStrings
    }
  }

  var keyed: [JSONOutline.Node] { outline.nodes.filter { $0.key != nil } }

  // MARK: Keys

  /// The text with a letter dropped or doubled, or two neighbours that changed places.
  static func typos(_ word: String) -> [String] {
    let letters = Array(word)
    var typos: Set<String> = []
    for index in letters.indices {
      var dropped = letters
      dropped.remove(at: index)
      typos.insert(String(dropped))
      typos.insert(String(letters[...index] + letters[index...]))
      guard index > 0 else { continue }
      var swapped = letters
      swapped.swapAt(index - 1, index)
      typos.insert(String(swapped))
    }
    return typos.subtracting([word]).sorted()
  }

  private func misspellings(_ node: JSONOutline.Node) -> [Mutation] {
    guard let key = node.key, let name = outline.name(node) else { return [] }
    let object = outline.parent(of: node)
    return Self.typos(name).map { typo in
      // A name of two letters is too short for any other to be called near it.
      let suggestion = name.count < 3 ? Self.valid(validKeys(object)) : "nearest is \"\(name)\""
      let path = object.path.isEmpty ? typo : "\(object.path).\(typo)"
      return Mutation(
        "key \(node.path) spelled \(typo)", replacing: key, by: "\"\(typo)\"",
        absence(of: node) + [.init(inserted: 0, "\(path): unknown key; \(suggestion)")])
    }
  }

  private func misspelledRules(_ node: JSONOutline.Node) -> [Mutation] {
    let name = String(outline.source(node.range).dropFirst().dropLast())
    return Self.typos(name).map { typo in
      Mutation(
        "rule \(name) spelled \(typo)", replacing: node.range, by: "\"\(typo)\"",
        .init(inserted: 0, "\(node.path): no rule named \"\(typo)\"; nearest is \"\(name)\""))
    }
  }

  private func duplicate(_ node: JSONOutline.Node) -> Mutation {
    let start = node.key?.lowerBound ?? node.range.lowerBound
    return Mutation(
      "key \(node.path) twice", replacing: start..<start, by: outline.source(start..<node.range.upperBound) + ", ",
      .init(at: start, "\(node.path): duplicate key; each key stands once in an object"))
  }

  private func added(_ object: JSONOutline.Node) -> Mutation {
    let path = object.path.isEmpty ? "zzzzzzzz" : "\(object.path).zzzzzzzz"
    let start = object.range.lowerBound + 1
    return Mutation(
      "key \(path)", replacing: start..<start, by: #" "zzzzzzzz": 1,"#,
      .init(inserted: 1, "\(path): unknown key; \(Self.valid(validKeys(object)))"))
  }

  private func removed(_ node: JSONOutline.Node) -> Mutation? {
    let faults = absence(of: node)
    guard let key = node.key, !faults.isEmpty else { return nil }
    let next = outline.significant(from: node.range.upperBound)
    var range = key.lowerBound..<node.range.upperBound
    if outline.text[next] == "," {
      range = key.lowerBound..<next + 1
    } else if let comma = outline.marks.last(where: { $0 < key.lowerBound }), outline.text[comma] == "," {
      range = comma..<node.range.upperBound
    }
    return Mutation("without \(node.path)", replacing: range, by: "", faults)
  }

  /// What is missing without a key, at the opening brace of what it belongs to.
  private func absence(of node: JSONOutline.Node) -> [Mutation.Fault] {
    let object = outline.parent(of: node)
    let brace = object.range.lowerBound
    switch outline.name(node) {
    case "version", "chain": return [.init(at: brace, "missing \"\(node.path)\"")]
    case "rule": return [.init(at: brace, #"\#(object.path): missing "rule", "all", "any" or "not""#)]
    case "params": return missingParameters(of: object, at: brace)
    case "max_entries", "window_s", "per", "max_notional_usd", "env":
      return [.init(at: brace, "\(object.path): missing \"\(outline.name(node) ?? "")\"")]
    case "default":
      let variable = outline.source(outline.node("\(object.path).env").range).dropFirst().dropLast()
      return [.init(at: brace, "\(object.path): missing \"default\"; the variable \(variable) is not set")]
    case "scope": return [missingCoins(of: object)]
    case "coins": return [missingCoins(of: outline.parent(of: object))]
    default: return []
    }
  }

  private func missingCoins(of entry: JSONOutline.Node) -> Mutation.Fault {
    Mutation.Fault(
      at: entry.range.lowerBound,
      "\(entry.path): missing coins; futures_spot_arb reads market data and wants its coins by exact name, "
        + #"as "scope": { "coins": ["PURR"] }"#)
  }

  func missingParameters(of entry: JSONOutline.Node, at offset: Int) -> [Mutation.Fault] {
    let rule = outline.source(outline.node("\(entry.path).rule").range)
    let names =
      switch rule {
      case "\"entry_rate_limit\"": ["max_entries", "window_s", "per"]
      case "\"notional_cap\"": ["max_notional_usd"]
      default: [String]()
      }
    return names.map { .init(at: offset, "\(entry.path).params: missing \"\($0)\"") }
  }

  private static func valid(_ names: [String]) -> String {
    "valid are " + names.map { "\"\($0)\"" }.joined(separator: ", ")
  }

  private func validKeys(_ object: JSONOutline.Node) -> [String] {
    switch outline.name(object) {
    case nil where object.path.isEmpty: ["$schema", "version", "chain", "risk_review"]
    case nil:
      [
        "id", "description", "scope", "rule", "params", "all", "any", "not", "enabled", "mode", "on_unavailable",
        "review_by",
      ]
    case "scope": ["coins", "pairs", "directions", "strategies"]
    case "params":
      switch outline.source(outline.node("\(outline.parent(of: object).path).rule").range) {
      case "\"entry_rate_limit\"": ["max_entries", "window_s", "per"]
      case "\"notional_cap\"": ["max_notional_usd"]
      default: ["min_spread", "max_age_ms", "max_skew_ms", "max_abs_spread", "min_depth_usd", "confirm_for_ms"]
      }
    default: ["env", "default"]
    }
  }

  // MARK: Entries

  private var duplicateIDs: [Mutation] {
    let ids = keyed.filter { outline.name($0) == "id" }
    return ids.flatMap { changed in
      ids.filter { $0.path != changed.path }.map { other in
        let id = outline.source(other.range)
        let words = "duplicate id \(id); each id stands once in the file"
        let isLater = changed.range.lowerBound > other.range.lowerBound
        return Mutation(
          "\(changed.path) as \(id)", replacing: changed.range, by: id,
          isLater
            ? .init(inserted: 0, "\(changed.path): \(words)")
            : .init(at: other.range.lowerBound, "\(other.path): \(words)"))
      }
    }
  }

  private func besideRule(_ node: JSONOutline.Node) -> [Mutation] {
    let entry = outline.parent(of: node)
    let child = #"{ "id": "beside", "rule": "direction_allow", "params": { "directions": ["long"] } }"#
    return [("all", "[\(child)]"), ("any", "[\(child)]"), ("not", child)].flatMap { keyword, value in
      let end = node.range.upperBound
      let start = node.key?.lowerBound ?? end
      let rest = "an entry has exactly one of rule, all, any and not"
      var faults = [Mutation.Fault(at: start, "\(node.path): stands beside \"\(keyword)\"; \(rest)")]
      if let params = outline.nodes.first(where: { $0.path == "\(entry.path).params" })?.key {
        faults.append(
          .init(
            at: params.lowerBound, "\(entry.path).params: misplaced key; only an entry with \"rule\" has parameters"))
      }
      return [
        Mutation(
          "\(keyword) behind \(node.path)", replacing: end..<end, by: ", \"\(keyword)\": \(value)",
          .init(inserted: 2, "\(entry.path).\(keyword): stands beside \"rule\"; \(rest)")),
        Mutation("\(keyword) before \(node.path)", replacing: start..<start, by: "\"\(keyword)\": \(value), ", faults),
      ]
    }
  }
}
