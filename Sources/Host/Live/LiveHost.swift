internal import RuleEngine

/// The live host's one loop: takes what the threads around it say, decides, commits, answers.
///
/// Everything that waits when the loop comes round shares one transaction: while one is being written the next questions
/// gather, and a lone question waits for its own commit only.
struct LiveHost {
  /// What can be set.
  struct Settings {
    var maxSignalAgeMs: Int64 = 30_000
    var maxSignalAheadMs: Int64 = 2000
    /// How long a signal waits for a feed that is dead.
    var feedWaitMs: Int64 = 2000
    /// How long signals wait for the first frames after the start.
    var startWaitMs: Int64 = 10_000
    /// From when on what an entry says is worth a word.
    var health = HealthLimits()
    /// Whose market data is read.
    var marketNetwork = Network.mainnet
    /// The WebSocket address it comes from, where that is not the network's own.
    var otherServer: String?
  }

  struct Question {
    let client: ClientID
    let ticket: AnswerOrder.Ticket
  }

  /// A question that waits for its commit, with the signal as it is recorded when that has come.
  struct Submitted {
    let question: Question
    var recorded: RecordedSignal?
    /// What a candidate is told of it, but for the answer.
    var told: Told?
  }

  /// What a candidate is told of a question.
  enum Told {
    case signal(Signal, CandidateQuestion.Known)
    case exit(Exit, line: [UInt8], nowMs: Int64)
  }

  /// A signal that waits for a feed.
  struct Deferred {
    let question: Question
    let signal: Signal
    let line: [UInt8]
    let deadlineMs: Int64
  }

  /// How often at least the clock on the wall is looked at while something waits for it.
  private static let lookAtWallMs: Int64 = 60_000
  /// How often the store is looked at for a halt that another process has written, while nothing is decided.
  static let lookAtHaltMs: Int64 = 1000

  let settings: Settings
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
  var deferredExits: [DeferredExit] = []
  var isStopping = false
  // Until every feed has had its first frame, or their time is up.
  private var isStarting = true
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
    settings: Settings, clock: HostClock, market: any MarketView, account: any AccountView = NoAccount(),
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

  // MARK: Questions

  private mutating func handle(_ line: LineAssembler.Line, from client: ClientID) {
    let question = Question(client: client, ticket: orders[client, default: AnswerOrder()].ask())
    let source = SignalSource(requiresTime: false, acceptsMarket: false, chain: chain, name: client.name)
    line.bytes.withUnsafeBytes { bytes in
      let text = LineReader.Line(bytes: bytes, number: line.number, isTooLong: line.isTooLong)
      if let command = HostCommand(bytes) {
        answer(question, with: reply(to: command))
        return
      }
      let reading = source.read(text)
      switch reading {
      // A blank line is no question, and the next answer must not wait for it.
      case .blank: skip(question)
      case .bad: refuse(reading, nil, question)
      case .signal(let signal, _, _, _): consider(signal, line: line.bytes, question)
      case .exit(let exit): take(DeferredExit(question: question, exit: exit, line: line, source: source))
      }
    }
  }

  /// Answers a line that is no entry signal, and no exit that is taken note of.
  mutating func refuse(_ reading: SignalSource.Reading, _ refusal: ExitRefusal?, _ question: Question) {
    guard case .bad(let answer, let report) = reading else { return }
    pipeline.submitBad(
      answer, report: LogEntry(level: .warning, timeMs: clock.wallMs(), message: report), refusal)
    submitted.append(Submitted(question: question))
  }

  private mutating func consider(_ signal: Signal, line: [UInt8], _ question: Question) {
    let now = clock.monotonicMs()
    guard !isReady(for: signal, nowMs: now) else {
      submit(signal, line: line, question)
      return
    }
    let deadline = isStarting ? startedMs + settings.startWaitMs : now + settings.feedWaitMs
    deferred.append(Deferred(question: question, signal: signal, line: line, deadlineMs: deadline))
  }

  /// Whether a signal has nothing to wait for: at the start the first frame of every feed and the first word of the
  /// balance and the asset contexts, where an entry reads them; later the feeds of its own, and the lists that say whether
  /// its coin is known.
  private mutating func isReady(for signal: Signal, nowMs: Int64) -> Bool {
    noteStart(nowMs: nowMs)
    return !isStarting && !market.awaitsLists && market.awaited(among: chain.feeds(for: signal.coin)).isEmpty
  }

  private mutating func noteStart(nowMs: Int64) {
    guard isStarting else { return }
    let awaitsPoll =
      (account.isAwaited && chain.readsBalance) || (market.awaitsContexts && !chain.assetContextCoins.isEmpty)
    isStarting =
      nowMs < startedMs + settings.startWaitMs && (awaitsPoll || !market.awaited(among: chain.feeds).isEmpty)
  }

  /// Submits the signals that need wait no longer: their feeds live, or their time is up.
  private mutating func submitDue() {
    guard !deferred.isEmpty else { return }
    let now = clock.monotonicMs()
    let waiting = deferred
    deferred = []
    for item in waiting {
      if isReady(for: item.signal, nowMs: now) || item.deadlineMs <= now || isStopping {
        submit(item.signal, line: item.line, item.question)
      } else {
        deferred.append(item)
      }
    }
    if !deferredExits.isEmpty { takeDeferredExits() }
  }

  private mutating func submit(_ signal: Signal, line: [UInt8], _ question: Question) {
    // What the chain sees is of one moment, and so is what a recording says of it.
    let feeds = chain.feeds(for: signal.coin)
    let candidateFeeds = candidateChain?.feeds(for: signal.coin) ?? []
    let others = candidateFeeds.filter { !feeds.contains($0) }
    let snapshot = market.snapshot(of: feeds + others, contextOf: signal.coin)
    let nowMs = snapshot.nowMs
    let recorded = snapshot.session.map { RecordedSignal(session: $0, nowMs: nowMs, line: line) }
    submitted.append(Submitted(question: question, recorded: recorded))
    let last = submitted.count - 1
    let balance = snapshot.balance
    var quotes = snapshot.quotes
    if candidate != nil {
      // Each of the two sees what it would see without the other.
      var known = quotes
      for feed in feeds where !candidateFeeds.contains(feed) { known[feed] = nil }
      for feed in feeds + others { known[trailOf: feed] = snapshot.candidateTrails[feed] ?? QuoteTrail() }
      submitted[last].told = .signal(
        signal, CandidateQuestion.Known(line: line, quotes: known, balance: balance, nowMs: nowMs))
      for feed in others { quotes[feed] = nil }
    }
    if let code = refusal(of: signal, nowMs: nowMs) {
      let reason = code == "unknown_coin" ? ExchangeLists.noPerp(signal.coin)[language] : nil
      submitted[last].reject(RecordedRejection(stage: .input, code: code, reason: reason))
      pipeline.reject(signal, line: line, stage: .input, code, reason: reason, balance: balance, nowMs: nowMs)
      return
    }
    readHalt()
    if let halt = haltInForce(nowMs: nowMs) {
      submitted[last].reject(RecordedRejection(stage: .gates, code: "halted", reason: halt.why))
      pipeline.reject(
        signal, line: line, stage: .gates, "halted", reason: halt.why, balance: balance, nowMs: nowMs)
      return
    }
    pipeline.submit(signal, line: line, quotes: quotes, balance: balance, nowMs: nowMs)
  }

  private func refusal(of signal: Signal, nowMs: Int64) -> ReasonCode? {
    if let timeMs = signal.timeMs {
      if nowMs - timeMs > settings.maxSignalAgeMs { return "signal_stale" }
      if timeMs - nowMs > settings.maxSignalAheadMs { return "signal_future" }
    }
    return market.isUnknown(signal.coin) ? "unknown_coin" : nil
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

  private mutating func answer(_ question: Question, with line: [UInt8]) {
    let ready = orders[question.client]?.answer(question.ticket, with: line) ?? []
    for line in ready where !line.isEmpty { send(line, question.client) }
  }

  private mutating func skip(_ question: Question) { answer(question, with: []) }

  func alert(_ alert: Alert) { alerts.send(alert, nowMs: clock.wallMs()) }

  func note(_ level: LogLevel, _ message: String) {
    log.write(LogEntry(level: level, timeMs: clock.wallMs(), message: message))
  }
}
