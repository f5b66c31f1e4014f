internal import RuleEngine

/// Which outcomes of each entry, and of each child of one, the tests have seen.
struct VerdictCoverage {
  /// Whose judgement a case is.
  enum Origin: CaseIterable {
    /// A person wrote down what is expected.
    case written
    /// Made from such a case; nobody said what is right.
    case generated
  }

  /// One entry, or a child of one.
  struct Row {
    let id: String
    let kind: String
    let depth: Int
    /// The outcomes that it can have at all.
    let possible: Set<Outcome.Kind>
    /// The codes that it can have, of those that its rule type documents; none of a combination.
    let codes: [ReasonCode]
    fileprivate(set) var counts: [Origin: [Outcome.Kind: Int]] = [:]
    fileprivate(set) var seenCodes: Set<ReasonCode> = []

    /// How often an outcome was seen.
    func count(_ kind: Outcome.Kind, _ origin: Origin) -> Int { counts[origin]?[kind] ?? 0 }

    /// The outcomes that no written case has seen, in their usual order.
    var missing: [Outcome.Kind] {
      Outcome.Kind.allCases.filter { possible.contains($0) && count($0, .written) == 0 }
    }

    /// The codes that no written case has seen.
    var missingCodes: [ReasonCode] { codes.filter { !seenCodes.contains($0) } }
  }

  private(set) var rows: [Row] = []
  private var places: [String: Int] = [:]

  /// Adds the enabled entries of a chain that are not there yet.
  mutating func add(_ chain: RuleChain) {
    for entry in chain.entries where entry.isEnabled { add(entry.node, depth: 0, scopesAbove: []) }
  }

  private mutating func add(_ node: ChainNode, depth: Int, scopesAbove: [Scope]) {
    if places[node.id] == nil {
      places[node.id] = rows.count
      rows.append(
        Row(
          id: node.id, kind: node.kind, depth: depth, possible: node.possibleOutcomes(scopesAbove: scopesAbove),
          codes: node.ownCodes.map(\.code)))
    }
    for child in node.children { add(child, depth: depth + 1, scopesAbove: scopesAbove + [node.scope]) }
  }

  /// Counts what the nodes said of one case.
  mutating func count(_ outcomes: [String: Outcome], _ origin: Origin) {
    for (id, outcome) in outcomes {
      guard let place = places[id] else { continue }
      rows[place].counts[origin, default: [:]][outcome.kind, default: 0] += 1
      if origin == .written, let code = outcome.code { rows[place].seenCodes.insert(code) }
    }
  }

  /// How many outcomes there are to be seen, and how many of them written cases have seen.
  var total: (seen: Int, possible: Int) {
    let possible = rows.reduce(0) { $0 + $1.possible.count }
    return (possible - rows.reduce(0) { $0 + $1.missing.count }, possible)
  }
}

extension ChainNode {
  fileprivate var ownCodes: [RuleDocumentation.Code] {
    switch body {
    case .rule(let instance): instance.codes
    case .combination: []
    }
  }

  /// The outcomes that a node can have: of a rule by its documented codes, of a combination by those of its children.
  fileprivate func possibleOutcomes(scopesAbove: [Scope]) -> Set<Outcome.Kind> {
    var kinds: Set<Outcome.Kind>
    switch body {
    case .rule(let instance):
      // A type that documents no code says nothing about its outcomes, so all within its reach are waited for.
      let isSilent = type(of: instance.rule).documentation.codes.isEmpty
      kinds = isSilent ? [.pass, .reject, .unavailable] : Set([.pass] + ownCodes.map(\.kind))
      kinds.formIntersection(instance.rule.reach.outcomes)
    case .combination(let combinator, let children):
      kinds = [.notApplicable]
      for child in children {
        let own = child.possibleOutcomes(scopesAbove: scopesAbove + [scope])
        // Each child is taken by itself: that two cannot pass at once, for their scopes say, is not looked at. A `not`
        // has one child, which the neutral outcome beside it does not change.
        kinds = Set(kinds.flatMap { kind in own.map { combinator.combine([kind.example, $0.example]).kind } })
      }
    }
    if scope != .everything, !scopesAbove.contains(scope) { kinds.insert(.notApplicable) }
    return kinds
  }
}

extension Outcome.Kind {
  /// An outcome of this kind.
  fileprivate var example: Outcome {
    switch self {
    case .pass: .pass
    case .reject: .reject("")
    case .notApplicable: .notApplicable
    case .unavailable: .unavailable("")
    }
  }
}
