import RuleEngine
import TestSupport

/// Writes texts of `rules.json` that are right but for what one value cannot know of another, from what the rule types
/// declare.
struct RulesTextGenerator {
  private var random: SplitMix64
  private let types: [any EntryRule.Type]
  private var entries = 0

  init(seed: UInt64, types: [any EntryRule.Type]) {
    random = SplitMix64(seed: seed)
    self.types = types
  }

  /// The variables that the texts name; UNSET is none of them.
  static let environment = [
    "ON": "true", "OFF": "False", "NUMBER": "2", "EMPTY": "", "WORD": "enforce", "LIST": "long,short", "TEXT": "maybe",
  ]

  private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

  private mutating func pick<Element>(_ list: [Element]) -> Element {
    // Every list that is asked about has an element.
    list[Int.random(in: list.indices, using: &random)]
  }

  /// A whole file.
  mutating func file() -> String {
    entries = 0
    var members = [#""version": \#(pick(["1", "1", "1.0", "1e0"]))"#, "\"chain\": \(list { $0.entry() })"]
    if chance(20) { members.insert(#""$schema": "docs/rules.schema.json""#, at: 0) }
    if chance(40) { members.append("\"risk_review\": \(list { $0.entry() })") }
    return object(members) + "\n"
  }

  private mutating func object(_ members: [String]) -> String {
    "{ " + members.shuffled(using: &random).joined(separator: ", ") + " }"
  }

  private mutating func list(upTo limit: Int = 3, _ element: (inout Self) -> String) -> String {
    var elements: [String] = []
    for _ in 0..<Int.random(in: 1...limit, using: &random) { elements.append(element(&self)) }
    return "[" + elements.joined(separator: ", ") + "]"
  }

  private mutating func entry() -> String {
    var members = node(depth: 0)
    if chance(25) { members.append("\"enabled\": \(setting(pick(["true", "false"]), ["ON", "OFF"]))") }
    if chance(25) { members.append("\"mode\": \(setting(pick([#""enforce""#, #""shadow""#]), ["WORD"]))") }
    if chance(25) { members.append("\"on_unavailable\": \(setting(pick([#""allow""#, #""reject""#]), ["EMPTY"]))") }
    if chance(15) { members.append(#""review_by": "\#(pick(["2026-12-31", "2024-02-29", "2026-06-01"]))""#) }
    return object(members)
  }

  private mutating func node(depth: Int) -> [String] {
    entries += 1
    var members: [String] = []
    if chance(95) { members.append("\"id\": \"\(pick(["e", "0_", "a-b"]))\(entries)\"") }
    if chance(15) { members.append(#""description": "\#(pick(["", "why", "期现 😀", #"a \"quoted\" one"#]))""#) }
    // Coins by exact name are what rules that read books want.
    if chance(95) { members.append("\"scope\": \(scope())") }
    if depth < 2, chance(25) {
      let child = { (generator: inout Self) in generator.object(generator.node(depth: depth + 1)) }
      members.append(
        chance(30) ? "\"not\": \(child(&self))" : "\"\(pick(["all", "any"]))\": \(list(child))")
      return members
    }
    let type = pick(types)
    let declarations = ParameterReader.describe(type)
    members.append("\"rule\": \"\(type.identifier)\"")
    var parameters: [String] = []
    for declaration in declarations where declaration.defaultValue == nil || chance(65) {
      let value = value(declaration.type)
      parameters.append(
        "\"\(declaration.name)\": \(value.variables.isEmpty ? value.text : setting(value.text, value.variables))")
    }
    if !parameters.isEmpty || chance(50) { members.append("\"params\": \(object(parameters))") }
    return members
  }

  private mutating func scope() -> String {
    var members: [String] = []
    if chance(95) {
      let names = chance(92) ? [#""PURR""#, #""HYPE""#, #""xyz:GOLD""#] : [#""k*""#, #""*""#, #""a:*""#, #""PURR*""#]
      members.append("\"coins\": \(list { $0.pick(names) })")
    }
    let others = [
      ("pairs", [#""PURR|HYPE""#, #""PURR|*""#, #""HYPE""#, #""*""#]),
      ("directions", [#""long""#, #""short""#, #""sho*""#, #""*""#]),
      ("strategies", [#""trend""#, #""mean*""#, #""期""#]),
    ]
    for (key, names) in others where chance(15) { members.append("\"\(key)\": \(list { $0.pick(names) })") }
    return object(members)
  }

  /// A value, or a variable with the value for a default.
  private mutating func setting(_ value: String, _ variables: [String]) -> String {
    guard chance(8) else { return value }
    let name = chance(8) ? "TEXT" : pick(variables + ["UNSET", "EMPTY"])
    return chance(92) ? object([#""env": "\#(name)""#, "\"default\": \(value)"]) : object([#""env": "\#(name)""#])
  }

  private mutating func fact(_ fact: FactDeclaration) -> String {
    var members = ["\"fact\": \"\(fact.name)\""]
    for argument in fact.arguments where argument.defaultValue == nil || chance(30) {
      let value = value(argument.type)
      members.append("\"\(argument.name)\": \(setting(value.text, value.variables))")
    }
    return members.count == 1 && chance(80) ? "\"\(fact.name)\"" : object(members)
  }

  private mutating func value(_ type: ParameterType) -> (text: String, variables: [String]) {
    switch type {
    case .number(let bounds, _, let isWhole, let isNullable):
      if isNullable, chance(15) { return ("null", ["NUMBER"]) }
      let ends = [bounds.lower.description, bounds.upper.description]
      let usual = ["0.01", "0.2", "0.5", "1", "2", "2.0", "1e1", "20", "3.5", "60", "6E+2", "3600", "0.000000001"]
      let fitting = (ends + usual).filter { text in
        guard let number = ExactDecimal(text) else { return false }
        return bounds.contains(number) && (!isWhole || number.whole != nil)
      }
      return (pick(fitting), ["NUMBER"])
    case .word(let words): return ("\"\(pick(words))\"", ["EMPTY"])
    case .words(let words): return (list { "\"\($0.pick(words))\"" }, ["LIST"])
    case .timeOfDay(let allows24):
      return ("\"\(pick(["00:00", "08:30", "19:59", "23:59", allows24 ? "24:00" : "12:00"]))\"", ["EMPTY"])
    case .coin: return (pick([#""BTC""#, #""xyz:GOLD""#, "null"]), ["EMPTY"])
    case .coinPatterns:
      return (list { $0.pick([#""BTC""#, #""k*""#, #""xyz:GOLD""#, #""xyz:*""#, #""*""#]) }, ["EMPTY"])
    case .feed: return (pick([#""perp:BTC""#, #""spot:HYPE""#, #""perp:xyz:GOLD""#]), ["EMPTY"])
    case .text: return (pick([#""rsi""#, #""期""#]), ["EMPTY"])
    case .fact(let facts, let bounds):
      if let bounds, chance(70) {
        let number = value(.number(bounds, .none, isWhole: false, isNullable: false))
        return (setting(number.text, number.variables), [])
      }
      return (fact(pick(facts)), [])
    }
  }
}
