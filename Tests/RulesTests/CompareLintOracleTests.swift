import RuleEngine
import Rules
import TestSupport
import Testing

/// Warnings about comparisons against what chains do with thousands of entries.
struct CompareLintOracleTests {
  private static func entries(_ count: Int, seed: Int) -> [EntryContext] {
    var entries = RandomEntries(seed: seed)
    return (0..<count).map { _ in entries.next() }
  }

  // MARK: What is warned of holds

  @Test func `no warning about random chains is contradicted by what they do`() throws {
    let entries = Self.entries(400, seed: 7)
    var chains = RandomChains(seed: 11)
    var counts: [String: Int] = [:]
    for _ in 0..<1200 {
      let texts = chains.next()
      let linted = try LintedChain(texts)
      let places = Self.places(in: linted.chain)
      for finding in linted.findings {
        let place = try #require(places[finding.path])
        let kind = Self.kind(finding.problem)
        counts[kind, default: 0] += 1
        let culprit = entries.first { !Self.holds(finding.problem, at: place, $0, linted.chain, places) }
        #expect(culprit == nil, "\(finding)\n\(texts.joined(separator: "\n"))\n\(String(describing: culprit))")
      }
    }
    // Else it would be about little.
    for kind in ["neverRejects", "neverPasses", "rejection", "neverPasses of", "neverRejects of", "doubtful"] {
      #expect(counts[kind, default: 0] >= 20, "\(counts)")
    }
  }

  private struct Place {
    let node: ChainNode
    let scopes: [Scope]
    /// Of a top-level entry.
    let entry: ChainEntry?

    func isAsked(_ signal: Signal) -> Bool { scopes.allSatisfy { $0.contains(signal) } }
  }

  private static func places(in chain: RuleChain) -> [String: Place] {
    var places: [String: Place] = [:]
    func add(_ node: ChainNode, _ path: String, _ above: [Scope], _ entry: ChainEntry?) {
      let scopes = above + [node.scope]
      places[path] = Place(node: node, scopes: scopes, entry: entry)
      for (index, child) in node.children.enumerated() {
        add(child, node.kind == "not" ? "\(path).not" : "\(path).\(node.kind)[\(index)]", scopes, nil)
      }
    }
    for (index, entry) in chain.entries.enumerated() { add(entry.node, "chain[\(index)]", [], entry) }
    return places
  }

  private static func kind(_ problem: Diagnostic.Problem) -> String {
    switch problem {
    case .neverRejects: "neverRejects"
    case .neverPasses: "neverPasses"
    case .doubtful: "doubtful"
    case .contradiction(let contradiction):
      switch contradiction.consequence {
      case .rejection: "rejection"
      case .neverPasses: "neverPasses of"
      case .neverRejects: "neverRejects of"
      }
    default: "other"
    }
  }

  private static func holds(
    _ problem: Diagnostic.Problem, at place: Place, _ entry: EntryContext, _ chain: RuleChain, _ places: [String: Place]
  ) -> Bool {
    guard place.isAsked(entry.signal) else { return true }
    let outcome = place.node.evaluate(entry).outcome.kind
    let blocking: Set<Outcome.Kind> =
      place.entry.map { $0.onUnavailable == .reject } ?? true ? [.reject, .unavailable] : [.reject]
    switch problem {
    case .neverRejects: return !blocking.contains(outcome)
    case .neverPasses: return blocking.contains(outcome)
    case .doubtful(let text):
      if text.contains(" never holds: ") { return outcome != .pass }
      if text.contains(" always holds: ") { return outcome == .pass }
      return !text.contains(" holds wherever ") || outcome != .reject
    case .contradiction(let contradiction):
      let byID = { id in places.values.first { $0.node.id == id } }
      guard let first = byID(contradiction.id), first.isAsked(entry.signal) else { return true }
      switch contradiction.consequence {
      case .neverPasses(let id): return byID(id)?.node.evaluate(entry).outcome.kind != .pass
      case .neverRejects(let id): return byID(id)?.node.evaluate(entry).outcome.kind != .reject
      case .rejection(let isWaived):
        let isUnknown = [first, place].contains { $0.node.evaluate(entry).outcome.kind == .unavailable }
        if isWaived, isUnknown { return true }
        return chain.entries.contains { enforced in
          let outcome = enforced.node.evaluate(entry).outcome.kind
          return enforced.mode == .enforce
            && (outcome == .reject || outcome == .unavailable && enforced.onUnavailable == .reject)
        }
      }
    default: return true
    }
  }

  // MARK: What holds is warned of

  private static let signs = ["<", "<=", ">", ">=", "==", "!="]

  @Test(arguments: [
    (#""z_score""#, ["0", "1", "2"]), (#""utc_weekday""#, ["1", "2.5", "3", "7"]),
  ])
  func `two comparisons of one fact are warned of exactly where no value is right for both`(
    _ fact: String, _ numbers: [String]
  ) throws {
    // Half steps between the numbers and beyond them, and every day of a week.
    let entries = (0..<7).map { day in
      EntryContext.example(
        zScore: ExactDecimal(units: Int128(day - 1) * 500_000_000_000_000_000),
        nowMs: RandomEntries.nowMs + Int64(day) * 86_400_000)
    }
    var found = 0
    let leaves = Self.signs.flatMap { sign in numbers.map { (sign, $0) } }
    for (first, second) in leaves.flatMap({ one in leaves.map { (one, $0) } }) {
      let (a, b) = (
        LintedChain.compare("a", fact, first.0, first.1), LintedChain.compare("b", fact, second.0, second.1)
      )
      for combinator in ["all", "any"] {
        let linted = try LintedChain([#"{"id":"x","\#(combinator)":[\#(a),\#(b)],"mode":"shadow"}"#])
        let node = try #require(linted.chain.entries.first).node
        let kinds = Set(entries.map { node.evaluate($0).outcome.kind })
        #expect(linted.findings.isEmpty == (kinds.count == 2 && Self.isOpen(node, entries)), "\(combinator) \(a) \(b)")
        found += linted.findings.isEmpty ? 0 : 1
      }
    }
    #expect(found > 20)
  }

  /// Whether each of the comparisons can hold and not hold.
  private static func isOpen(_ node: ChainNode, _ entries: [EntryContext]) -> Bool {
    node.children.allSatisfy { child in Set(entries.map { child.evaluate($0).outcome.kind }).count == 2 }
  }

  @Test func `the values of facts are within those that are said to be possible`() throws {
    let entries = Self.entries(3000, seed: 3)
    for fact in BuiltInFacts.all {
      let written =
        switch fact.name {
        case "attribute": #"{"fact":"attribute","name":"rsi"}"#
        case "mid_ratio": #"{"fact":"mid_ratio","of":"perp:PURR","to":"spot:PURR"}"#
        case "approved_entries", "rejected_entries": #"{"fact":"\#(fact.name)","window_s":60,"per":"all"}"#
        default: "\"\(fact.name)\""
        }
      var known = 0
      for maxAgeMs in [500, 10_000] {
        let values = fact.values.limited(maxAgeMs: Int64(maxAgeMs))
        // A number beside it is only there so that its value is measured.
        let parameters = #"{"left":\#(written),"op":"!=","right":\#(fact.range.upper),"max_age_ms":\#(maxAgeMs)}"#
        let rule = try CompareRule.make(parameters: parameters)
        for entry in entries {
          guard let value = rule.evaluate(entry).evidence.measured.first, value.name == fact.name,
            let number = ExactDecimal(value.value.description)
          else { continue }
          known += 1
          #expect(values.part(of: .init(number, number)) != nil, "\(fact.name) \(number)")
        }
      }
      #expect(known >= 100 || fact.name == "attribute", "\(fact.name): \(known)")
    }
  }
}

/// Chains of comparisons of few facts with few numbers, so that much of them contradicts itself.
private struct RandomChains {
  private var random: SplitMix64
  private var count = 0

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  mutating func next() -> [String] {
    let facts = (0..<2).map { _ in pick(Self.facts) }
    count = 0
    return (0..<pick([1, 2, 3])).map { _ in
      let policy = pick(["", "", #","on_unavailable":"allow""#])
      let mode = pick(["", "", "", #","mode":"shadow""#])
      return node(facts, depth: pick([0, 1, 2, 3]), #","scope":{"coins":["PURR"]\#(side())}\#(policy)\#(mode)"#)
    }
  }

  private mutating func side() -> String {
    pick(["", "", "", "", #","directions":["long"]"#, #","directions":["short"]"#, #","strategies":["a"]"#])
  }

  private mutating func node(_ facts: [(left: String, rights: [String])], depth: Int, _ more: String) -> String {
    count += 1
    let id = "n\(count)"
    guard depth > 0 else {
      let fact = pick(facts)
      return LintedChain.compare(
        id, fact.left, pick(["<", "<=", ">", ">=", "==", "!="]), pick(fact.rights), more, maxAgeMs: pick([500, 10_000]))
    }
    let combinator = pick(["all", "any", "not"])
    let children = (0..<(combinator == "not" ? 1 : pick([1, 2, 3]))).map { _ in
      let side = side()
      return node(facts, depth: depth - 1, side.isEmpty ? "" : ",\"scope\":{\(side.dropFirst())}")
    }.joined(separator: ",")
    return "{\"id\":\"\(id)\",\"\(combinator)\":\(combinator == "not" ? children : "[\(children)]")\(more)}"
  }

  private mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: elements.indices, using: &random)]
  }

  private static let facts: [(left: String, rights: [String])] = [
    (#""z_score""#, ["-2", "0", "1.5", "2"]), (#""notional_usd""#, ["0", "500", "1000"]),
    (#""utc_hour""#, ["0", "5", "11.5", "12", "23"]), (#""utc_weekday""#, ["1", "2.5", "5", "7"]),
    (#""perp_depth_usd""#, ["0", "50", "51"]), (#""perp_mid""#, ["0.99", "1", "1.01", #""spot_mid""#, #""perp_mid""#]),
    (#""skew_ms""#, ["0", "100", "500"]), (#""perp_age_ms""#, ["-2000", "0", "500", "9000", "10000", "20000"]),
    (#""crossed_books""#, ["0", "1", "2"]), (#""basis""#, ["-1", "-0.01", "0", "0.01"]),
    (#""spot_best_bid""#, ["1", #""perp_best_ask""#, #""spot_mid""#]),
    (#""perp_book_spread_bps""#, ["-20000", "0", "20"]), (#""funding_rate""#, ["-1", "0", "0.0001"]),
    (#""oracle_deviation""#, ["-1", "0", "0.01"]),
    (#"{"fact":"approved_entries","window_s":60,"per":"pair"}"#, ["0", "1", "2"]),
  ]
}
