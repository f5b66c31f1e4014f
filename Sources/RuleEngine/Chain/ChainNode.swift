/// One rule of the chain with its parameters, or a combination of nodes.
///
/// A reference: whoever hands an entry on, which happens several times for each signal, counts one and not a dozen.
public final class ChainNode: Sendable {
  /// What a node does.
  public enum Body: Sendable {
    /// Asks a rule.
    case rule(RuleInstance)
    /// Combines the outcomes of other nodes.
    case combination(Combinator, [ChainNode])
  }

  /// A rule made of its parameters.
  public struct RuleInstance: Sendable {
    /// The rule.
    public let rule: any EntryRule
    /// Every parameter of its type with the value in force, in the order of their declaration.
    public let parameters: [EffectiveParameter]
    /// The feeds it reads, for each coin it is meant for; no coins for a rule that reads no market data.
    public let feeds: CoinFeeds
  }

  /// The unique name.
  public let id: String
  /// What the author says of it.
  public let description: String?
  /// For which signals it is meant.
  public let scope: Scope
  /// What it does.
  public let body: Body
  /// Where it stands in the file.
  public let position: SourceText.Position
  /// A rule's identifier, or a combinator's keyword.
  public let kind: String

  init(id: String, description: String?, scope: Scope, body: Body, position: SourceText.Position) {
    self.id = id
    self.description = description
    self.scope = scope
    self.body = body
    self.position = position
    kind =
      switch body {
      case .rule(let instance): type(of: instance.rule).identifier
      case .combination(let combinator, _): combinator.rawValue
      }
  }

  /// The nodes that are combined; none of a rule.
  public var children: [ChainNode] {
    switch body {
    case .rule: []
    case .combination(_, let children): children
    }
  }

  /// The outcome of a node, and those of its children in their order.
  public struct Trace: Sendable {
    /// The node's own outcome.
    public let outcome: Outcome
    /// The outcomes of all children; empty for a rule, and outside the scope.
    public let children: [Trace]
  }

  /// Evaluates the node and everything below it. Outside its scope a node is not applicable.
  public func evaluate(_ entry: EntryContext) -> Trace {
    guard scope.contains(entry.signal) else { return Trace(outcome: .notApplicable, children: []) }
    return evaluateInScope(entry)
  }

  func evaluateInScope(_ entry: EntryContext) -> Trace {
    switch body {
    case .rule(let instance): return Trace(outcome: instance.rule.evaluate(entry), children: [])
    case .combination(let combinator, let nodes):
      let traces = nodes.map { $0.evaluate(entry) }
      return Trace(outcome: combinator.combine(traces.lazy.map(\.outcome)), children: traces)
    }
  }

  /// Calls `body` with every rule that was evaluated for a signal, in order.
  public func forEachRule(inScopeOf signal: Signal, _ body: (RuleInstance) -> Void) {
    guard scope.contains(signal) else { return }
    switch self.body {
    case .rule(let instance): body(instance)
    case .combination(_, let nodes): for node in nodes { node.forEachRule(inScopeOf: signal, body) }
    }
  }

  /// Calls `body` with this node and every node below it, in order.
  public func forEachNode(_ body: (ChainNode) -> Void) {
    body(self)
    for child in children { child.forEachNode(body) }
  }
}
