/// Makes a chain of the text of `rules.json`: all of it, or none and every fault.
public struct ChainLoader: Sendable {
  let registry: RuleRegistry
  private let environment: [String: String]

  /// Prepares to load.
  ///
  /// - Parameters:
  ///   - registry: the rule types that may be named.
  ///   - environment: the variables that `{ "env": … }` values name.
  public init(registry: RuleRegistry, environment: [String: String]) {
    self.registry = registry
    self.environment = environment
  }

  /// Loads a chain.
  ///
  /// - Throws: `ConfigurationFaults` with every fault of the text, in file order.
  /// - Complexity: O(n log n) in the length of the text.
  public func load(_ source: SourceText) throws(ConfigurationFaults) -> RuleChain {
    try load(source) { $0 }
  }

  /// Loads a chain of a document that is spelled in another form.
  func load(
    _ source: SourceText, form: (JSONValue) -> JSONValue
  ) throws(ConfigurationFaults) -> RuleChain {
    var faults = FaultLog()
    let document: JSONValue
    do {
      document = form(try JSONValue(parsing: source.bytes))
    } catch {
      faults.add(.syntax(error.kind), at: error.offset, "")
      throw ConfigurationFaults(diagnostics: faults.diagnostics(in: source))
    }
    let drafts = entries(of: document, faults: &faults)
    let names = NodeNames(drafts, faults: &faults)
    guard faults.count == 0 else { throw ConfigurationFaults(diagnostics: faults.diagnostics(in: source)) }
    let entries = drafts.map { draft in
      ChainEntry(
        node: names.node(draft.node, in: source), stage: draft.stage, isEnabled: draft.isEnabled, mode: draft.mode,
        onUnavailable: draft.onUnavailable, reviewByMs: draft.reviewByMs)
    }
    var variables: [RuleChain.Variable] = []
    ChainLoader.findVariables(in: document, &variables) { "" }
    return RuleChain(entries: entries, variables: variables)
  }

  /// Finds the variables in a value; `path` is asked where there is one, of which most values have none.
  private static func findVariables(
    in value: JSONValue, _ variables: inout [RuleChain.Variable], path: () -> String
  ) {
    switch value.content {
    case .scalar: return
    case .array(let elements):
      for (index, element) in elements.enumerated() {
        findVariables(in: element, &variables) { "\(path())[\(index)]" }
      }
    case .object(let members):
      if let name = value["env"]?.string {
        variables.append(RuleChain.Variable(name: name, path: path()))
        return
      }
      for member in members {
        findVariables(in: member.value, &variables) {
          let above = path()
          return above.isEmpty ? member.key : "\(above).\(member.key)"
        }
      }
    }
  }

  private func entries(of document: JSONValue, faults: inout FaultLog) -> [EntryDraft] {
    let keys = ["$schema", "version", "chain", "risk_review"]
    guard let file = KeyedObject(document, path: "", keys: keys, faults: &faults) else { return [] }
    if let schema = file["$schema"], schema.string == nil {
      faults.add(
        .unexpectedValue(expected: "a string", found: schema.foundText, hint: nil), at: schema.offset, "$schema")
    }
    if let version = file["version"] {
      if version.number.flatMap({ ExactDecimal($0) }) != 1 {
        faults.add(.unexpectedValue(expected: "1", found: version.foundText, hint: nil), at: version.offset, "version")
      }
    } else {
      faults.add(.missing("\"version\""), at: document.offset, "")
    }
    if file["chain"] == nil { faults.add(.missing("\"chain\""), at: document.offset, "") }
    let parser = EntryParser(registry: registry, environment: environment)
    var drafts: [EntryDraft] = []
    for (key, stage) in [("chain", ChainEntry.Stage.gates), ("risk_review", .riskReview)] {
      if let list = file[key] { parser.readEntries(list, path: key, stage: stage, into: &drafts, faults: &faults) }
    }
    return drafts
  }
}

/// Gives every node its name: the id that it has, or the name of its rule where that is not taken.
private struct NodeNames {
  private var taken: Set<String> = []
  // The default names, by the place of the entry that has one.
  private var defaults: [Int: String] = [:]

  init(_ drafts: [EntryDraft], faults: inout FaultLog) {
    var named: [(id: String, offset: Int, path: String)] = []
    var unnamed: [NodeDraft] = []
    func visit(_ node: NodeDraft) {
      if let id = node.id { named.append((id.text, id.offset, node.path)) } else { unnamed.append(node) }
      for child in node.children { visit(child) }
    }
    for draft in drafts { visit(draft.node) }
    // By the place of the id itself: a combinator's may stand behind those of its children.
    for name in named.sorted(by: { $0.offset < $1.offset }) where !taken.insert(name.id).inserted {
      faults.add(.duplicateID(name.id), at: name.offset, "\(name.path).id")
    }
    // An entry whose id or rule is at fault has been reported, and takes no name away from another.
    for node in unnamed.sorted(by: { $0.offset < $1.offset }) where !node.hasFaultyID {
      guard let name = node.defaultID else { continue }
      if taken.insert(name).inserted {
        defaults[node.offset] = name
      } else {
        faults.add(.takenDefaultID(name), at: node.offset, node.path)
      }
    }
  }

  func node(_ draft: NodeDraft, in source: SourceText) -> ChainNode {
    // Without faults each node without an id has a default name.
    let id = draft.id?.text ?? defaults[draft.offset] ?? ""
    let body: ChainNode.Body
    switch draft.body {
    case .rule(let instance): body = .rule(instance)
    case .combination(let combinator, let children):
      body = .combination(combinator, children.map { node($0, in: source) })
    }
    return ChainNode(
      id: id, description: draft.description, scope: draft.scope, body: body,
      position: source.position(at: draft.offset))
  }
}
