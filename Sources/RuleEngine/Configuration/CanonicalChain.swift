/// The effective rules as one JSON text that does not depend on how the file was written: the environment is resolved,
/// defaults are filled in, keys and lists of names have a fixed order, descriptions and white space are gone. The
/// chain's digest is the SHA-256 of this text. A parameter that came to a rule later is left out where it is not used, so
/// that the same rules keep their digest.
enum CanonicalChain {
  static func bytes(of entries: [ChainEntry]) -> [UInt8] {
    var writer = JSONWriter(capacity: 256 * entries.count)
    writer.object { writer in
      writer.member("version", 1)
      for (key, stage) in [("chain", ChainEntry.Stage.gates), ("risk_review", .riskReview)] {
        writer.key(named: key)
        writer.array { writer in
          for entry in entries where entry.stage == stage { write(entry, &writer) }
        }
      }
    }
    return writer.bytes
  }

  /// An entry's effective rules without ids: two entries that do the same at the same stage have the same text.
  static func unnamedText(of entry: ChainEntry) -> String {
    var writer = JSONWriter(capacity: 256)
    writer.array { writer in
      writer.string(entry.stage.rawValue)
      write(entry, isNamed: false, &writer)
    }
    return writer.text
  }

  private static func write(_ entry: ChainEntry, isNamed: Bool = true, _ writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("enabled", entry.isEnabled)
      writer.member("mode", entry.mode.rawValue)
      writer.member("on_unavailable", entry.onUnavailable.rawValue)
      write(entry.node, isNamed: isNamed, &writer)
    }
  }

  private static func write(_ node: ChainNode, isNamed: Bool, _ writer: inout JSONWriter) {
    if isNamed { writer.member("id", node.id) }
    write(node.scope, &writer)
    switch node.body {
    case .rule(let instance):
      writer.member("rule", node.kind)
      writer.key("params")
      writer.parameters(instance.parameters.filter { !$0.isUnused }.sorted { $0.name < $1.name })
    case .combination(let combinator, let children):
      writer.key(named: combinator.rawValue)
      writer.array { writer in
        for child in children { writer.object { write(child, isNamed: isNamed, &$0) } }
      }
    }
  }

  private static func write(_ scope: Scope, _ writer: inout JSONWriter) {
    writer.key("scope")
    writer.object { writer in writer.scopeMembers(scope, sorted: true) }
  }
}

extension ChainLoader {
  /// Loads a chain of its canonical text, which names no variables; its positions are those in that text.
  ///
  /// - Throws: `ConfigurationFaults` where the text is no such one, or names a rule type that is not registered.
  public func load(canonical text: [UInt8], name: String) throws(ConfigurationFaults) -> RuleChain {
    try ChainLoader(registry: registry, environment: [:])
      .load(SourceText(name: name, bytes: text)) { CanonicalChain.fileForm(of: $0) }
  }
}

extension CanonicalChain {
  /// The canonical document as a file spells it: a part without entries left out, `not` with its child and no list of one.
  fileprivate static func fileForm(of value: JSONValue) -> JSONValue {
    switch value.content {
    case .scalar: return value
    case .array(let elements): return JSONValue(.array(elements.map(fileForm)), at: value.offset)
    case .object(let members):
      let written = members.compactMap { member -> JSONValue.Member? in
        let elements = member.value.elements
        if member.key == "risk_review", elements?.isEmpty == true { return nil }
        let isNot = member.key == Combinator.not.rawValue
        let form = isNot ? elements?.first.map(fileForm) : member.key == "params" ? member.value : nil
        return JSONValue.Member(
          key: member.key, keyOffset: member.keyOffset, value: form ?? fileForm(of: member.value))
      }
      return JSONValue(.object(written), at: value.offset)
    }
  }
}

extension JSONWriter {
  /// Writes the members of a scope object.
  public mutating func scopeMembers(_ scope: Scope, sorted: Bool = false) {
    let lists = [
      ("coins", scope.coins), ("pairs", scope.pairs), ("directions", scope.directions),
      ("strategies", scope.strategies),
    ]
    for (name, patterns) in lists {
      guard let patterns else { continue }
      let texts = patterns.map(\.text)
      key(named: name)
      array { writer in
        for text in sorted ? Set(texts).sorted() : texts { writer.string(text) }
      }
    }
  }

  /// Writes an object of parameters with the values in force.
  public mutating func parameters(_ parameters: [EffectiveParameter]) {
    object { writer in
      for parameter in parameters {
        writer.key(named: parameter.name)
        writer.value(parameter.value)
      }
    }
  }

  /// Writes a parameter's value.
  mutating func value(_ value: EffectiveParameter.Value) {
    switch value {
    case .none: null()
    case .number(let number): raw(number.description.utf8)
    case .word(let word): string(word)
    case .words(let words): array { writer in for word in words { writer.string(word) } }
    case .fact(let name, let arguments):
      // By its bare name where it can be, so that both ways to write it are the same rules.
      if arguments.isEmpty {
        string(name)
      } else {
        parameters([EffectiveParameter(name: "fact", value: .word(name), unit: .none)] + arguments)
      }
    }
  }
}
