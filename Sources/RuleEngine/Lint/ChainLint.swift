/// Looks for what is probably not meant in rules that are right: entries that can never reject or never pass, entries that
/// contradict each other, parameters that their rule type doubts, entries written twice, shadows that nobody has reviewed.
/// Disabled entries are not looked at.
///
/// It warns only of what holds for every signal, market and history, as far as rule types say of themselves in `reach`;
/// what they doubt is theirs.
public struct ChainLint {
  private let file: String
  private var findings: [Diagnostic] = []

  /// What there is to be warned of, in file order.
  ///
  /// - Parameters:
  ///   - file: the file's name, as the user gave it.
  ///   - nowMs: the moment at which reviews may be overdue, in milliseconds since 1970-01-01T00:00:00Z.
  /// - Complexity: O(n) for n entries, and O(pairs of entries about one quantity of one coin).
  public static func findings(in chain: RuleChain, file: String, nowMs: Int64) -> [Diagnostic] {
    var lint = ChainLint(file: file)
    var counts: [ChainEntry.Stage: Int] = [:]
    // By texts, not bytes: a text is hashed as a whole, bytes are one after the other.
    var written: [String: ChainNode] = [:]
    written.reserveCapacity(chain.entries.count)
    var contradictions = Contradictions()
    for entry in chain.entries {
      let index = counts[entry.stage, default: 0]
      counts[entry.stage] = index + 1
      guard entry.isEnabled else { continue }
      let path = "\(entry.stage == .gates ? "chain" : "risk_review")[\(index)]"
      lint.lookAtOutcomes(of: entry, path)
      if entry.mode == .shadow, let dueMs = entry.reviewByMs, nowMs >= dueMs + 86_400_000 {
        lint.add(.reviewOverdue(day: String(CivilTime(ms: dueMs).iso8601.prefix(10))), entry.node, path)
      }
      let text = CanonicalChain.unnamedText(of: entry)
      if let twin = written[text] {
        lint.add(.sameEntry(id: twin.id, line: twin.position.line), entry.node, path)
      } else {
        written[text] = entry.node
      }
      contradictions.add(entry, path)
    }
    for finding in contradictions.found {
      let (first, second) = (finding.first, finding.second)
      let contradiction = Diagnostic.Contradiction(
        quantity: second.band.quantity, id: first.node.id, line: first.node.position.line,
        needed: first.mustPass == second.mustPass ? (first.mustPass ? .passes : .rejections) : .oneOfEach,
        consequence: finding.consequence)
      lint.add(.contradiction(contradiction), second.node, second.path)
    }
    return lint.findings.sorted { $0.position < $1.position }
  }

  private init(file: String) { self.file = file }

  private mutating func add(_ problem: Diagnostic.Problem, _ node: ChainNode, _ path: String) {
    findings.append(Diagnostic(file: file, position: node.position, path: path, problem: problem))
  }

  // MARK: Outcomes

  private mutating func lookAtOutcomes(of entry: ChainEntry, _ path: String) {
    let blocking: Set<Outcome.Kind> = entry.onUnavailable == .reject ? [.reject, .unavailable] : [.reject]
    report(outcomes(of: entry.node, path, above: []), blocking: blocking, entry.node, path)
  }

  private mutating func report(
    _ outcomes: Set<Outcome.Kind>, blocking: Set<Outcome.Kind>, _ node: ChainNode, _ path: String
  ) {
    if case .rule(let instance) = node.body {
      let doubts = instance.rule.reach.doubts
      for doubt in doubts { add(.doubtful(doubt), node, path) }
      // They say more.
      if !doubts.isEmpty { return }
    }
    if outcomes.isDisjoint(with: blocking) {
      add(.neverRejects, node, path)
    } else if outcomes.isSubset(of: blocking) {
      add(.neverPasses, node, path)
    }
  }

  /// The outcomes that a node can have where it is asked; what is found below it is reported.
  private mutating func outcomes(of node: ChainNode, _ path: String, above: [Scope]) -> Set<Outcome.Kind> {
    let scopes = above + [node.scope]
    switch node.body {
    case .rule(let instance): return instance.rule.reach.outcomes(in: scopes)
    case .combination(let combinator, let children):
      let paths = children.paths(below: path, combinator)
      let parts = zip(children, paths).map { child, path in
        let own = outcomes(of: child, path, above: scopes)
        report(own, blocking: [.reject, .unavailable], child, path)
        let isAlwaysAsked = child.scope == .everything || child.scope == node.scope
        return isAlwaysAsked ? own : own.union([.notApplicable])
      }
      return combinator.reach(of: parts)
    }
  }
}

extension RuleReach {
  /// The outcomes that an entry in these scopes can get.
  fileprivate func outcomes(in scopes: [Scope]) -> Set<Outcome.Kind> {
    let meant = Signal.Direction.allCases.filter { direction in
      scopes.allSatisfy { $0.meantDirections.contains(direction) }
    }
    let asked = PassBand.directions(meant)
    for band in passBands where band.quantity == PassBand.directionQuantity && !band.overlaps(asked) {
      return outcomes.subtracting([.pass])
    }
    return outcomes
  }
}

extension Combinator {
  /// The outcomes that a combination can have of those that its parts can.
  fileprivate func reach(of parts: [Set<Outcome.Kind>]) -> Set<Outcome.Kind> {
    // Two at a time: which of the outcomes is strongest does not hang on how they are grouped.
    let start: Set<Outcome.Kind> = [.notApplicable]
    if self == .not { return Set((parts.first ?? start).map { combine([Outcome($0)]).kind }) }
    return parts.reduce(start) { reached, part in
      Set(reached.flatMap { one in part.map { combine([Outcome(one), Outcome($0)]).kind } })
    }
  }
}

extension Outcome {
  /// An outcome of a kind, without a reason of its own.
  fileprivate init(_ kind: Kind) {
    switch kind {
    case .pass: self = .pass
    case .reject: self = .reject(.negated)
    case .unavailable: self = .unavailable(.negated)
    case .notApplicable: self = .notApplicable
    }
  }
}

extension [ChainNode] {
  /// Where the children of a combination stand.
  func paths(below path: String, _ combinator: Combinator) -> [String] {
    combinator == .not ? ["\(path).not"] : indices.map { "\(path).\(combinator.rawValue)[\($0)]" }
  }
}
