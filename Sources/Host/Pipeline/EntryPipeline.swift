internal import RuleEngine

/// The way a signal takes: alert, chain, risk review, record, answer, alerts, execution.
///
/// Signals are submitted one by one and committed together: `submit` decides in memory, `commit` writes the records of
/// all that were submitted in one transaction, and only then gives their answers and lets anybody hear of them. With
/// `commitAhead` the next signals are decided while a thread writes.
struct EntryPipeline {
  private var judge: Judge
  private var writer: VerdictWriter
  private let store: any VerdictStore
  private let keepsRecords: Bool
  private let alerts: any AlertSink
  private let executor: any EntryExecutor
  private let log: Log

  private var scopes: ScopeWatch
  private var history = RecentHistory()
  private var tail: StoreTail
  private var exitTail: StoreTail
  private var waiting: [Submission] = []
  // The first verdicts that wait, by signal id: a repeated id may come before its first verdict is written. By bytes, as
  // the store compares them: a String equals another spelling of its characters, and answers would hang on the commits.
  private var waitingByID: [[UInt8]: Int] = [:]
  // What a thread is writing: until that has ended nobody else uses the store.
  private var writing: Writing?
  // Nil where the store may hold records of others: then it is asked about every id.
  private var ids: SignalIDFilter?
  // Whether the text of the rules is yet to be written, with the next record.
  private var isRulesTextDue = true
  // The exits that wait, by the places of their verdicts.
  private var waitingExits: [Int64: ExitRecord] = [:]

  /// Which answers of the last commit are `store_unavailable`: their places.
  private(set) var refusedByStore: Set<Int> = []

  /// How signals were answered so far.
  private(set) var counts = PipelineCounts()

  /// Goes on where the store ends.
  ///
  /// - Parameter isStoreNew: whether the store holds no record yet, and will hold none but those of this pipeline.
  init(
    judge: Judge, network: Network, store: any VerdictStore, alerts: any AlertSink, executor: any EntryExecutor,
    log: Log, isStoreNew: Bool = false
  ) throws(StoreError) {
    self.judge = judge
    writer = VerdictWriter(chain: judge.chain, network: network)
    scopes = ScopeWatch(judge.chain)
    self.store = store
    keepsRecords = store.keepsRecords
    self.alerts = alerts
    self.executor = executor
    self.log = log
    ids = isStoreNew ? SignalIDFilter() : nil
    tail = try store.tail() ?? StoreTail(seq: 0, hash: VerdictRecord.genesisHash)
    exitTail = try store.exitTail() ?? StoreTail(seq: 0, hash: VerdictRecord.genesisHash)
  }

  /// Remembers the verdicts of the store that limits and cooldowns may ask for. Where it was not called before, the first
  /// signal waits for it.
  mutating func loadHistory(nowMs: Int64) throws(StoreError) {
    let (store, waiting, writing) = (store, waiting, writing)
    try history.cover(
      windowMs: judge.chain.historyWindowMs, openWindowMs: judge.chain.openEntriesWindowMs, nowMs: nowMs
    ) { afterMs, openAfterMs throws(StoreError) in
      // What waits for its commit counts as well.
      let others = (writing?.refused ?? []) + waiting
      var entries = try store.history(after: afterMs, openAfter: openAfterMs)
      entries += others.compactMap { $0.record?.historyEntry }
      for exit in others.compactMap(\.exit) {
        if let index = entries.lastIndex(of: exit.opened) { entries.remove(at: index) }
        entries.append(exit.historyEntry)
      }
      return entries
    }
  }

  /// The health of the gates; nil where nobody has asked for it.
  private(set) var health: GateHealth?

  /// From now on the health of the gates is watched.
  ///
  /// - Parameter known: what is known of it from before.
  mutating func watchHealth(from known: GateHealth? = nil) { health = known ?? GateHealth(judge.chain) }

  /// The network that records are labelled with.
  var network: Network { writer.network }

  /// How many records the store holds, those that wait included.
  var recordCount: Int64 { tail.seq }

  /// How many submissions wait for `commit`.
  var waitingCount: Int { waiting.count }

  /// How many bytes of answers and records wait with them: a verdict on thousands of entries is a line of megabytes.
  private(set) var waitingBytes = 0

  /// Decides on a signal.
  ///
  /// - Parameters:
  ///   - line: the signal as it came.
  ///   - balance: the account's available balance; nil where it is not known.
  mutating func submit(
    _ signal: Signal, line: [UInt8], quotes: Quotes, balance: AvailableBalance? = nil, nowMs: Int64
  ) {
    let asked = Asked(signal: signal, line: line, balance: balance, nowMs: nowMs)
    do {
      if try answerRepeated(asked) { return }
      try loadHistory(nowMs: nowMs)
      let entry = EntryContext(
        signal: signal, quotes: quotes, history: history.value, balance: balance, nowMs: nowMs)
      let signalID = try id(of: signal)
      watchScopes(signal.coin, nowMs: nowMs)
      let verdict = judge.verdict(on: entry, signalID: signalID, seq: tail.seq + 1)
      let paperEntry = verdict.ruling == .approved ? executor.prepare(entry) : nil
      let lines = verdict.decision.map { judge.messages.lines($0, judge.chain, entry, atLeast: log.level) } ?? []
      let skips = verdict.decision.map { judge.messages.skips($0, judge.chain, entry) } ?? []
      waitingByID[Array(signalID.utf8)] = waiting.count
      if let decision = verdict.decision { health?.take(decision, nowMs: nowMs) }
      record(verdict, as: signalID, asked, paperEntry, lines, skips)
    } catch {
      waiting.append(Submission(.storeFailed(error), asked))
    }
  }

  /// Rejects a signal before the chain is asked, for a cause that is recorded and counted like any.
  ///
  /// - Parameters:
  ///   - reason: what is said behind code and direction, where there is more to say.
  ///   - balance: the account's available balance; nil where it is not known.
  mutating func reject(
    _ signal: Signal, line: [UInt8], stage: Ruling.Rejection.Stage, _ code: ReasonCode, reason: String? = nil,
    balance: AvailableBalance? = nil, nowMs: Int64
  ) {
    let asked = Asked(signal: signal, line: line, balance: balance, nowMs: nowMs)
    do {
      if try answerRepeated(asked) { return }
      if let id = signal.id { waitingByID[Array(id.utf8)] = waiting.count }
      try reject(asked, stage: stage, code, reason: reason)
    } catch {
      waiting.append(Submission(.storeFailed(error), asked))
    }
  }

  /// Takes note of an exit, which no rule is asked about.
  ///
  /// - Parameter line: the exit as it came.
  /// - Returns: why there is nothing to take note of, for `submitBad`; nothing waits then.
  mutating func submit(_ exit: Exit, line: [UInt8], nowMs: Int64) -> ExitRefusal? {
    do {
      guard let (entry, isWaiting) = try entry(signalID: exit.signalID) else {
        return ExitRefusal(.unknownSignal, signalID: exit.signalID, isWaiting: false)
      }
      guard entry.entry.rejection == nil else {
        return ExitRefusal(.notApproved, signalID: exit.signalID, isWaiting: isWaiting)
      }
      if let closure = entry.entry.closure {
        guard closure.pnlUSD == exit.pnlUSD else {
          let problem = ExitFault.Problem.alreadyClosed(pnlUSD: closure.pnlUSD)
          return ExitRefusal(problem, signalID: exit.signalID, isWaiting: isWaiting)
        }
        waiting.append(Submission(.exitAgain(signalID: exit.signalID, isWaiting: isWaiting), nil))
        return nil
      }
      try loadHistory(nowMs: nowMs)
      let record = ExitRecord(
        exit, line: line, of: entry, afterSeq: tail.seq, timeMs: nowMs, tail: exitTail, isKept: keepsRecords)
      exitTail = StoreTail(seq: record.number, hash: record.hash)
      history.close(record.historyEntry)
      waitingExits[record.seq] = record
      waitingBytes += line.count
      waiting.append(Submission(.exit(record), nil))
    } catch {
      waiting.append(Submission(.exitFailed(signalID: exit.signalID, error), nil))
    }
    return nil
  }

  /// The entry that a signal id was for, and whether what is said of it waits for its commit, or was refused with it.
  private func entry(signalID: String) throws(StoreError) -> (entry: StoredEntry, isWaiting: Bool)? {
    var waiting = waitingRecord(signalID)
    if waiting == nil {
      let refused = refusedRecord(signalID)
      if let stored = try store.entry(signalID: signalID) {
        guard let exit = waitingExit(of: stored.seq) else { return (stored, false) }
        return (StoredEntry(seq: stored.seq, entry: exit.historyEntry), true)
      }
      waiting = refused
    }
    return waiting.map { record in
      let entry = waitingExit(of: record.seq)?.historyEntry ?? record.historyEntry
      return (StoredEntry(seq: record.seq, entry: entry), true)
    }
  }

  /// The exit of a verdict that waits for its commit, or was refused with it.
  private func waitingExit(of seq: Int64) -> ExitRecord? {
    waitingExits[seq] ?? writing?.refused.lazy.compactMap(\.exit).first { $0.seq == seq }
  }

  private func waitingRecord(_ signalID: String) -> VerdictRecord? {
    waitingByID[Array(signalID.utf8)].flatMap { waiting[$0].record }
  }

  /// A record that the store has refused, once it has written, or refused, what a thread is at.
  private func refusedRecord(_ signalID: String) -> VerdictRecord? {
    writing?.refused.lazy.compactMap(\.record).first { $0.signalID.utf8.elementsEqual(signalID.utf8) }
  }

  private mutating func watchScopes(_ coin: Coin, nowMs: Int64) {
    switch scopes.look(at: coin) {
    case .named: return
    case .unnamed: break
    case .misspelled(let nearest):
      let text = ScopeWatch.warning(coin, nearest: nearest)[judge.messages.language]
      log.write(LogEntry(level: .warning, timeMs: nowMs, message: text))
    }
    counts.outsideScopes += 1
  }

  /// Puts another chain in force, between two verdicts.
  mutating func replace(_ judge: Judge) {
    self.judge = judge
    health?.replace(judge.chain)
    writer = VerdictWriter(chain: judge.chain, network: writer.network)
    isRulesTextDue = true
    scopes = ScopeWatch(judge.chain)
  }

  /// Takes an answer that needs no record, to be given in its place.
  ///
  /// - Parameters:
  ///   - report: what the log says of the line, when the answer is given.
  ///   - refusal: of an exit, why it is not taken note of. Where that rests on what the store then refuses, the exit is
  ///     refused with it.
  mutating func submitBad(_ answer: [UInt8], report: LogEntry, _ refusal: ExitRefusal? = nil) {
    let exit = refusal.flatMap { $0.isWaiting ? $0.signalID : nil }
    waiting.append(Submission(.notTaken(answer, report, waitingExitOf: exit), nil))
  }

  /// Writes the records of all submissions and gives the answers, in order.
  ///
  /// Where the store refuses, every signal whose answer needs it is rejected, and none of them is remembered.
  mutating func commit() -> [[UInt8]] {
    let (written, refusal) = settle()
    let submissions = takeWaiting()
    let records = submissions.compactMap(\.record)
    let exits = submissions.compactMap(\.exit)
    var failure: StoreError?
    if !records.isEmpty || !exits.isEmpty {
      do {
        try store.append(records, exits: exits)
      } catch {
        failure = error
        undo(records, exits)
      }
    }
    return answers(to: written, failure: refusal) + answers(to: submissions, failure: failure)
  }

  /// Has a thread write the records of all submissions, and gives the answers to those that were written before them.
  ///
  /// The next signals may be submitted meanwhile: they count what is being written. Where the store then refuses it, they
  /// are rejected and forgotten with it, as if they had been a part of that commit.
  mutating func commitAhead(on writer: WorkerPool) -> [[UInt8]] {
    let (written, refusal) = settle()
    let submissions = takeWaiting()
    if !submissions.isEmpty {
      let records = submissions.compactMap(\.record)
      let exits = submissions.compactMap(\.exit)
      // The thread's until `failure.wait` has returned: nothing here uses it before.
      nonisolated(unsafe) let store = store
      let failure = writer.begin { () -> StoreError? in
        do throws(StoreError) {
          if !records.isEmpty || !exits.isEmpty { try store.append(records, exits: exits) }
          return nil
        } catch {
          return error
        }
      }
      writing = Writing(submissions: submissions, failure: failure)
    }
    return answers(to: written, failure: refusal)
  }

  private struct Writing {
    let submissions: [Submission]
    /// Why the store has refused them; nil where it has not.
    let failure: WorkerPool.Promise<StoreError?>

    /// Waits until they are written: none of them, or all where the store has refused. From then on it may be used.
    var refused: [Submission] { failure.wait() == nil ? [] : submissions }
  }

  /// Waits for what is being written.
  ///
  /// - Returns: what is to be answered, and why the store has refused it.
  private mutating func settle() -> ([Submission], StoreError?) {
    guard let written = writing else { return ([], nil) }
    let failure = written.failure.wait()
    writing = nil
    guard failure != nil else { return (written.submissions, nil) }
    // What was decided meanwhile stands on what is not there.
    let submissions = written.submissions + takeWaiting()
    undo(submissions.compactMap(\.record), submissions.compactMap(\.exit))
    return (submissions, failure)
  }

  private mutating func takeWaiting() -> [Submission] {
    defer {
      waiting = []
      waitingByID.removeAll(keepingCapacity: true)
      waitingExits.removeAll(keepingCapacity: true)
      waitingBytes = 0
    }
    return waiting
  }

  private mutating func answers(to submissions: [Submission], failure: StoreError?) -> [[UInt8]] {
    refusedByStore = []
    var answers: [[UInt8]] = []
    answers.reserveCapacity(submissions.count)
    for submission in submissions {
      let refused = refusedCount
      answers.append(answer(submission, failure: failure))
      if refusedCount != refused { refusedByStore.insert(answers.count - 1) }
    }
    return answers
  }

  // MARK: Deciding

  private struct FirstVerdict {
    let fingerprint: String
    let verdictLine: [UInt8]
    /// Whether its record waits for the same commit.
    let isWaiting: Bool
  }

  private func firstVerdict(_ id: String) throws(StoreError) -> FirstVerdict? {
    if let record = waitingRecord(id) {
      return FirstVerdict(fingerprint: record.fingerprint, verdictLine: record.verdictLine, isWaiting: true)
    }
    if let ids, !ids.mayContain(id) { return nil }
    // The store comes first: among what it has refused may be a conflict with a verdict that it holds.
    let refused = refusedRecord(id)
    if let stored = try store.firstVerdict(signalID: id) {
      return FirstVerdict(fingerprint: stored.fingerprint, verdictLine: stored.verdictLine, isWaiting: false)
    }
    return refused.map { FirstVerdict(fingerprint: $0.fingerprint, verdictLine: $0.verdictLine, isWaiting: true) }
  }

  /// The signal's own id, or one that no signal of the store has.
  private func id(of signal: Signal) throws(StoreError) -> String {
    if let id = signal.id { return id }
    let base = "auto-\(tail.seq + 1)"
    var id = base
    var attempt = 1
    while try firstVerdict(id) != nil {
      attempt += 1
      id = "\(base)-\(attempt)"
    }
    return id
  }

  /// Answers a signal whose id had a verdict: with that verdict where the fields are the same, else with a conflict.
  ///
  /// - Returns: whether there was such a verdict.
  private mutating func answerRepeated(_ asked: Asked) throws(StoreError) -> Bool {
    guard let id = asked.signal.id, let first = try firstVerdict(id) else { return false }
    if first.fingerprint == asked.fingerprint {
      waiting.append(Submission(.again(first.verdictLine, isWaiting: first.isWaiting), asked))
    } else {
      try reject(asked, stage: .input, "id_conflict", reason: nil)
    }
    return true
  }

  /// Rejects a signal before the chain is asked. Its id's first verdict stays the first.
  private mutating func reject(
    _ asked: Asked, stage: Ruling.Rejection.Stage, _ code: ReasonCode, reason: String?
  ) throws(StoreError) {
    let words = [code.rawValue, asked.signal.direction.rawValue, reason].compactMap(\.self)
    let rejection = Ruling.Rejection(stage: stage, rule: nil, code: code, reason: words.joined(separator: " | "))
    let signalID = try id(of: asked.signal)
    let verdict = Verdict(
      signalID: signalID, seq: tail.seq + 1, timeMs: asked.nowMs, signal: asked.signal, ruling: .rejected(rejection),
      decision: nil, inputs: [], balance: asked.balance)
    record(verdict, as: signalID, asked, nil, [], [])
  }

  private mutating func record(
    _ verdict: Verdict, as signalID: String, _ asked: Asked, _ entry: PaperEntry?, _ lines: [LogEntry],
    _ skips: [GateSkip]
  ) {
    let record = VerdictRecord(
      seq: tail.seq + 1, signalID: signalID, signal: verdict.signal, signalLine: asked.line,
      fingerprint: asked.fingerprint, timeMs: verdict.timeMs, network: writer.network, ruling: verdict.ruling,
      verdictLine: writer.line(verdict), evidence: keepsRecords ? EvidenceWriter.object(verdict, entry) : [],
      entry: entry, balance: verdict.balance,
      rules: isRulesTextDue && keepsRecords ? RulesText(judge.chain) : nil, previousHash: tail.hash,
      isKept: keepsRecords)
    isRulesTextDue = false
    tail = StoreTail(seq: record.seq, hash: record.hash)
    ids?.insert(signalID)
    history.append(record.historyEntry)
    waitingBytes += record.verdictLine.count + record.signalLine.count + record.evidence.count
    waiting.append(Submission(.recorded(record, lines, skips), asked))
  }

  /// Takes back what was decided on the strength of records that were not written.
  private mutating func undo(_ records: [VerdictRecord], _ exits: [ExitRecord]) {
    for exit in exits { history.reopen(exit.historyEntry) }
    for record in records { history.remove(record.historyEntry) }
    if let first = exits.first { exitTail = StoreTail(seq: first.number - 1, hash: first.previousHash) }
    if records.contains(where: { $0.rules != nil }) { isRulesTextDue = true }
    if let first = records.first { tail = StoreTail(seq: first.seq - 1, hash: first.previousHash) }
  }

  // MARK: Answering

  private mutating func answer(_ submission: Submission, failure: StoreError?) -> [UInt8] {
    switch submission.answer {
    case .notTaken(let line, let report, let signalID):
      if let signalID, let failure { return storeUnavailable(exitOf: signalID, failure) }
      counts.badSignals += 1
      log.write(report)
      return line
    case .storeFailed(let error): return storeUnavailable(submission, error)
    case .again(let line, let isWaiting):
      if isWaiting, let failure { return storeUnavailable(submission, failure) }
      counts.duplicates += 1
      if let asked = submission.asked {
        let message = MessageWriter.repeated(asked.signal)[judge.messages.language]
        log.write(LogEntry(level: .info, timeMs: asked.nowMs, message: message))
      }
      return VerdictWriter.duplicate(of: line)
    case .recorded(let record, let lines, let skips):
      if let failure { return storeUnavailable(submission, failure) }
      announce(record, lines, skips)
      return record.verdictLine
    case .exit(let record):
      if let failure { return storeUnavailable(exitOf: record.exit.signalID, failure) }
      counts.exits += 1
      log.write(LogEntry(level: .info, timeMs: record.timeMs, message: judge.messages.recorded(record)))
      return ExitAnswer.recorded(record.exit.signalID)
    case .exitAgain(let signalID, let isWaiting):
      if isWaiting, let failure { return storeUnavailable(exitOf: signalID, failure) }
      return ExitAnswer.recorded(signalID)
    case .exitFailed(let signalID, let error): return storeUnavailable(exitOf: signalID, error)
    }
  }

  private mutating func announce(_ record: VerdictRecord, _ lines: [LogEntry], _ skips: [GateSkip]) {
    alerts.send(.signal(record.signal), nowMs: record.timeMs)
    for line in lines { log.write(line) }
    for skip in skips { alerts.send(.gateSkipped(record.signal, skip), nowMs: record.timeMs) }
    counts.warnings += skips.count
    switch record.ruling {
    case .approved:
      counts.approved += 1
      if let entry = record.entry { executor.execute(entry, for: record.signal, nowMs: record.timeMs) }
    case .rejected(let rejection):
      counts.rejected[rejection.code, default: 0] += 1
      alerts.send(
        .rejected(record.signal, rejection, availableBalanceUSD: record.freshBalanceUSD), nowMs: record.timeMs)
    }
  }

  private static let storeUnavailable: ReasonCode = "store_unavailable"

  private var refusedCount: Int {
    counts.rejected[EntryPipeline.storeUnavailable, default: 0] + counts.exitsRefusedByStore
  }

  private mutating func storeUnavailable(exitOf signalID: String, _ error: StoreError) -> [UInt8] {
    counts.exitsRefusedByStore += 1
    counts.lastStoreError = error
    return ExitAnswer.refused(
      signalID, EntryPipeline.storeUnavailable, reason: error.sentence(path: store.path))
  }

  private mutating func storeUnavailable(_ submission: Submission, _ error: StoreError) -> [UInt8] {
    // Only signals need the store.
    guard let asked = submission.asked else { return [] }
    let signal = asked.signal
    let code = EntryPipeline.storeUnavailable
    counts.rejected[code, default: 0] += 1
    counts.lastStoreError = error
    let rejection = Ruling.Rejection(
      stage: .store, rule: nil, code: code,
      reason: "\(code) | \(signal.direction.rawValue) | \(error.sentence(path: store.path))")
    alerts.send(.signal(signal), nowMs: asked.nowMs)
    alerts.send(
      .rejected(signal, rejection, availableBalanceUSD: asked.balance?.freshUSD(nowMs: asked.nowMs)),
      nowMs: asked.nowMs)
    return writer.line(
      Verdict(
        signalID: signal.id, seq: nil, timeMs: asked.nowMs, signal: signal, ruling: .rejected(rejection),
        decision: nil, inputs: []))
  }
}
