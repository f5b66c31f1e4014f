internal import RuleEngine

// What is asked: read, kept waiting for its feeds, submitted to the pipeline.
extension LiveHost {
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

  mutating func handle(_ line: LineAssembler.Line, from client: ClientID) {
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
    noteStart(nowMs: now)
    guard deferredCoins.contains(signal.coin) || !isReady || !hasFeeds(signal) else {
      submit(signal, line: line, question)
      return
    }
    let deadline = isStarting ? startedMs + settings.startWaitMs : now + settings.feedWaitMs
    deferred.append(Deferred(question: question, signal: signal, line: line, deadlineMs: deadline))
    deferredCoins.insert(signal.coin)
  }

  /// Whether there is nothing that every signal waits for: at the start the first frame of every feed and the first word
  /// of the balance and the asset contexts, where an entry reads them; later the lists that say whether its coin is known.
  private var isReady: Bool { !isStarting && !market.awaitsLists }

  /// Whether a signal's own feeds live.
  private func hasFeeds(_ signal: Signal) -> Bool { market.awaited(among: chain.feeds(for: signal.coin)).isEmpty }

  mutating func noteStart(nowMs: Int64) {
    guard isStarting else { return }
    let awaitsPoll =
      (account.isAwaited && chain.readsBalance) || (market.awaitsContexts && !chain.assetContextCoins.isEmpty)
    isStarting =
      nowMs < startedMs + settings.startWaitMs && (awaitsPoll || !market.awaited(among: chain.feeds).isEmpty)
  }

  /// Submits the signals that need wait no longer: their feeds live, or their time is up.
  mutating func submitDue() {
    guard !deferred.isEmpty else { return }
    let now = clock.monotonicMs()
    noteStart(nowMs: now)
    // Looked at once, and none overtakes another one of its coin: what feeds do meanwhile must not change the order.
    let isReady = isReady
    let waiting = deferred
    deferred = []
    deferredCoins = []
    for item in waiting {
      let coin = item.signal.coin
      let isDue = item.deadlineMs <= now || isStopping
      if isDue || isReady && !deferredCoins.contains(coin) && hasFeeds(item.signal) {
        submit(item.signal, line: item.line, item.question)
      } else {
        deferred.append(item)
        deferredCoins.insert(coin)
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
}
