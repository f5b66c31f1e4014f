/// Somebody's word that an entry of the chain does not block, for some signals and until a moment.
///
/// An entry that is overridden is evaluated and recorded as ever; where it would block, the override is named in the
/// verdict instead.
public struct Override: Hashable, Sendable {
  /// The id of the entry, a top-level one of the chain or of the risk review.
  public let entryID: String
  /// For which signals it is meant.
  public let scope: Scope
  /// Who answers for it.
  public let author: String
  /// Why.
  public let reason: String
  /// The moment from which on it has an effect, in milliseconds since 1970-01-01T00:00:00Z; nil for always.
  public let fromMs: Int64?
  /// The moment from which on it has none any more, in milliseconds since 1970-01-01T00:00:00Z.
  public let untilMs: Int64
  /// Where it stands in its file.
  public let position: SourceText.Position

  /// Makes an override.
  public init(
    entryID: String, scope: Scope, author: String, reason: String, fromMs: Int64? = nil, untilMs: Int64,
    position: SourceText.Position = .start
  ) {
    self.entryID = entryID
    self.scope = scope
    self.author = author
    self.reason = reason
    self.fromMs = fromMs
    self.untilMs = untilMs
    self.position = position
  }

  /// Whether it has an effect at a moment.
  public func holds(at nowMs: Int64) -> Bool { nowMs < untilMs && fromMs.map { nowMs >= $0 } ?? true }

  /// Whether it is meant for an entry's signal, now.
  func holds(for entry: EntryContext) -> Bool { holds(at: entry.nowMs) && scope.contains(entry.signal) }
}

extension Decision {
  /// An outcome that would have blocked, and the override because of which it does not.
  public struct Lift: Sendable {
    /// The index in `Decision.outcomes`.
    public let outcomeIndex: Int
    /// The override.
    public let override: Override
  }

  /// Lifts what blocks and is overridden, and finds anew which outcome decides.
  ///
  /// - Complexity: O(outcomes × overrides); called where something blocks and there is an override.
  mutating func lift(_ overrides: [Override], _ entries: [ChainEntry], for entry: EntryContext) {
    for (index, outcome) in outcomes.enumerated() where outcome.blocks {
      let id = entries[outcome.entryIndex].id
      guard let override = overrides.first(where: { $0.entryID == id && $0.holds(for: entry) }) else { continue }
      outcomes[index] = EntryOutcome(entryIndex: outcome.entryIndex, trace: outcome.trace, blocks: false)
      lifts.append(Lift(outcomeIndex: index, override: override))
    }
    decidingIndex = outcomes.firstIndex(where: \.blocks)
  }
}
