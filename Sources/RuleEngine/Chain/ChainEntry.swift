/// A top-level entry of the chain or of the risk review: what to ask, and what the answer may do.
public struct ChainEntry: Sendable {
  /// In which part of the pipeline an entry stands.
  public enum Stage: String, Hashable, Sendable {
    /// The chain: rate limits and gates.
    case gates
    /// The risk review, evaluated only for what the chain approved.
    case riskReview = "risk_review"
  }

  /// What to ask.
  public let node: ChainNode
  /// In which part it stands.
  public let stage: Stage
  /// Whether it is asked at all.
  public let isEnabled: Bool
  /// Whether its answer can change a verdict.
  public let mode: EntryMode
  /// What it does when it cannot know.
  public let onUnavailable: UnavailablePolicy
  /// The day, UTC, by which a shadow is to be reviewed, as the milliseconds at which it begins; nil where none is named.
  public let reviewByMs: Int64?

  /// The unique name.
  public var id: String { node.id }
}
