internal import RuleEngine

/// Where verdicts are kept. The pipeline knows no more of it.
protocol VerdictStore {
  /// What the store is called in messages.
  var path: String { get }

  /// Whether somebody may read the records later: then they have their evidence and their place in the chain of hashes.
  var keepsRecords: Bool { get }

  /// The last record's place and hash; nil of an empty store.
  func tail() throws(StoreError) -> StoreTail?

  /// Writes records, all or none. When this returns they are durable.
  func append(_ records: [VerdictRecord]) throws(StoreError)

  /// The first verdict that a signal id was given.
  func firstVerdict(signalID: String) throws(StoreError) -> StoredVerdict?

  /// The verdicts after a moment, for limits and cooldowns.
  func history(after timeMs: Int64) throws(StoreError) -> [History.Entry]
}

extension VerdictStore {
  var keepsRecords: Bool { true }
}

/// The end of the chain of hashes.
struct StoreTail: Hashable {
  let seq: Int64
  let hash: String
}

/// A verdict in the store, as a repeated signal needs it.
struct StoredVerdict: Hashable {
  let fingerprint: String
  let verdictLine: [UInt8]
}
