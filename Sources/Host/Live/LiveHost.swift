internal import RuleEngine

/// The live host's one loop: takes what the threads around it say, decides, commits, answers.
///
/// Everything that waits when the loop comes round shares one transaction: while one is being written the next questions
/// gather, and a lone question waits for its own commit only.
struct LiveHost {
  /// How often at least the clock on the wall is looked at while something waits for it.
  private static let lookAtWallMs: Int64 = 60_000
  /// How often the store is looked at for a halt that another process has written, while nothing is decided.
  static let lookAtHaltMs: Int64 = 1000

  let settings: LiveSettings
  let clock: HostClock
  let market: any MarketView
  let account: any AccountView
  let rulesFile: RulesFile
  let candidate: Candidate?
  let store: SQLiteVerdictStore
  let language: Language
  let log: Log
  let alerts: any AlertSink
  let flush: () -> Void
  let send: ([UInt8], ClientID) -> Void
  let startedMs: Int64

  var chain: RuleChain
  var candidateChain: RuleChain?
  var rules: RulesState
  var pipeline: EntryPipeline
  var orders: [ClientID: AnswerOrder] = [:]
  var submitted: [Submitted] = []
  var deferred: [Deferred] = []
  // The coins of those: a signal of one waits behind them.
  var deferredCoins: Set<Coin> = []
  var deferredExits: [DeferredExit] = []
  var isStopping = false
  // Until every feed has had its first frame, or their time is up.
  var isStarting = true
  // The halt that the store holds, as it was last seen; it may have expired.
  var halt: Halt?
  // The halt that was last said to be in force.
  var saidHalt: Halt?
  // When the store was last asked for the halt; nil before the first time.
  var haltReadMs: Int64?
  // What was last found about the gates, and when they were looked at.
  var findings: [HealthFinding] = []
  var healthReadMs: Int64?
  // Whether that was since the loop came round last.
  var isHaltFresh = false

  init(
    settings: LiveSettings, clock: HostClock, market: any MarketView, account: any AccountView = NoAccount(),
    rulesFile: RulesFile, chain: RuleChain, candidate: Candidate? = nil,
    candidateChain: RuleChain? = nil, store: SQLiteVerdictStore, pipeline: EntryPipeline, language: Language,
    log: Log, alerts: any AlertSink = NoAlerts(), flush: @escaping () -> Void,
    send: @escaping ([UInt8], ClientID) -> Void
  ) {
    self.settings = settings
    self.clock = clock
    self.market = market
    self.account = account
    self.rulesFile = rulesFile
    self.chain = chain
    self.candidate = candidate
    self.candidateChain = candidateChain
    self.store = store
    self.pipeline = pipeline
    self.language = language
    self.log = log
    self.alerts = alerts
    self.flush = flush
    self.send = send
    if self.pipeline.health == nil { self.pipeline.watchHealth() }
    startedMs = clock.monotonicMs()
    rules = RulesState(digest: chain.digest, generation: 1, loadedAtMs: clock.wallMs(), error: nil)
  }

  /// Serves until it is told to stop and has answered everything it took.
  ///
  /// - Parameters:
  ///   - endsWithInput: whether the end of standard input ends the host: where nobody else can ask.
  ///   - takeNoMore: has the threads around the loop take no further line; when it returns, all they took is posted.
  mutating func run(_ mailbox: Mailbox<HostEvent>, endsWithInput: Bool, takeNoMore: () -> Void = {}) {
    var hasInputEnded = false
    while true {
      var events = mailbox.take(timeoutMs: msUntilNextDeadline())
      if events.contains(where: \.isStop) {
        takeNoMore()
        // What was taken meanwhile is answered too.
        events += mailbox.take(timeoutMs: 0)
      }
      lookForHalt()
      lookAtHealth()
      for event in events {
        handle(event)
        // Nobody is in a hurry: what was asked before the end still waits for its feeds.
        if endsWithInput, case .closed(.standardInput) = event { hasInputEnded = true }
      }
      submitDue()
      commit()
      flush()
      if isStopping || hasInputEnded, deferred.isEmpty { return }
    }
  }

  /// How many lines were no entry signals.
  var badLineCount: Int { pipeline.counts.badSignals }

  private func msUntilNextDeadline() -> Int64 {
    let now = clock.monotonicMs()
    var waits = deferred.map { max($0.deadlineMs - now, 0) }
    if let haltReadMs { waits.append(max(haltReadMs + LiveHost.lookAtHaltMs - now, 0)) }
    // The end of a halt is a time of the clock on the wall, which may be set meanwhile: it is looked at now and then.
    if let untilMs = saidHalt?.untilMs {
      waits.append(min(max(untilMs - clock.wallMs(), 0), LiveHost.lookAtWallMs))
    }
    return waits.min() ?? -1
  }

  private mutating func handle(_ event: HostEvent) {
    switch event {
    case .line(let client, let line): handle(line, from: client)
    case .closed(.standardInput): break
    case .closed(let client): orders[client] = nil
    // The start is over with the first frames, whether somebody asks just then or not.
    case .market(.changed): noteStart(nowMs: clock.monotonicMs())
    case .market(.feed(let feed, let isLive)): alert(.feed(feed, isLive: isLive))
    case .log(let level, let text): note(level, text[language])
    case .reload: _ = reload()
    case .stop: isStopping = true
    }
  }

  // MARK: Answers

  private mutating func commit() {
    guard !submitted.isEmpty else { return }
    let waiting = submitted
    submitted = []
    let lines = pipeline.commit()
    for (index, (item, line)) in zip(waiting, lines).enumerated() {
      answer(item.question, with: line)
      // What the store refused has not been: neither is it in a recording.
      if let signal = item.recorded, !pipeline.refusedByStore.contains(index) { market.record(signal) }
    }
    tellCandidate(waiting, answers: lines)
  }

  mutating func answer(_ question: Question, with line: [UInt8]) {
    let ready = orders[question.client]?.answer(question.ticket, with: line) ?? []
    for line in ready where !line.isEmpty { send(line, question.client) }
  }

  mutating func skip(_ question: Question) { answer(question, with: []) }

  func alert(_ alert: Alert) { alerts.send(alert, nowMs: clock.wallMs()) }

  func note(_ level: LogLevel, _ message: String) {
    log.write(LogEntry(level: level, timeMs: clock.wallMs(), message: message))
  }
}
