internal import RuleEngine

/// How signals were answered.
struct PipelineCounts {
  var approved = 0
  /// Rejections by their codes.
  var rejected: [ReasonCode: Int] = [:]
  /// Answers that gave a first verdict again.
  var duplicates = 0
  /// Lines that were no entry signals.
  var badSignals = 0
  /// Exits that were recorded.
  var exits = 0
  /// Exits that the store refused.
  var exitsRefusedByStore = 0
  /// Entries that could not know and were allowed.
  var warnings = 0
  /// Signals whose coin no scope names, where some scope names coins.
  var outsideScopes = 0
  /// Why the store last refused.
  var lastStoreError: StoreError?

  /// How many answers were `store_unavailable`.
  var refusedByStore: Int { rejected[.storeUnavailable, default: 0] + exitsRefusedByStore }
}

extension ReasonCode {
  /// The store cannot write: nothing is entered that is not on disk.
  static let storeUnavailable: ReasonCode = "store_unavailable"
}
