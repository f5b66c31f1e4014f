/// Reads the entries of a chain, and the nodes below them.
struct EntryParser {
  let registry: RuleRegistry
  let environment: [String: String]

  private static let entryKeys = nodeKeys + settingKeys
  private static let settingKeys = ["enabled", "mode", "on_unavailable", "review_by"]
  private static let nodeKeys = ["id", "description", "scope", "rule", "params", "all", "any", "not"]
  private static let bodyKeys = ["rule", "all", "any", "not"]

  /// Where a key belongs that is none of an entry's; nil of a key that is not known anywhere.
  private func properPlace(of key: String, in entry: JSONValue) -> String? {
    if EntryParser.settingKeys.contains(key) { return "it belongs to top-level entries alone" }
    guard let type = entry["rule"]?.string.flatMap({ registry[$0] }) else { return nil }
    let isParameter = ParameterReader.describe(type).contains { $0.name == key }
    return isParameter ? "it belongs into \"params\"" : nil
  }

  /// Reads the entries of a list behind those that were read before.
  func readEntries(
    _ list: JSONValue, path: String, stage: ChainEntry.Stage, into drafts: inout [EntryDraft], faults: inout FaultLog
  ) {
    let elements = elements(list, path: path, faults: &faults)
    drafts.reserveCapacity(drafts.count + elements.count)
    for (index, value) in elements.enumerated() {
      if let draft = entry(value, path: "\(path)[\(index)]", stage: stage, faults: &faults) { drafts.append(draft) }
    }
  }

  private func elements(_ list: JSONValue, path: String, faults: inout FaultLog) -> [JSONValue] {
    if let elements = list.elements, !elements.isEmpty { return elements }
    let problem = Diagnostic.Problem.unexpectedValue(
      expected: "a list of one or more entries", found: list.foundText, hint: nil)
    faults.add(problem, at: list.offset, path)
    return []
  }

  private func entry(
    _ value: JSONValue, path: String, stage: ChainEntry.Stage, faults: inout FaultLog
  ) -> EntryDraft? {
    let keyed = KeyedObject(
      value, path: path, keys: EntryParser.entryKeys, misplaced: { properPlace(of: $0, in: value) }, faults: &faults)
    guard let object = keyed else { return nil }
    let settings = SettingReader(environment: environment)
    let isEnabled = object["enabled"].flatMap { value in
      settings.read(value, path: object.path("enabled"), form: .boolean, faults: &faults) { source, faults in
        if source.value.bool == nil { source.refuse(expected: "true or false", &faults) }
        return source.value.bool
      }
    }
    let mode = object["mode"].flatMap { value in
      settings.read(value, path: object.path("mode"), form: .word, faults: &faults) { source, faults in
        source.choice(EntryMode.self, &faults)
      }
    }
    let onUnavailable = object["on_unavailable"].flatMap { value in
      settings.read(value, path: object.path("on_unavailable"), form: .word, faults: &faults) { source, faults in
        source.choice(UnavailablePolicy.self, &faults)
      }
    }
    let reviewByMs = object["review_by"].flatMap { day($0, path: object.path("review_by"), faults: &faults) }
    let node = node(object, scopesAbove: [], faults: &faults)
    let ownPolicy: UnavailablePolicy
    switch node.body {
    case .rule(let instance): ownPolicy = type(of: instance.rule).onUnavailable
    case .combination: ownPolicy = .reject
    }
    return EntryDraft(
      node: node, stage: stage, isEnabled: isEnabled ?? true, mode: mode ?? .enforce,
      onUnavailable: onUnavailable ?? ownPolicy, reviewByMs: reviewByMs)
  }

  private func day(_ value: JSONValue, path: String, faults: inout FaultLog) -> Int64? {
    if let ms = value.string.flatMap({ CivilTime.ms(iso8601: $0 + "T00:00:00Z") }) { return ms }
    let problem = Diagnostic.Problem.unexpectedValue(
      expected: "a day, as \"2026-12-31\"", found: value.foundText, hint: nil)
    faults.add(problem, at: value.offset, path)
    return nil
  }

  private func child(
    _ value: JSONValue, path: String, scopesAbove: [Scope], faults: inout FaultLog
  ) -> NodeDraft? {
    let object = KeyedObject(
      value, path: path, keys: EntryParser.nodeKeys, misplaced: { properPlace(of: $0, in: value) }, faults: &faults)
    return object.map { node($0, scopesAbove: scopesAbove, faults: &faults) }
  }

  private func node(_ object: KeyedObject, scopesAbove: [Scope], faults: inout FaultLog) -> NodeDraft {
    let id = object["id"].flatMap { identifier($0, path: object.path("id"), faults: &faults) }
    if let description = object["description"], description.string == nil {
      faults.add(
        .unexpectedValue(expected: "a string", found: description.foundText, hint: nil), at: description.offset,
        object.path("description"))
    }
    let scope =
      object["scope"].map { ScopeParser.scope($0, path: object.path("scope"), faults: &faults) } ?? .everything
    let bodies = object.members(among: EntryParser.bodyKeys)
    for extra in bodies.dropFirst() {
      faults.add(.exclusiveKeys(first: bodies[0].key), at: extra.keyOffset, object.path(extra.key))
    }
    let scopes = scopesAbove + [scope]
    var body: NodeDraft.Body?
    var defaultID: String?
    if let bodyMember = bodies.first {
      if let combinator = Combinator(rawValue: bodyMember.key) {
        defaultID = bodyMember.key
        body = combination(combinator, bodyMember.value, object, scopes: scopes, faults: &faults)
      } else {
        defaultID = bodyMember.value.string.flatMap { registry[$0]?.identifier }
        body = rule(bodyMember.value, object, scopes: scopes, faults: &faults)
      }
    } else {
      faults.add(.missing("\"rule\", \"all\", \"any\" or \"not\""), at: object.value.offset, object.path)
    }
    // A node whose body is at fault stays, so that its id is still compared with the others; it is never made a rule.
    return NodeDraft(
      path: object.path, offset: object.value.offset, id: id, hasFaultyID: object["id"] != nil && id == nil,
      defaultID: defaultID, description: object["description"]?.string, scope: scope,
      body: body ?? .combination(.all, []))
  }

  private func identifier(_ value: JSONValue, path: String, faults: inout FaultLog) -> (text: String, offset: Int)? {
    if let id = value.string, EntryParser.isIdentifier(id) { return (id, value.offset) }
    let problem = Diagnostic.Problem.unexpectedValue(
      expected: "an id of a-z, 0-9, _ and -, beginning with a letter or digit", found: value.foundText, hint: nil)
    faults.add(problem, at: value.offset, path)
    return nil
  }

  private static func isIdentifier(_ text: String) -> Bool {
    guard let first = text.utf8.first, first != UInt8(ascii: "_"), first != UInt8(ascii: "-") else { return false }
    return text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"),
        UInt8(ascii: "-"):
        true
      default: false
      }
    }
  }

  private func combination(
    _ combinator: Combinator, _ value: JSONValue, _ object: KeyedObject, scopes: [Scope], faults: inout FaultLog
  ) -> NodeDraft.Body? {
    if let params = object.member("params") {
      faults.add(
        .misplacedKey(rule: "only an entry with \"rule\" has parameters"), at: params.keyOffset, object.path("params"))
    }
    let path = object.path(combinator.rawValue)
    switch combinator {
    case .not:
      let only = child(value, path: path, scopesAbove: scopes, faults: &faults)
      return only.map { .combination(combinator, [$0]) }
    case .all, .any:
      let children = elements(value, path: path, faults: &faults).enumerated().map { index, element in
        child(element, path: "\(path)[\(index)]", scopesAbove: scopes, faults: &faults)
      }
      // A child at fault has been reported; without it the combination is not what was written.
      return .combination(combinator, children.compactMap(\.self))
    }
  }

  private func rule(
    _ value: JSONValue, _ object: KeyedObject, scopes: [Scope], faults: inout FaultLog
  ) -> NodeDraft.Body? {
    guard let name = value.string else {
      let problem = Diagnostic.Problem.unexpectedValue(
        expected: "the name of a rule", found: value.foundText, hint: nil)
      faults.add(problem, at: value.offset, object.path("rule"))
      return nil
    }
    guard let type = registry[name] else {
      let suggestion = NearestName(to: name.cut(to: 60), among: registry.identifiers)
      faults.add(.unknownRule(name, suggestion: suggestion), at: value.offset, object.path("rule"))
      return nil
    }
    let params = object["params"]
    if let params, params.members == nil {
      let problem = Diagnostic.Problem.unexpectedValue(expected: "an object", found: params.foundText, hint: nil)
      faults.add(problem, at: params.offset, object.path("params"))
      return nil
    }
    var reader = ParameterReader(
      params: params, ruleOffset: object.value.offset, path: object.path("params"), environment: environment)
    let rule: any EntryRule
    do {
      rule = try type.init(&reader)
    } catch {
      reader.finish()
      faults.append(reader.faults)
      faults.add(.refusedByRule("\(error)"), at: params?.offset ?? object.value.offset, object.path("params"))
      return nil
    }
    reader.finish()
    faults.append(reader.faults)
    let feeds = feeds(of: rule, object, scopes: scopes, faults: &faults)
    return .rule(ChainNode.RuleInstance(rule: rule, parameters: reader.effective, feeds: CoinFeeds(feeds)))
  }

  /// The feeds of a rule for every coin it is meant for, by exact name, on itself or on a combinator above it.
  private func feeds(
    of rule: any EntryRule, _ object: KeyedObject, scopes: [Scope], faults: inout FaultLog
  ) -> [Coin: [Feed]] {
    // Whether a type reads books at all shows with any coin.
    guard rule.readsAssetContext || !rule.feeds(for: "PURR").isEmpty else { return [:] }
    guard let names = scopes.reversed().lazy.compactMap(\.exactCoins).first else {
      // A list that is at fault has been reported, and is not a missing one.
      if !scopes.contains(where: { $0.coins?.isEmpty == true }) {
        let patterns = scopes.reversed().lazy.compactMap(\.coins).first ?? []
        faults.add(
          .feedsWithoutCoins(
            rule: type(of: rule).identifier, patterns: patterns.filter { $0.exactName == nil }.map(\.text)),
          at: object.value.offset, object.path)
      }
      return [:]
    }
    let others = scopes.filter { $0.coins != nil && $0.exactCoins != names }
    let coins = names.compactMap { Coin($0) }.filter { coin in others.allSatisfy { $0.contains(coin: coin) } }
    return Dictionary(coins.map { ($0, rule.feeds(for: $0)) }, uniquingKeysWith: { first, _ in first })
  }
}
