internal import RuleEngine

/// Reads what a case expects, and refuses what the chain can never say: a misspelled id or code would otherwise be a case
/// that fails for the wrong reason.
struct ExpectationParser {
  // The codes of each node, by its id; nil of one whose rule type documents none.
  private let codes: [String: [String]?]
  private let ids: [String]
  private static let inputCodes = ["bad_signal", "coin_case", "not_an_entry"]

  init(_ chain: RuleChain) {
    var codes: [String: [String]?] = [:]
    var ids: [String] = []
    for entry in chain.entries {
      entry.node.forEachNode { node in
        ids.append(node.id)
        codes.updateValue(ExpectationParser.codes(of: node), forKey: node.id)
      }
    }
    self.codes = codes
    self.ids = ids
  }

  /// A combination gives the codes of what is below it, and `negated`.
  private static func codes(of node: ChainNode) -> [String]? {
    switch node.body {
    case .rule(let instance):
      if type(of: instance.rule).documentation.codes.isEmpty { return nil }
      return instance.codes.map(\.code.rawValue)
    case .combination(_, let children):
      var codes: [String] = [ReasonCode.negated.rawValue]
      for child in children {
        guard let own = self.codes(of: child) else { return nil }
        codes += own.filter { !codes.contains($0) }
      }
      return codes
    }
  }

  func read(_ value: JSONValue, path: String, _ faults: inout FaultLog) -> Expectation? {
    let keys = ["action", "stage", "rule", "code", "outcomes"]
    guard let object = KeyedObject(value, path: path, keys: keys, faults: &faults) else { return nil }
    let before = faults.count
    let action = object["action"].flatMap { word($0, Expectation.Action.self, object.path("action"), &faults) }
    if object["action"] == nil { faults.add(.missing("\"action\""), at: value.offset, path) }
    for key in ["stage", "rule", "code"] where action == .approved {
      guard let place = object[key] else { continue }
      faults.refuse(place, "nothing: an approval has no \(key)", object.path(key))
    }
    let stage = object["stage"].flatMap {
      word($0, among: [.input, .gates, .riskReview] as [Ruling.Rejection.Stage], object.path("stage"), &faults)
    }
    let rule = object["rule"].flatMap { name($0, "the id of an entry", ids, object.path("rule"), &faults) }
    let code = object["code"].flatMap { place -> String? in
      let known = rule.map { codes[$0] ?? nil } ?? allCodes
      guard let known else { return faults.text(place, "a code", object.path("code")) }
      return name(place, "a code", known, object.path("code"), &faults)
    }
    let outcomes = object["outcomes"].map { self.outcomes($0, object.path("outcomes"), &faults) } ?? []
    guard let action, faults.count == before else { return nil }
    return Expectation(
      action: action, stage: stage, rule: rule, code: code.map { ReasonCode(rawValue: $0) }, outcomes: outcomes)
  }

  /// Every code there may be; nil where some rule type does not say.
  private var allCodes: [String]? {
    var all = ExpectationParser.inputCodes
    for id in ids {
      guard let codes = codes[id] ?? nil else { return nil }
      all += codes.filter { !all.contains($0) }
    }
    return all
  }

  /// `{"pair-rate":"pass","purr-futures-spot-arb":"reject thin"}`.
  private func outcomes(
    _ value: JSONValue, _ path: String, _ faults: inout FaultLog
  ) -> [Expectation.NodeOutcome] {
    guard let object = KeyedObject(value, path: path, keys: ids, faults: &faults) else { return [] }
    return ids.compactMap { id in
      guard let place = object[id] else { return nil }
      let kinds = Outcome.Kind.allCases.map(\.rawValue)
      let words = (place.string ?? "").split(separator: " ", omittingEmptySubsequences: false).map(String.init)
      guard let kind = words.first.flatMap({ Outcome.Kind(rawValue: $0) }), words.count <= 2 else {
        let near = NearestName(to: words.first ?? "", among: kinds)
        faults.refuse(place, "an outcome, with its code behind it if wanted", object.path(id), hint: "\(near)")
        return nil
      }
      guard words.count == 2 else { return Expectation.NodeOutcome(id: id, kind: kind, code: nil) }
      if let known = codes[id] ?? nil, !known.contains(words[1]) {
        faults.refuse(place, "a code of \(id)", object.path(id), hint: "\(NearestName(to: words[1], among: known))")
        return nil
      }
      return Expectation.NodeOutcome(id: id, kind: kind, code: ReasonCode(rawValue: words[1]))
    }
  }

  private func word<Word: RawRepresentable & CaseIterable>(
    _ value: JSONValue, _ type: Word.Type, _ path: String, _ faults: inout FaultLog
  ) -> Word? where Word.RawValue == String { word(value, among: Array(type.allCases), path, &faults) }

  private func word<Word: RawRepresentable>(
    _ value: JSONValue, among words: [Word], _ path: String, _ faults: inout FaultLog
  ) -> Word? where Word.RawValue == String {
    if let text = value.string, let word = words.first(where: { $0.rawValue == text }) { return word }
    faults.refuse(value, words.map { "\"\($0.rawValue)\"" }.joined(separator: " or "), path)
    return nil
  }

  private func name(
    _ value: JSONValue, _ what: String, _ known: [String], _ path: String, _ faults: inout FaultLog
  ) -> String? {
    if let text = value.string, known.contains(text) { return text }
    faults.refuse(value, what, path, hint: "\(NearestName(to: (value.string ?? "").cut(to: 60), among: known))")
    return nil
  }
}
