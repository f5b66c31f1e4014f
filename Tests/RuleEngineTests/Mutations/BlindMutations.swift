import TestSupport

/// Changes to a text of `rules.json` that know nothing of what it means.
struct BlindMutations {
  private var random: SplitMix64

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  private static let values = [
    "\"x\"", "\"\"", "\"long\"", "\"PURR\"", "\"X Y\"", "\"Ab\"", "\"25:00\"", "\"24:00\"", "\"2026-02-30\"",
    "\"true\"", "7", "-1", "0", "0.5", "1.5", "1e400", "0.0000000001", "1e13", "true", "false", "null", "{}", "[]",
    "[1]", "[\"long\"]", "[\"PURR\", \"x*\"]", "[\"*\"]", "[{}]", #"{ "env": "UNSET" }"#,
    #"{ "env": "ON", "default": true }"#, #"{ "env": "NUMBER", "default": 1 }"#, #"{ "env": 1 }"#,
    #"{ "default": 1 }"#, #"{ "env": "ON", "x": 1 }"#,
    #"{ "rule": "direction_allow", "params": { "directions": ["long"] } }"#,
    #"[{ "id": "z", "rule": "notional_cap", "params": { "max_notional_usd": 5 } }]"#,
  ]
  private static let keys = [
    "id", "description", "scope", "rule", "params", "all", "any", "not", "enabled", "mode", "on_unavailable",
    "review_by", "coins", "pairs", "directions", "strategies", "env", "default", "min_usd", "seconds", "version",
    "chain", "risk_review", "x",
  ]

  private mutating func pick<Element>(_ list: [Element]) -> Element {
    // Every list that is asked about has an element.
    list[Int.random(in: list.indices, using: &random)]
  }

  /// A text with a value, a key or a mark of another changed.
  mutating func change(_ text: String) -> String {
    let outline = JSONOutline(text)
    let keyed = outline.nodes.filter { $0.key != nil }
    let node = pick(keyed)
    // Nodes of `keyed` have a key.
    let key = node.key ?? node.range
    let member = key.lowerBound..<node.range.upperBound
    switch Int.random(in: 0..<100, using: &random) {
    case ..<50: return replace(outline, pick(outline.nodes).range, pick(Self.values))
    case ..<65: return replace(outline, key, "\"\(pick(Self.keys))\"")
    case ..<75:
      let added = ", \"\(pick(Self.keys))\": \(pick(Self.values))"
      return replace(outline, node.range, outline.source(node.range) + added)
    case ..<85: return removed(member, from: outline)
    case ..<92: return replace(outline, node.range, "\(outline.source(node.range)), \(outline.source(member))")
    default:
      let mark = pick(outline.marks)
      return replace(outline, mark..<mark + 1, "")
    }
  }

  private func removed(_ member: Range<Int>, from outline: JSONOutline) -> String {
    let next = outline.significant(from: member.upperBound)
    if outline.text[next] == "," { return replace(outline, member.lowerBound..<next + 1, "") }
    let before = outline.marks.last { $0 < member.lowerBound } ?? member.lowerBound
    return replace(outline, (outline.text[before] == "," ? before : member.lowerBound)..<member.upperBound, "")
  }

  private func replace(_ outline: JSONOutline, _ range: Range<Int>, _ replacement: String) -> String {
    outline.source(0..<range.lowerBound) + replacement + outline.source(range.upperBound..<outline.text.count)
  }
}
