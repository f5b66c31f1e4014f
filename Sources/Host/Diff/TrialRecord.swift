internal import RuleEngine

/// The record of a store as what other rules are tried on: entries and exits in their order, and where some are missing.
struct TrialRecord {
  enum Item: Sendable {
    case entry(JudgedEntry)
    case exit(RecordedExit)
    /// A record that cannot be read, and what its columns say.
    case unreadable(History.Entry?)
    /// Records are missing here, up to a moment.
    case lost(throughMs: Int64)
  }

  /// Records in one batch.
  static let batchSize = 500

  private var records: StoredRecords
  private let chains: RecordedChains
  private let trial: RuleChain
  private var lastSeq: Int64 = 0

  /// - Parameter chain: the rules that are tried.
  init(_ reader: StoreReader, _ chains: RecordedChains, for chain: RuleChain) throws(StoreError) {
    records = try StoredRecords(reader)
    self.chains = chains
    trial = chain
  }

  /// The next ones; nil behind the last.
  mutating func next(on worker: WorkerPool) throws(StoreError) -> WorkerPool.Promise<[Item]>? {
    var stored: [StoredRecords.Item] = []
    while stored.count < TrialRecord.batchSize, let item = try records.next() { stored.append(item) }
    guard !stored.isEmpty else { return nil }
    let (batch, before, chains, trial) = (stored, lastSeq, chains, trial)
    for case .verdict(let row) in batch { lastSeq = row.seq }
    return worker.begin { TrialRecord.items(batch, behind: before, chains, trial) }
  }

  private static func items(
    _ batch: [StoredRecords.Item], behind seq: Int64, _ chains: RecordedChains, _ trial: RuleChain
  ) -> [Item] {
    var items: [Item] = []
    var lastSeq = seq
    for stored in batch {
      switch stored {
      case .exit(let exit): items.append(.exit(RecordedExit(seq: exit.seq, historyEntry: exit.historyEntry)))
      case .verdict(let row):
        let entry = RecordedEntry(
          seq: row.seq, verdict: row.verdict, signalLine: row.signalLine ?? [], evidence: row.evidence)
        if row.seq > lastSeq + 1, let timeMs = entry?.nowMs ?? row.historyEntry?.timeMs {
          items.append(.lost(throughMs: timeMs))
        }
        lastSeq = row.seq
        guard let entry else {
          items.append(.unreadable(row.historyEntry))
          continue
        }
        let rules = try? chains[entry.digest].get()
        items.append(.entry(JudgedEntry(entry, by: rules, for: trial)))
      }
    }
    return items
  }
}

/// An exit as far as it matters to the history.
struct RecordedExit: Sendable {
  /// The place of the verdict whose entry it closes.
  let seq: Int64
  /// The entry as it is with this exit; nil where it cannot be read.
  let historyEntry: History.Entry?
}
