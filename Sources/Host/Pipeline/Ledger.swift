internal import RuleEngine

/// What was decided, as one: what the store holds, what a thread writes to it, and what waits for its commit.
///
/// Every verdict stands on those before it. Where the store refuses some, they are taken back together with all that was
/// decided after them.
struct Ledger {
  private let store: any VerdictStore
  /// Whether somebody may read the records later.
  let keepsRecords: Bool
  /// The end of the chain of verdicts.
  private(set) var tail: StoreTail
  /// The end of the chain of exits.
  private(set) var exitTail: StoreTail
  /// Whether the text of the rules is yet to be written, with the next record.
  private(set) var isRulesTextDue = true
  /// What waits for `commit`.
  private(set) var waiting = WaitingSubmissions()

  private var writing: SubmissionWriting?
  private var recent = RecentHistory()
  // Nil where the store may hold records of others: then it is asked about every id.
  private var ids: SignalIDFilter?

  /// Goes on where the store ends.
  ///
  /// - Parameter isStoreNew: whether the store holds no record yet, and will hold none but those of this ledger.
  init(_ store: any VerdictStore, isStoreNew: Bool) throws(StoreError) {
    self.store = store
    keepsRecords = store.keepsRecords
    ids = isStoreNew ? SignalIDFilter() : nil
    tail = try store.tail() ?? .beforeAll
    exitTail = try store.exitTail() ?? .beforeAll
  }

  /// What the store is called in messages.
  var storePath: String { store.path }

  // MARK: History

  /// What rules see of the earlier verdicts, as far as `loadHistory` has read them.
  var history: History { recent.value }

  /// Remembers the verdicts that the limits and cooldowns of a chain may ask for.
  mutating func loadHistory(for chain: RuleChain, nowMs: Int64) throws(StoreError) {
    let (store, waiting, writing) = (store, waiting, writing)
    try recent.cover(
      windowMs: chain.historyWindowMs, openWindowMs: chain.openEntriesWindowMs, nowMs: nowMs
    ) { afterMs, openAfterMs throws(StoreError) in
      // What waits for its commit counts as well.
      let others = (writing?.refused ?? []) + waiting.list
      var entries = try store.history(after: afterMs, openAfter: openAfterMs)
      entries += others.compactMap { $0.record?.historyEntry }
      for exit in others.compactMap(\.exit) {
        if let index = entries.lastIndex(of: exit.opened) { entries.remove(at: index) }
        entries.append(exit.historyEntry)
      }
      return entries
    }
  }

  // MARK: Deciding

  /// Adds a submission. The next one stands on it.
  ///
  /// - Parameter isFirst: whether its record, if it has one, is the first of its signal id.
  mutating func append(_ submission: Submission, isFirst: Bool = true) {
    if let record = submission.record {
      isRulesTextDue = false
      tail = StoreTail(seq: record.seq, hash: record.hash)
      ids?.insert(record.signalID)
      recent.append(record.historyEntry)
    }
    if let exit = submission.exit {
      exitTail = StoreTail(seq: exit.number, hash: exit.hash)
      recent.close(exit.historyEntry)
    }
    waiting.append(submission, isFirst: isFirst)
  }

  /// Has the text of other rules written, with the next record.
  mutating func replaceRules() { isRulesTextDue = true }

  /// Takes back what was decided on the strength of submissions that were not written.
  private mutating func undo(_ submissions: [Submission]) {
    let records = submissions.compactMap(\.record)
    let exits = submissions.compactMap(\.exit)
    for exit in exits { recent.reopen(exit.historyEntry) }
    for record in records { recent.remove(record.historyEntry) }
    if let first = exits.first { exitTail = StoreTail(seq: first.number - 1, hash: first.previousHash) }
    if records.contains(where: { $0.rules != nil }) { isRulesTextDue = true }
    if let first = records.first { tail = StoreTail(seq: first.seq - 1, hash: first.previousHash) }
  }

  // MARK: Writing

  /// Writes what waits.
  ///
  /// - Returns: what was settled by it, in order.
  mutating func commit() -> [SettledSubmissions] {
    let before = settle()
    let submissions = waiting.take()
    let failure = store.write(submissions)
    if failure != nil { undo(submissions) }
    return before + [SettledSubmissions(submissions: submissions, failure: failure)]
  }

  /// Has a thread write what waits.
  ///
  /// - Returns: what was written before.
  mutating func commitAhead(on writer: WorkerPool) -> [SettledSubmissions] {
    let before = settle()
    let submissions = waiting.take()
    if !submissions.isEmpty { writing = SubmissionWriting(submissions, to: store, on: writer) }
    return before
  }

  /// Waits for what is being written.
  private mutating func settle() -> [SettledSubmissions] {
    guard let settled = writing?.settled() else { return [] }
    writing = nil
    guard let failure = settled.failure else { return [settled] }
    // What was decided meanwhile stands on what is not there.
    let refused = settled.submissions + waiting.take()
    undo(refused)
    return [SettledSubmissions(submissions: refused, failure: failure)]
  }

  // MARK: Asking

  /// The first verdict that a signal id was given.
  func firstVerdict(signalID: String) throws(StoreError) -> FirstVerdict? {
    if let record = waiting.record(signalID: signalID) { return FirstVerdict(record) }
    if let ids, !ids.mayContain(signalID) { return nil }
    // The store comes first: among what it has refused may be a conflict with a verdict that it holds.
    let refused = refusedRecord(signalID: signalID)
    if let stored = try store.firstVerdict(signalID: signalID) { return FirstVerdict(stored) }
    return refused.map(FirstVerdict.init)
  }

  /// The entry that a signal id was for, and whether what is said of it waits for its commit, or was refused with it.
  func entry(signalID: String) throws(StoreError) -> (entry: StoredEntry, isWaiting: Bool)? {
    var record = waiting.record(signalID: signalID)
    if record == nil {
      let refused = refusedRecord(signalID: signalID)
      if let stored = try store.entry(signalID: signalID) {
        guard let exit = waitingExit(of: stored.seq) else { return (stored, false) }
        return (StoredEntry(seq: stored.seq, entry: exit.historyEntry), true)
      }
      record = refused
    }
    return record.map { record in
      let entry = waitingExit(of: record.seq)?.historyEntry ?? record.historyEntry
      return (StoredEntry(seq: record.seq, entry: entry), true)
    }
  }

  /// The signal's own id, or one that no signal has.
  func id(of signal: Signal) throws(StoreError) -> String {
    if let id = signal.id { return id }
    let base = "auto-\(tail.seq + 1)"
    var id = base
    var attempt = 1
    while try firstVerdict(signalID: id) != nil {
      attempt += 1
      id = "\(base)-\(attempt)"
    }
    return id
  }

  /// A record that the store has refused, once it has written, or refused, what a thread is at.
  private func refusedRecord(signalID: String) -> VerdictRecord? {
    writing?.refused.lazy.compactMap(\.record).first { $0.signalID.utf8.elementsEqual(signalID.utf8) }
  }

  /// The exit of a verdict that waits for its commit, or was refused with it.
  private func waitingExit(of seq: Int64) -> ExitRecord? {
    waiting.exit(of: seq) ?? writing?.refused.lazy.compactMap(\.exit).first { $0.seq == seq }
  }
}

/// The first verdict of a signal id, which repeated signals are answered with.
struct FirstVerdict {
  let fingerprint: String
  let verdictLine: [UInt8]
  /// Whether its record waits for its commit, or was refused with it.
  let isWaiting: Bool

  fileprivate init(_ record: VerdictRecord) {
    fingerprint = record.fingerprint
    verdictLine = record.verdictLine
    isWaiting = true
  }

  fileprivate init(_ stored: StoredVerdict) {
    fingerprint = stored.fingerprint
    verdictLine = stored.verdictLine
    isWaiting = false
  }
}
