internal import RuleEngine

/// Proves that a store holds what was written, and that what was written follows from what was seen.
///
/// The hashes are computed and the columns compared on another thread, while each verdict is evaluated again here.
struct Verification {
  private let reader: StoreReader
  private let chains: RecordedChains
  private let report: (VerificationFault) -> Void
  private var retrial: Retrial
  private var verdicts: HashChainCheck
  private var exits: HashChainCheck
  private var statistics = StatisticsCheck()
  private var networks: Set<Network> = []
  private let prunings: PruningCheck
  private let rulesSince: Int64?
  private var removedRules: Set<String> = []
  // The latest moment at which something was recorded that is not there any more, and whether there are exits: then a
  // history is not what it was.
  private var lostThroughMs: Int64?
  private var lastTimeMs: Int64 = 0
  // The verdict that the last exit stands behind, and exits that stand behind one which has not come yet.
  private var lastAfterSeq = Int64.min
  private var exitsAhead: [StoredExit] = []

  /// What was looked at.
  private(set) var summary = VerificationSummary()

  /// - Parameters:
  ///   - reader: a store that holds still.
  ///   - report: called with each fault, in the order of the store.
  init(
    _ reader: StoreReader, chains: RecordedChains, report: @escaping (VerificationFault) -> Void
  ) throws(StoreError) {
    self.reader = reader
    self.chains = chains
    self.report = report
    retrial = Retrial(reader)
    prunings = try StoreError.wrap { () throws(SQLiteError) in try PruningCheck(reader.connection) }
    rulesSince = try reader.rulesSince()
    verdicts = HashChainCheck(recordsAfter: prunings.last)
    exits = HashChainCheck(exitsAfter: prunings.last)
    lostThroughMs = prunings.last?.latestTimeMs
    summary.pruning = prunings.last
    summary.prunings = prunings.count
    summary.pruningTail = prunings.tail
  }

  private static let batchSize = 256

  /// Looks at everything.
  ///
  /// - Parameters:
  ///   - worker: a thread to compute hashes on.
  ///   - progress: called now and then with how many records were looked at.
  mutating func run(on worker: WorkerPool, progress: (Int64) -> Void) throws(StoreError) {
    summary.rulesTexts = Int64(chains.stored.count)
    let schema = try reader.schema()
    summary.schemaObjects = schema.count
    for fault in try reader.integrityFaults() + schema.faults + prunings.faults { note(fault) }
    if rulesSince == nil { note(VerificationFault(place: .store, kind: .column("rules_since"), expected: "one row")) }
    for digest in chains.changed { note(VerificationFault(place: .rules(digest), kind: .changed)) }
    var records = try StoredRecords(reader)
    var next = try Verification.prepare(&records, on: worker)
    while let prepared = next {
      next = try Verification.prepare(&records, on: worker)
      for item in prepared.wait() {
        switch item {
        case .record(let row, let hash, let entry, let faults): try look(at: row, hash, entry, faults)
        case .exit(let exit, let hash, let faults): look(at: exit, hash, faults)
        }
      }
      progress(summary.records)
    }
    if verdicts.last.seq > 0 { summary.tail = verdicts.last }
    // From the first record on, or from the one after those of an earlier version.
    if let rulesSince, rulesSince < 1 || rulesSince - 1 > verdicts.last.seq {
      note(
        VerificationFault(
          place: .store, kind: .column("rules_since"), recorded: "\(rulesSince)",
          expected: "1 to \(verdicts.last.seq + 1)"))
    }
    for exit in exitsAhead { note(misplaced(exit)) }
    let exitCount = try reader.exitCount()
    if summary.exits != exitCount {
      note(
        VerificationFault(
          place: .exit(exits.last.seq), kind: .column("count"), recorded: "\(exitCount)", expected: "\(summary.exits)"))
    }
    if exits.last.seq > 0 { summary.exitTail = exits.last }
    for fault in try reader.orphans() + reader.kindFaults(networks: networks) { note(fault) }
    let days = try reader.statistics(StoreReader.Filter(), last: nil)
    summary.days = Int64(days.count)
    for fault in statistics.faults(days, after: prunings.last) { note(fault) }
  }

  /// Has the next ones prepared; nil behind the last.
  private static func prepare(
    _ records: inout StoredRecords, on worker: WorkerPool
  ) throws(StoreError) -> WorkerPool.Promise<[PreparedItem]>? {
    var items: [StoredRecords.Item] = []
    while items.count < batchSize, let item = try records.next() { items.append(item) }
    guard !items.isEmpty else { return nil }
    let batch = items
    return worker.begin { batch.map { PreparedItem($0) } }
  }

  private mutating func note(_ fault: VerificationFault) {
    summary.count(fault)
    report(fault)
  }

  // MARK: Records

  private mutating func look(
    at row: StoredRow, _ hash: String, _ entry: RecordedEntry?, _ columnFaults: [VerificationFault]
  ) throws(StoreError) {
    summary.records += 1
    exitsAhead = []
    if summary.firstSeq == nil { summary.firstSeq = row.seq }
    let faults = verdicts.look(
      at: row.seq, writtenAs: entry?.writtenSeq, previous: row.previousHash, hash: row.hash, computed: hash)
    let timeMs = entry?.nowMs ?? row.historyEntry?.timeMs ?? lastTimeMs
    // What is missing was recorded before this.
    if faults.contains(where: \.isLoss) { lostThroughMs = max(lostThroughMs ?? .min, timeMs, lastTimeMs) }
    lastTimeMs = timeMs
    for fault in faults + columnFaults { note(fault) }
    guard let entry else {
      summary.count(.unreadable)
      if let columns = row.historyEntry { retrial.remember(columns) }
      return
    }
    statistics.count(entry)
    networks.insert(entry.network)
    // Of a record that was changed, the digest may have been, too.
    if entry.isJudged, hash == row.hash { noteRemovedRules(of: entry) }
    try evaluate(row, entry)
    retrial.remember(entry, as: entry.ruling)
  }

  private mutating func evaluate(_ row: StoredRow, _ entry: RecordedEntry) throws(StoreError) {
    let verdict: Verdict
    let writer: VerdictWriter
    var isHistoryWhole = true
    if entry.isJudged {
      let chain: RuleChain
      switch chains[entry.digest] {
      case .failure(let absence): return summary.count(.noRules(absence))
      case .success(let found): chain = found
      }
      verdict = try retrial.judge(entry, by: chain)
      writer = VerdictWriter(chain: chain, network: entry.network)
      isHistoryWhole = self.isHistoryWhole(for: chain, nowMs: entry.nowMs)
    } else {
      verdict = retrial.rejectedBefore(entry)
      writer = VerdictWriter(digest: entry.digest, network: entry.network)
    }
    let differences = [
      JSONDifference(row.verdict, writer.line(verdict)).map { ($0, VerificationFault.Kind.verdict(at: $0.path)) },
      JSONDifference(row.evidence, EvidenceWriter.object(verdict, entry.evidence.entry)).map {
        ($0, VerificationFault.Kind.evidence(at: $0.path))
      },
    ].compactMap(\.self)
    if differences.isEmpty {
      if entry.isJudged { summary.identical += 1 } else { summary.rejectedBefore += 1 }
    } else if !isHistoryWhole {
      summary.count(.historyLost)
    } else {
      summary.different += 1
      for (difference, kind) in differences {
        note(
          VerificationFault(
            place: .record(row.seq), kind: kind, recorded: difference.left, expected: difference.right))
      }
    }
  }

  /// Each text that is gone is named once, whether or not its rules are handed in.
  private mutating func noteRemovedRules(of entry: RecordedEntry) {
    guard !chains.stored.contains(entry.digest), entry.seq >= rulesSince ?? 0,
      removedRules.insert(entry.digest).inserted
    else { return }
    note(VerificationFault(place: .rules(entry.digest), kind: .removed(seq: entry.seq)))
  }

  /// Whether all is there that the rules looked back on. A row of losses may have begun at any time.
  private func isHistoryWhole(for chain: RuleChain, nowMs: Int64) -> Bool {
    guard let lostThroughMs, chain.historyWindowMs > 0 || chain.openEntriesWindowMs > 0 else { return true }
    let windowMs = max(chain.historyWindowMs, min(chain.openEntriesWindowMs, 1 << 60))
    let mayLackExits = summary.exits > 0 || summary.pruning?.exits != nil
    // No moment of a record is so far away that this overflows.
    return nowMs - windowMs > lostThroughMs && !mayLackExits
  }

  // MARK: Exits

  private func misplaced(_ exit: StoredExit) -> VerificationFault {
    VerificationFault(
      place: .exit(exit.number), kind: .column("after_seq"), recorded: "\(exit.afterSeq)",
      expected: "\(verdicts.last.seq)")
  }

  private mutating func look(at exit: StoredExit, _ hash: String, _ columnFaults: [VerificationFault]) {
    summary.exits += 1
    for fault in exits.look(
      at: exit.number, writtenAs: nil, previous: exit.previousHash, hash: exit.hash, computed: hash)
    { note(fault) }
    for fault in columnFaults { note(fault) }
    if exit.afterSeq < max(exit.seq, lastAfterSeq) {
      note(misplaced(exit))
    } else if exit.afterSeq > verdicts.last.seq {
      exitsAhead.append(exit)
    }
    lastAfterSeq = exit.afterSeq
    if exit.signalID == nil, exit.seq > summary.pruning?.verdicts.seq ?? 0 {
      note(VerificationFault(place: .exit(exit.number), kind: .orphaned, recorded: "\(exit.seq)"))
    }
    retrial.note(exit)
  }
}
