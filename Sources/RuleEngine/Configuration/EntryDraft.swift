/// A node of the chain as it was read, before every node has its name.
struct NodeDraft {
  enum Body {
    case rule(ChainNode.RuleInstance)
    case combination(Combinator, [NodeDraft])
  }

  let path: String
  let offset: Int
  let id: (text: String, offset: Int)?
  let hasFaultyID: Bool
  /// The name it takes where it has no id; nil where that is not known, for a fault.
  let defaultID: String?
  let description: String?
  let scope: Scope
  let body: Body

  var children: [NodeDraft] {
    switch body {
    case .rule: []
    case .combination(_, let children): children
    }
  }
}

/// A top-level entry as it was read.
struct EntryDraft {
  let node: NodeDraft
  let stage: ChainEntry.Stage
  let isEnabled: Bool
  let mode: EntryMode
  let onUnavailable: UnavailablePolicy
}
