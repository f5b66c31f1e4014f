/// Something about an entry that somebody should look at.
struct HealthFinding: Hashable, Sendable {
  /// What it is.
  enum Kind: String, CaseIterable, Sendable {
    /// It has blocked all of the last signals that it was asked about, or would have as a shadow.
    case blocksAll = "blocks_all"
    /// It could not know, of any of the last ones.
    case noData = "no_data"
    /// It could not know of some of the last ones, and let them pass.
    case passedOnUnknown = "passed_on_unknown"
    /// It has blocked nothing for long.
    case neverBlocks = "never_blocks"
    /// No signal was in its scope.
    case neverAsked = "never_asked"
  }

  /// The entry's id.
  let id: String
  let kind: Kind
  /// How many signals it is about.
  let count: Int
  /// Since when, in milliseconds since 1970; nil of an entry that was never asked.
  let sinceMs: Int64?
  /// The outcome's code, where there is one.
  let code: String?
  /// Whether the entry is a shadow.
  let isShadow: Bool
  /// The entry's line in the file of rules; nil where that is not at hand.
  var line: Int?
}
