internal import RuleEngine

/// The way through a recording: to the moment of each signal, with the books of that moment.
struct SceneWalk {
  /// What waits for its answer.
  private struct Waiting {
    let step: RecordedScene.Step
    var evidence = RecordedEvidence()
    /// The place among what is watched.
    var place: Int?
    var isAnswered = true
  }

  private var pipeline: EntryPipeline
  private let market: RecordingMerger
  private var cache: BookCache
  private let chains: [RuleChain]

  private var items: [TrialRecord.Item] = []
  private var waiting: [Waiting] = []
  private var watch = AftermathWatch()
  // The place among what is watched, by the place in the record.
  private var places: [Int64: Int] = [:]
  private var lastNs = Int64.min
  private var lastSeq: Int64 = 0
  // What an exit closes, by the id of its signal, until it is closed.
  private var opened: [String: JudgedEntry] = [:]

  private static let batchSize = 500

  /// - Parameters:
  ///   - pipeline: what judges.
  ///   - chains: whose books are looked at.
  init(pipeline: EntryPipeline, market: RecordingMerger, books: FeedBooks, chains: [RuleChain]) {
    self.pipeline = pipeline
    self.market = market
    self.chains = chains
    let windowsMs = chains.reduce(into: [:]) { $0.merge($1.quoteWindowsMs) { max($0, $1) } }
    cache = BookCache(books, quoteWindowsMs: windowsMs)
  }

  mutating func take(_ step: RecordedScene.Step) throws(HostError) {
    try readMarket(until: step.nowMs * 1_000_000)
    switch step {
    case .signal(let signal, let line, let rejection, let nowMs):
      let feeds = chains.flatMap { $0.feeds(for: signal.coin) }
      let quotes = cache.quotes(of: feeds, contextOf: signal.coin, nowMs: nowMs)
      let balance = cache.balance?.balance(nowMs: nowMs)
      if let rejection {
        pipeline.reject(
          signal, line: line, stage: rejection.stage, rejection.code, reason: rejection.reason,
          balance: balance, nowMs: nowMs)
      } else {
        pipeline.submit(signal, line: line, quotes: quotes, balance: balance, nowMs: nowMs)
      }
      waiting.append(
        Waiting(
          step: step, evidence: RecordedEvidence(quotes: quotes, balance: balance),
          place: watch.begin(signal.coin, signal.direction, nowMs: nowMs, cache)))
    case .exit(let exit, let line, let nowMs):
      // One that says nothing to these rules may say something to others.
      let refusal = pipeline.submit(exit, line: line, nowMs: nowMs)
      waiting.append(Waiting(step: step, isAnswered: refusal == nil))
    }
    if waiting.count >= SceneWalk.batchSize { commit() }
  }

  /// Reads the recordings to their end.
  mutating func finish() throws(HostError) -> [TrialRecord.Item] {
    commit()
    try readMarket(until: .max)
    watch.resolve(before: lastNs == .max ? .max : lastNs + 1, cache)
    return items.map { item in
      guard case .entry(var entry) = item, let place = places[entry.entry.seq] else { return item }
      entry.aftermath = watch.aftermaths[place]
      return .entry(entry)
    }
  }

  private mutating func commit() {
    var answers = pipeline.commit().makeIterator()
    for waiting in waiting {
      let answer = waiting.isAnswered ? answers.next() ?? [] : []
      switch waiting.step {
      case .signal(_, let line, _, _):
        // A repeated signal is answered by its first verdict.
        guard
          var entry = RecordedEntry(
            seq: lastSeq + 1, verdict: answer, signalLine: line, evidence: EvidenceWriter.none),
          entry.writtenSeq == lastSeq + 1
        else { continue }
        lastSeq += 1
        entry.evidence = waiting.evidence
        let judged = JudgedEntry(knownInFull: entry)
        // Another signal with the id of an earlier one is rejected before any chain is asked; the exit is of the first.
        if entry.isJudged { opened[entry.signalID] = judged }
        places[entry.seq] = waiting.place
        items.append(.entry(judged))
      case .exit(let exit, _, let nowMs):
        guard let entry = opened.removeValue(forKey: exit.signalID)?.entry else { continue }
        let closure = History.Entry.Closure(timeMs: nowMs, pnlUSD: exit.pnlUSD)
        items.append(
          .exit(RecordedExit(seq: entry.seq, historyEntry: entry.historyEntry(rejection: nil).closed(by: closure))))
      }
    }
    waiting.removeAll(keepingCapacity: true)
  }

  private mutating func readMarket(until limitNs: Int64) throws(HostError) {
    while let event = try market.take(until: limitNs) {
      watch.resolve(before: event.receivedNs, cache)
      lastNs = event.receivedNs
      switch event.body {
      case .book(let book, let source): _ = cache.apply(book, receivedMs: event.receivedMs, source: source)
      case .trail(let bookID, let trail): cache.apply(trail, of: bookID)
      case .context(let coin, var context):
        context.receivedMs = event.receivedMs - context.receivedMs
        cache.apply(context, of: coin)
      case .balance(var answer):
        answer.receivedMs = event.receivedMs - answer.receivedMs
        cache.balance = answer
      case .marker: cache.killAll()
      case .skipped: continue
      }
    }
  }
}
