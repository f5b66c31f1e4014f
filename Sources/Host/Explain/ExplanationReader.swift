internal import RuleEngine

/// Makes an explanation of a record: of the verdict's line and of its evidence.
///
/// A new verdict takes the same way, as it would be recorded, so that what is explained is what stands in the record.
struct ExplanationReader {
  /// The units of each rule type's parameters, as it declares them.
  private let declaredUnits: [String: [String: ParameterUnit]]
  /// The units of the facts that each rule type's parameters can name.
  private let factUnits: [String: [String: ParameterUnit]]

  init(registry: RuleRegistry) {
    let pages = registry.identifiers.compactMap { name in registry[name].map { (name, ParameterReader.describe($0)) } }
    declaredUnits = Dictionary(uniqueKeysWithValues: pages).mapValues { declarations in
      Dictionary(declarations.map { ($0.name, $0.unit) }, uniquingKeysWith: { first, _ in first })
    }
    factUnits = Dictionary(uniqueKeysWithValues: pages).mapValues { declarations in
      // The price of a book is in dollars.
      let facts = declarations.flatMap(\.facts).map { ($0.name, $0.unit == .price ? .usd : $0.unit) }
      return Dictionary(facts, uniquingKeysWith: { first, _ in first })
    }
  }

  /// The explanation of a verdict that was just given.
  func read(_ verdict: Verdict, _ writer: VerdictWriter) -> Explanation? {
    read(verdict: writer.line(verdict), evidence: EvidenceWriter.object(verdict, nil))
  }

  /// The explanation of a record; nil where it is no record.
  func read(verdict: [UInt8], evidence: [UInt8]) -> Explanation? {
    guard let verdict = try? JSONValue(parsing: verdict), let evidence = try? JSONValue(parsing: evidence),
      let signalID = verdict["signal_id"]?.string, let timeMs = verdict["time"]?.whole,
      let network = verdict["network"]?.string, let pair = verdict["pair"]?.string,
      let coin = verdict["coin"]?.string, let direction = verdict["direction"]?.string,
      let ruling = ruling(verdict), let digest = verdict["chain"]?.string
    else { return nil }
    let allowed = Set((verdict["warnings"]?.elements ?? []).compactMap { $0["id"]?.string })
    let outcomes = verdict["outcomes"]?.elements ?? []
    var nodes = outcomes.compactMap { node($0, allowed: allowed) }
    let inputs = (evidence["inputs"]?.elements ?? []).compactMap(input)
    guard nodes.count == outcomes.count else { return nil }
    for lift in verdict["overrides"]?.elements ?? [] {
      guard let index = nodes.firstIndex(where: { $0.id == lift["id"]?.string }), let author = lift["author"]?.string,
        let reason = lift["reason"]?.string, let untilMs = lift["until"]?.whole
      else { return nil }
      nodes[index].lift = Explanation.Lift(author: author, reason: reason, untilMs: untilMs)
    }
    // The record does not say where the risk review begins; where the gates rejected, it was not reached.
    if ruling.rejection?.stage == .gates { for index in nodes.indices { nodes[index].stage = .gates } }
    return Explanation(
      signalID: signalID, seq: verdict["seq"]?.whole, timeMs: timeMs, network: network, pair: pair, coin: coin,
      direction: direction, ruling: ruling, nodes: nodes, inputs: inputs,
      context: (evidence["inputs"]?.elements ?? []).lazy.compactMap(context).first,
      balance: evidence["account"].flatMap(balance), digest: digest)
  }

  private func ruling(_ verdict: JSONValue) -> Ruling? {
    if verdict["action"]?.string == Ruling.approved.action { return .approved }
    guard let stage = verdict["stage"]?.string.flatMap({ Ruling.Rejection.Stage(rawValue: $0) }),
      let code = verdict["code"]?.string, let reason = verdict["reason"]?.string
    else { return nil }
    return .rejected(
      Ruling.Rejection(
        stage: stage, rule: verdict["rule"]?.string, code: ReasonCode(rawValue: code), reason: reason))
  }

  /// - Parameter isTurned: whether it stands below a `not`, or an odd number of them.
  private func node(_ value: JSONValue, allowed: Set<String>, isTurned: Bool = false) -> Explanation.Node? {
    guard let id = value["id"]?.string, let rule = value["rule"]?.string,
      let outcome = value["outcome"]?.string.flatMap({ Outcome.Kind(rawValue: $0) })
    else { return nil }
    // Both sides of a comparison are of the measured fact's unit.
    let facts = factUnits[rule] ?? [:]
    let factUnit = value["measured"]?.members?.lazy.compactMap { facts[$0.key] }.first
    let required = quantities(value["required"]) { name in
      ParameterUnit(named: name) ?? (FactComparison(named: name) == nil ? declaredUnits[rule]?[name] : factUnit)
    }
    // What is compared is counted as its threshold is, unless its name says otherwise: `worst_spread` as `min_spread`.
    let thresholds = required.filter { $0.number != nil }
    let units = Set(thresholds.map(\.unit))
    let measured = quantities(value["measured"]) { name in
      facts[name] ?? ParameterUnit(named: name)
        ?? (units.count == 1
          ? units.first
          : thresholds.first { $0.name.split(separator: "_").last == name.split(separator: "_").last }?.unit)
    }
    return Explanation.Node(
      id: id, rule: rule, isShadow: value["mode"]?.string == EntryMode.shadow.rawValue, outcome: outcome,
      blocks: value["blocks"]?.bool == true, isAllowed: allowed.contains(id), code: value["code"]?.string,
      measured: measured, required: required,
      margin: value["margin"]?.string.flatMap { Margin($0, measured: measured, required: required) },
      isTurned: isTurned,
      children: (value["children"]?.elements ?? []).compactMap {
        node($0, allowed: [], isTurned: isTurned != (rule == Combinator.not.rawValue))
      })
  }

  private func quantities(_ value: JSONValue?, unit: (String) -> ParameterUnit?) -> [Quantity] {
    (value?.members ?? []).compactMap { member in
      guard let text = member.value.string ?? member.value.number else { return nil }
      let isNumber = ExactDecimal(text) != nil
      return Quantity(name: member.key, text: text, unit: (isNumber ? unit(member.key) : nil) ?? .none)
    }
  }

  private func input(_ value: JSONValue) -> Explanation.Input? {
    guard let feed = value["feed"]?.string, let mid = value["mid"]?.string, let ageMs = value["age_ms"]?.whole else {
      return nil
    }
    let quote = Explanation.Input.Quote(
      bid: value["bid"]?.string, ask: value["ask"]?.string, mid: mid, bidSize: value["bid_size"]?.string,
      askSize: value["ask_size"]?.string, ageMs: ageMs, timeMs: value["time"]?.whole, source: value["source"]?.string)
    return Explanation.Input(feed: feed, quote: quote)
  }

  private func context(_ value: JSONValue) -> Explanation.Context? {
    guard let feed = value["feed"]?.string, feed.hasPrefix("context:"), let ageMs = value["age_ms"]?.whole else {
      return nil
    }
    return Explanation.Context(
      feed: feed, fundingRate: value["funding_rate"]?.string, oracle: value["oracle"]?.string, ageMs: ageMs)
  }

  private func balance(_ value: JSONValue) -> Explanation.Balance? {
    guard let availableUSD = value["available_usd"]?.string, let ageMs = value["age_ms"]?.whole else { return nil }
    return Explanation.Balance(availableUSD: availableUSD, ageMs: ageMs)
  }
}
