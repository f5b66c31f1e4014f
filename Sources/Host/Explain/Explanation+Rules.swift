internal import RuleEngine

extension Explanation {
  /// Adds what only the rules know: stages, lines, the counted part of the history, feeds without a quote, and what was
  /// not evaluated and why. Of rules with another digest it keeps that alone.
  ///
  /// - Parameter file: where the rules stand.
  mutating func add(_ chain: RuleChain, of signal: Signal, file: String) {
    guard chain.digest == digest else {
      rules = .other(file: file, digest: chain.digest)
      return
    }
    rules = .same(file: file)
    let evaluated = Dictionary(nodes.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let variables = Dictionary(chain.variables.map { ($0.path, $0.name) }, uniquingKeysWith: { first, _ in first })
    let gateCount = chain.entries.count { $0.stage == .gates }
    var feeds: [Feed] = []
    nodes = chain.entries.enumerated().map { index, entry in
      var node: Node
      if let known = evaluated[entry.id] {
        node = known
        node.add(entry.node, signal)
        entry.node.forEachRule(inScopeOf: signal) { instance in
          for feed in instance.feeds[signal.coin] where !feeds.contains(feed) { feeds.append(feed) }
        }
      } else {
        let path = entry.stage == .gates ? "chain[\(index)]" : "risk_review[\(index - gateCount)]"
        node = Node(id: entry.id, rule: entry.node.kind, isShadow: entry.mode == .shadow, outcome: nil)
        node.absence = absence(of: entry, signal, variable: variables["\(path).enabled"])
        node.line = entry.node.position.line
      }
      node.stage = entry.stage
      return node
    }
    let known = Dictionary(inputs.map { ($0.feed, $0) }, uniquingKeysWith: { first, _ in first })
    inputs = feeds.map { known[$0.description] ?? Input(feed: $0.description, quote: nil) }
  }

  private func absence(of entry: ChainEntry, _ signal: Signal, variable: String?) -> Absence? {
    if !entry.isEnabled { return .disabled(variable: variable) }
    if let exclusion = entry.node.scope.exclusion(of: signal) { return .outOfScope(exclusion) }
    guard let rejection = ruling.rejection else { return nil }
    return rejection.rule == nil ? .rejectedBefore(code: rejection.code.rawValue) : .gatesRejected
  }
}

extension Explanation.Node {
  fileprivate mutating func add(_ node: ChainNode, _ signal: Signal) {
    line = node.position.line
    if outcome == .notApplicable, let exclusion = node.scope.exclusion(of: signal) { absence = .outOfScope(exclusion) }
    if case .rule(let instance) = node.body {
      feeds = instance.feeds[signal.coin].map(\.description)
      if instance.rule.readsAssetContext { feeds.append("context:\(signal.coin)") }
      if instance.parameters.contains(where: { $0.value.fact != nil }) {
        addFacts(instance.parameters)
      } else if instance.rule.historyWindowMs > 0 {
        history = instance.parameters.compactMap { parameter in
          guard !required.contains(where: { $0.name == parameter.name }) else { return nil }
          return Quantity(name: parameter.name, text: parameter.value.text, unit: parameter.unit)
        }
      }
    }
    for (index, child) in zip(children.indices, node.children) { children[index].add(child, signal) }
  }

  /// Writes the facts with their arguments, and of a comparison that could not be made, the comparison.
  private mutating func addFacts(_ parameters: [EffectiveParameter]) {
    var isFirst = true
    for parameter in parameters {
      guard case .fact(let name, let arguments) = parameter.value else { continue }
      let written = arguments.isEmpty ? nil : parameter.value.text
      if isFirst, let index = measured.firstIndex(where: { $0.name == name }) {
        measured[index].written = written
      } else if !isFirst, let index = required.firstIndex(where: \.isFact) {
        required[index].written = written
      }
      isFirst = false
    }
    guard outcome == .unavailable, parameters.count > 2, parameters[0].value.fact != nil,
      case .word(let sign) = parameters[1].value, FactComparison(rawValue: sign) != nil
    else { return }
    let right = parameters[2]
    let rightText =
      if case .number(let number) = right.value {
        Quantity.text(number, right.unit == .price ? .usd : right.unit)
      } else {
        right.value.text
      }
    condition = "\(parameters[0].value.text) \(sign) \(rightText)"
  }
}

extension EffectiveParameter.Value {
  fileprivate var fact: String? {
    if case .fact(let name, _) = self { name } else { nil }
  }
}
