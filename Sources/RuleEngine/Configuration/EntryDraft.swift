/// A node of the chain as it was read, before every node has its name. A reference, since drafts are handed on.
final class NodeDraft {
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

  init(
    path: String, offset: Int, id: (text: String, offset: Int)?, hasFaultyID: Bool, defaultID: String?,
    description: String?, scope: Scope, body: Body
  ) {
    self.path = path
    self.offset = offset
    self.id = id
    self.hasFaultyID = hasFaultyID
    self.defaultID = defaultID
    self.description = description
    self.scope = scope
    self.body = body
  }

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
  let reviewByMs: Int64?
}
