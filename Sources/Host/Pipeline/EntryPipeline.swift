internal import RuleEngine

/// The way a signal takes: alert, chain, risk review, record, answer, alerts, execution.
///
/// Signals are submitted one by one and committed together: `submit` decides in memory, `commit` writes the records of
/// all that were submitted in one transaction, and only then gives their answers and lets anybody hear of them. With
/// `commitAhead` the next signals are decided while a thread writes.
struct EntryPipeline {
  private var judge: Judge
  private var writer: VerdictWriter
  private var scopes: ScopeWatch
  private var ledger: Ledger
  private var announcer: Announcer
  private let executor: any EntryExecutor
  private let logLevel: LogLevel

  /// The health of the gates; nil where nobody has asked for it.
  private(set) var health: GateHealth?

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
    ledger = try Ledger(store, isStoreNew: isStoreNew)
    announcer = Announcer(
      judge.messages, writer, alerts: alerts, executor: executor, log: log, storePath: store.path)
    self.executor = executor
    logLevel = log.level
  }

  /// Remembers the verdicts of the store that limits and cooldowns may ask for. Where it was not called before, the first
  /// signal waits for it.
  mutating func loadHistory(nowMs: Int64) throws(StoreError) {
    try ledger.loadHistory(for: judge.chain, nowMs: nowMs)
  }

  /// From now on the health of the gates is watched.
  ///
  /// - Parameter known: what is known of it from before.
  mutating func watchHealth(from known: GateHealth? = nil) { health = known ?? GateHealth(judge.chain) }

  /// Puts another chain in force, between two verdicts.
  mutating func replace(_ judge: Judge) {
    self.judge = judge
    writer = VerdictWriter(chain: judge.chain, network: writer.network)
    scopes = ScopeWatch(judge.chain)
    ledger.replaceRules()
    announcer.replace(judge.messages, writer)
    health?.replace(judge.chain)
  }

  /// The network that records are labelled with.
  var network: Network { writer.network }

  /// How many records the store holds, those that wait included.
  var recordCount: Int64 { ledger.tail.seq }

  /// How many submissions wait for `commit`.
  var waitingCount: Int { ledger.waiting.list.count }

  /// How many bytes of answers and records wait with them.
  var waitingBytes: Int { ledger.waiting.bytes }

  /// How signals were answered so far.
  var counts: PipelineCounts { announcer.counts }

  /// Which answers of the last commit are `store_unavailable`: their places.
  var refusedByStore: Set<Int> { announcer.refusedByStore }

  // MARK: Submitting

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
        signal: signal, quotes: quotes, history: ledger.history, balance: balance, nowMs: nowMs)
      let signalID = try ledger.id(of: signal)
      announcer.note(scopes.look(at: signal.coin), of: signal.coin, nowMs: nowMs)
      let verdict = judge.verdict(on: entry, signalID: signalID, seq: ledger.tail.seq + 1)
      let paperEntry = verdict.ruling == .approved ? executor.prepare(entry) : nil
      let lines = verdict.decision.map { judge.messages.lines($0, judge.chain, entry, atLeast: logLevel) } ?? []
      let skips = verdict.decision.map { judge.messages.skips($0, judge.chain, entry) } ?? []
      if let decision = verdict.decision { health?.take(decision, nowMs: nowMs) }
      let record = record(verdict, as: signalID, asked, paperEntry)
      ledger.append(Submission(.recorded(record, lines, skips), asked))
    } catch {
      ledger.append(Submission(.storeFailed(error), asked))
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
      ledger.append(try rejection(of: asked, stage: stage, code, reason: reason))
    } catch {
      ledger.append(Submission(.storeFailed(error), asked))
    }
  }

  /// Takes note of an exit, which no rule is asked about.
  ///
  /// - Parameter line: the exit as it came.
  /// - Returns: why there is nothing to take note of, for `submitBad`; nothing waits then.
  mutating func submit(_ exit: Exit, line: [UInt8], nowMs: Int64) -> ExitRefusal? {
    do {
      guard let (entry, isWaiting) = try ledger.entry(signalID: exit.signalID) else {
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
        ledger.append(Submission(.exitAgain(signalID: exit.signalID, isWaiting: isWaiting), nil))
        return nil
      }
      try loadHistory(nowMs: nowMs)
      let record = ExitRecord(
        exit, line: line, of: entry, afterSeq: ledger.tail.seq, timeMs: nowMs, tail: ledger.exitTail,
        isKept: ledger.keepsRecords)
      ledger.append(Submission(.exit(record), nil))
    } catch {
      ledger.append(Submission(.exitFailed(signalID: exit.signalID, error), nil))
    }
    return nil
  }

  /// Takes an answer that needs no record, to be given in its place.
  ///
  /// - Parameters:
  ///   - report: what the log says of the line, when the answer is given.
  ///   - refusal: of an exit, why it is not taken note of. Where that rests on what the store then refuses, the exit is
  ///     refused with it.
  mutating func submitBad(_ answer: [UInt8], report: LogEntry, _ refusal: ExitRefusal? = nil) {
    let exit = refusal.flatMap { $0.isWaiting ? $0.signalID : nil }
    ledger.append(Submission(.notTaken(answer, report, waitingExitOf: exit), nil))
  }

  // MARK: Committing

  /// Writes the records of all submissions and gives the answers, in order.
  ///
  /// Where the store refuses, every signal whose answer needs it is rejected, and none of them is remembered.
  mutating func commit() -> [[UInt8]] { announcer.answers(to: ledger.commit()) }

  /// Has a thread write the records of all submissions, and gives the answers to those that were written before them.
  ///
  /// The next signals may be submitted meanwhile: they count what is being written. Where the store then refuses it, they
  /// are rejected and forgotten with it, as if they had been a part of that commit.
  mutating func commitAhead(on writer: WorkerPool) -> [[UInt8]] {
    announcer.answers(to: ledger.commitAhead(on: writer))
  }

  // MARK: Deciding

  /// Answers a signal whose id had a verdict: with that verdict where the fields are the same, else with a conflict. Its
  /// id's first verdict stays the first.
  ///
  /// - Returns: whether there was such a verdict.
  private mutating func answerRepeated(_ asked: Asked) throws(StoreError) -> Bool {
    guard let id = asked.signal.id, let first = try ledger.firstVerdict(signalID: id) else { return false }
    if first.fingerprint == asked.fingerprint {
      ledger.append(Submission(.again(first.verdictLine, isWaiting: first.isWaiting), asked))
    } else {
      ledger.append(try rejection(of: asked, stage: .input, "id_conflict"), isFirst: false)
    }
    return true
  }

  /// The rejection of a signal that the chain was not asked about.
  private func rejection(
    of asked: Asked, stage: Ruling.Rejection.Stage, _ code: ReasonCode, reason: String? = nil
  ) throws(StoreError) -> Submission {
    let words = [code.rawValue, asked.signal.direction.rawValue, reason].compactMap(\.self)
    let rejection = Ruling.Rejection(stage: stage, rule: nil, code: code, reason: words.joined(separator: " | "))
    let signalID = try ledger.id(of: asked.signal)
    let verdict = Verdict(
      signalID: signalID, seq: ledger.tail.seq + 1, timeMs: asked.nowMs, signal: asked.signal,
      ruling: .rejected(rejection), decision: nil, inputs: [], balance: asked.balance)
    return Submission(.recorded(record(verdict, as: signalID, asked, nil), [], []), asked)
  }

  private func record(
    _ verdict: Verdict, as signalID: String, _ asked: Asked, _ entry: PaperEntry?
  ) -> VerdictRecord {
    let isKept = ledger.keepsRecords
    return VerdictRecord(
      seq: ledger.tail.seq + 1, signalID: signalID, signal: verdict.signal, signalLine: asked.line,
      fingerprint: asked.fingerprint, timeMs: verdict.timeMs, network: writer.network, ruling: verdict.ruling,
      verdictLine: writer.line(verdict), evidence: isKept ? EvidenceWriter.object(verdict, entry) : [],
      entry: entry, balance: verdict.balance, rules: ledger.isRulesTextDue && isKept ? RulesText(judge.chain) : nil,
      previousHash: ledger.tail.hash, isKept: isKept)
  }
}
