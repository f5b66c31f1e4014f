/// What the chain and the risk review say of one signal: every outcome, and which entry decided.
public struct Decision: Sendable {
  /// The outcome of one entry.
  public struct EntryOutcome: Sendable {
    /// The index of the entry in `RuleChain.entries`.
    public let entryIndex: Int
    /// The outcome, with those of the children.
    public let trace: ChainNode.Trace
    /// Whether it blocks the signal.
    public let blocks: Bool
  }

  /// Which outcomes a decision lists.
  public enum Listing: Sendable {
    /// Those of all enabled entries in whose scope the signal is.
    case all
    /// Those that block, and no other.
    case blocking
  }

  /// The listed outcomes of the enabled entries in whose scope the signal is, in order; the risk review's last.
  public internal(set) var outcomes: [EntryOutcome] = []

  /// The outcomes that would have blocked, and what lifted them.
  public internal(set) var lifts: [Lift] = []

  /// The index in `outcomes` of the first that blocks; nil for an approval.
  public internal(set) var decidingIndex: Int?

  mutating func add(_ entryIndex: Int, _ trace: ChainNode.Trace, blocks: Bool) {
    if blocks, decidingIndex == nil { decidingIndex = outcomes.count }
    outcomes.append(EntryOutcome(entryIndex: entryIndex, trace: trace, blocks: blocks))
  }

  /// The outcome that decided; nil for an approval.
  public var deciding: EntryOutcome? { decidingIndex.map { outcomes[$0] } }

  /// The code of the outcome that decided; nil for an approval.
  public var decidingCode: ReasonCode? {
    // An outcome that blocks is a reject or an unavailable, and both have a code.
    deciding.map { $0.trace.outcome.code ?? .negated }
  }

  /// Whether nothing blocks.
  public var isApproved: Bool { decidingIndex == nil }
}
