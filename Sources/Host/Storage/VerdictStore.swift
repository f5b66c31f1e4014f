internal import RuleEngine

/// Where verdicts are kept. The pipeline knows no more of it.
protocol VerdictStore {
  /// What the store is called in messages.
  var path: String { get }

  /// Whether somebody may read the records later: then they have their evidence and their place in the chain of hashes.
  var keepsRecords: Bool { get }

  /// The last record's place and hash; nil of an empty store.
  func tail() throws(StoreError) -> StoreTail?

  /// The last exit's place and hash; nil where none is recorded.
  func exitTail() throws(StoreError) -> StoreTail?

  /// Writes records and the exits that came with them, all or none. When this returns they are durable.
  func append(_ records: [VerdictRecord], exits: [ExitRecord]) throws(StoreError)

  /// The first verdict that a signal id was given.
  func firstVerdict(signalID: String) throws(StoreError) -> StoredVerdict?

  /// The entry that a signal id was for, by its first verdict.
  func entry(signalID: String) throws(StoreError) -> StoredEntry?

  /// The verdicts after a moment, for limits and cooldowns; and of the older ones the entries that are closed, and those
  /// that are open and were approved after another moment.
  func history(after timeMs: Int64, openAfter openMs: Int64) throws(StoreError) -> [History.Entry]
}

extension VerdictStore {
  var keepsRecords: Bool { true }

  func append(_ records: [VerdictRecord]) throws(StoreError) { try append(records, exits: []) }

  func history(after timeMs: Int64) throws(StoreError) -> [History.Entry] {
    try history(after: timeMs, openAfter: .max)
  }
}

/// The end of the chain of hashes.
struct StoreTail: Hashable {
  let seq: Int64
  let hash: String

  /// What the first one follows.
  static let beforeAll = StoreTail(seq: 0, hash: VerdictRecord.genesisHash)
}

/// A verdict in the store, as a repeated signal needs it.
struct StoredVerdict: Hashable {
  let fingerprint: String
  let verdictLine: [UInt8]
}

/// An entry in the store, as an exit needs it: with its exit, where it has one.
struct StoredEntry: Hashable {
  /// The place of its verdict.
  let seq: Int64
  let entry: History.Entry
}
