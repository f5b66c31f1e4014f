internal import RuleEngine

/// Gives the answers to submissions that are on disk, or were refused, and lets everybody hear of them: log, alerts, the
/// executor, the counts.
struct Announcer {
  private let alerts: any AlertSink
  private let executor: any EntryExecutor
  private let log: Log
  // What the store is called in messages.
  private let storePath: String
  private var messages: MessageWriter
  private var writer: VerdictWriter

  /// How signals were answered so far.
  private(set) var counts = PipelineCounts()

  /// Which answers of the last commit are `store_unavailable`: their places.
  private(set) var refusedByStore: Set<Int> = []

  init(
    _ messages: MessageWriter, _ writer: VerdictWriter, alerts: any AlertSink, executor: any EntryExecutor, log: Log,
    storePath: String
  ) {
    self.messages = messages
    self.writer = writer
    self.alerts = alerts
    self.executor = executor
    self.log = log
    self.storePath = storePath
  }

  /// Takes the words of another chain.
  mutating func replace(_ messages: MessageWriter, _ writer: VerdictWriter) {
    self.messages = messages
    self.writer = writer
  }

  /// Says what a look at the scopes has found of a signal's coin.
  mutating func note(_ finding: ScopeWatch.Finding, of coin: Coin, nowMs: Int64) {
    switch finding {
    case .named: return
    case .unnamed: break
    case .misspelled(let nearest):
      let text = ScopeWatch.warning(coin, nearest: nearest)[messages.language]
      log.write(LogEntry(level: .warning, timeMs: nowMs, message: text))
    }
    counts.outsideScopes += 1
  }

  /// The answers to what was settled, in order.
  mutating func answers(to settled: [SettledSubmissions]) -> [[UInt8]] {
    refusedByStore = []
    var answers: [[UInt8]] = []
    answers.reserveCapacity(settled.reduce(0) { $0 + $1.submissions.count })
    for part in settled {
      for submission in part.submissions {
        let refused = counts.refusedByStore
        answers.append(answer(submission, failure: part.failure))
        if counts.refusedByStore != refused { refusedByStore.insert(answers.count - 1) }
      }
    }
    return answers
  }

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
        let message = MessageWriter.repeated(asked.signal)[messages.language]
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
      log.write(LogEntry(level: .info, timeMs: record.timeMs, message: messages.recorded(record)))
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

  private mutating func storeUnavailable(exitOf signalID: String, _ error: StoreError) -> [UInt8] {
    counts.exitsRefusedByStore += 1
    counts.lastStoreError = error
    return ExitAnswer.refused(signalID, .storeUnavailable, reason: error.sentence(path: storePath))
  }

  private mutating func storeUnavailable(_ submission: Submission, _ error: StoreError) -> [UInt8] {
    // Only signals need the store.
    guard let asked = submission.asked else { return [] }
    let signal = asked.signal
    counts.rejected[.storeUnavailable, default: 0] += 1
    counts.lastStoreError = error
    let rejection = Ruling.Rejection(
      stage: .store, rule: nil, code: .storeUnavailable,
      reason: "\(ReasonCode.storeUnavailable) | \(signal.direction.rawValue) | \(error.sentence(path: storePath))")
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
