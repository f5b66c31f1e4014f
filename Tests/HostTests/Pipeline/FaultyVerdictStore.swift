import RuleEngine

@testable import Host

/// A store in memory that refuses what it is told to refuse, and notes what was written when.
final class FaultyVerdictStore: VerdictStore {
  let path = "double"
  /// What is durable.
  private(set) var records: [VerdictRecord] = []
  private(set) var exits: [ExitRecord] = []
  /// Which appends fail, counted from 1.
  var failingAppends: Set<Int> = []
  /// Whether look-ups fail.
  var failsLookups = false
  private(set) var appendCount = 0

  private let journal: Journal

  static let failure = StoreError.sqlite(
    SQLiteError(code: 13, extendedCode: 13, message: "database or disk is full", statement: "COMMIT"))

  init(_ journal: Journal) { self.journal = journal }

  func tail() throws(StoreError) -> StoreTail? { records.last.map { StoreTail(seq: $0.seq, hash: $0.hash) } }

  func exitTail() throws(StoreError) -> StoreTail? { exits.last.map { StoreTail(seq: $0.number, hash: $0.hash) } }

  func append(_ new: [VerdictRecord], exits newExits: [ExitRecord]) throws(StoreError) {
    appendCount += 1
    if failingAppends.contains(appendCount) {
      journal.note("store: refuses \(new.map(\.signalID).joined(separator: " "))")
      throw FaultyVerdictStore.failure
    }
    records += new
    exits += newExits
    journal.note("store: durable \(new.map(\.signalID).joined(separator: " "))")
  }

  func firstVerdict(signalID: String) throws(StoreError) -> StoredVerdict? {
    if failsLookups { throw FaultyVerdictStore.failure }
    // By bytes, as a database compares.
    return records.first { $0.signalID.utf8.elementsEqual(signalID.utf8) }.map {
      StoredVerdict(fingerprint: $0.fingerprint, verdictLine: $0.verdictLine)
    }
  }

  func entry(signalID: String) throws(StoreError) -> StoredEntry? {
    if failsLookups { throw FaultyVerdictStore.failure }
    return records.first { $0.signalID.utf8.elementsEqual(signalID.utf8) }.map {
      StoredEntry(seq: $0.seq, entry: entry($0))
    }
  }

  func history(after timeMs: Int64, openAfter openMs: Int64) throws(StoreError) -> [History.Entry] {
    if failsLookups { throw FaultyVerdictStore.failure }
    return records.map { (entry: entry($0), record: $0) }.filter { entry, record in
      record.timeMs > timeMs || entry.closure != nil || entry.rejection == nil && record.timeMs > openMs
    }.map(\.entry)
  }

  private func entry(_ record: VerdictRecord) -> History.Entry {
    exits.first { $0.seq == record.seq }?.historyEntry ?? record.historyEntry
  }

  /// Whether seq counts from 1 without a gap and each record's hash follows from the one before.
  var isWhole: Bool {
    var previous = String(repeating: "0", count: 64)
    for (index, record) in records.enumerated() {
      guard record.seq == Int64(index + 1), record.previousHash == previous else { return false }
      let canonical =
        "{\"verdict\":\(String(decoding: record.verdictLine, as: UTF8.self)),\"signal\":"
        + "\(String(decoding: record.signalLine, as: UTF8.self)),\"evidence\":"
        + "\(String(decoding: record.evidence, as: UTF8.self))}"
      previous = SHA256.hex((previous + canonical).utf8)
      guard record.hash == previous else { return false }
    }
    return true
  }
}
