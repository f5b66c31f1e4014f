internal import RuleEngine

/// Runs recordings and signals through the pipeline in the order of their times.
struct Replay {
  private let chain: RuleChain
  private let language: Language
  private let market: RecordingMerger
  private let log: Log
  private let output: TextOutput
  private let errors: TextOutput
  private var pipeline: EntryPipeline
  private let writer: WorkerPool?
  private var cache: BookCache
  // What is to be said at the start, as soon as the recording tells the time.
  private var startMessages: [(level: LogLevel, text: String)]
  private var lastSignalMs: Int64?
  private var linesSeen = 0

  /// What was read and answered so far.
  private(set) var summary = ReplaySummary()

  /// Lines that are less late than this are the network's ordinary doing.
  private static let maxUnremarkedLatenessMs: Int64 = 60_000

  /// The most signals that share a transaction, each of which waits for the disk. The first ones are smaller, so that the
  /// first answers come soon.
  private static let maxBatchSize = 1000
  private var batchSize = 4
  /// With so many bytes a transaction is written, too: until it has returned they take memory.
  private static let batchBytes = 8 << 20

  /// Opens recordings.
  ///
  /// - Parameter jobs: how many threads work, this one included; the others parse lines ahead.
  static func open(_ paths: [String], jobs: Int = 1) throws(HostError) -> [Recording] {
    var pool: WorkerPool?
    if jobs > 1 {
      do { pool = try WorkerPool(threads: jobs - 1) } catch { throw .network(error) }
    }
    // A few chunks for each thread, whichever recordings they are of; and at least one for each recording.
    let chunksAhead = max(1, 4 * (jobs - 1) / max(1, paths.count))
    var recordings: [Recording] = []
    for path in paths { recordings.append(try Recording(path: path, pool: pool, chunksAhead: chunksAhead)) }
    return recordings
  }

  /// Opens the store of a replay: a file, or `:memory:`, which keeps what the replay itself needs.
  static func store(_ path: String, _ network: Network) throws(StoreError) -> any VerdictStore {
    if path == ":memory:" { return try ScratchVerdictStore() }
    return try SQLiteVerdictStore(writingTo: path, as: StoreKind(origin: .replay, network: network))
  }

  /// The thread that writes into a store; none for `:memory:`, where nothing waits for a disk.
  static func writer(_ path: String) throws(HostError) -> WorkerPool? {
    if path == ":memory:" { return nil }
    do { return try WorkerPool(threads: 1) } catch { throw .network(error) }
  }

  /// - Parameter writer: a thread that writes verdicts while the next ones are made; nil to write them in between.
  init(
    chain: RuleChain, warnings: [LocalizedText], books: FeedBooks, market: RecordingMerger, pipeline: EntryPipeline,
    writer: WorkerPool?, language: Language, log: Log, output: TextOutput, errors: TextOutput
  ) {
    self.chain = chain
    self.language = language
    self.market = market
    self.pipeline = pipeline
    self.writer = writer
    self.log = log
    self.output = output
    self.errors = errors
    cache = BookCache(books, quoteWindowsMs: chain.quoteWindowsMs)
    startMessages =
      warnings.map { (.warning, $0[language]) }
      + chain.entries.filter { !$0.isEnabled }.map { (.info, MessageWriter.disabled($0)[language]) }
      + books.resolved.map { (.info, MessageWriter.resolved($0.feed, as: $0.bookID)[language]) }
      + books.unresolved.map { (.warning, MessageWriter.unresolved($0)[language]) }
  }

  /// Answers the signals of a file; those of the next one follow.
  mutating func answer(_ signals: LineReader, source: SignalSource) throws(HostError) {
    while let line = try signals.next() {
      let recorded = line.isTooLong ? nil : RecordedRejection.parse(line.bytes)
      let reading = recorded.map { source.read(line.part($0.signal)) } ?? source.read(line)
      switch reading {
      case .blank: continue
      case .bad: try refuse(reading)
      case .exit(let exit):
        // Nor an exit.
        let nowMs = exit.timeMs ?? 0
        if let problem = try advance(to: nowMs) {
          try refuse(source.bad(ExitFault(.line(problem)), exit.signalID, in: line))
        } else if let refusal = pipeline.submit(exit, line: Array(line.bytes), nowMs: nowMs) {
          try refuse(source.bad(ExitFault(refusal.problem), exit.signalID, in: line), refusal)
        }
        try commitIfFull()
      case .signal(let signal, _, _, _):
        // The parser lets no signal without a time through here.
        let nowMs = signal.timeMs ?? 0
        if let problem = try advance(to: nowMs) {
          try refuse(source.bad(SignalFault(problem, at: 0), signal.id, in: line))
          continue
        }
        if let (rejection, _) = recorded {
          pipeline.reject(
            signal, line: Array(line.bytes), stage: rejection.stage, rejection.code, reason: rejection.reason,
            balance: cache.balance?.balance(nowMs: nowMs), nowMs: nowMs)
        } else {
          let quotes = cache.quotes(of: chain.feeds(for: signal.coin), contextOf: signal.coin, nowMs: nowMs)
          pipeline.submit(
            signal, line: Array(line.bytes), quotes: quotes, balance: cache.balance?.balance(nowMs: nowMs),
            nowMs: nowMs)
        }
        try commitIfFull()
      }
    }
  }

  /// Gives the answers that wait, and reads the recordings to their end.
  mutating func finish() throws(HostError) {
    try give(pipeline.commit())
    try readMarket(until: .max)
    announceStart(at: lastSignalMs ?? 0, isLastChance: true)
    warnAboutRecordings()
    clearProgress()
    summary.counts = pipeline.counts
  }

  /// Brings market and clock to the moment of a line.
  ///
  /// - Returns: what is wrong with that moment: it is before that of a line above.
  private mutating func advance(to nowMs: Int64) throws(HostError) -> SignalFault.Problem? {
    if let last = lastSignalMs, nowMs < last { return .goesBack(toMs: nowMs, afterMs: last) }
    lastSignalMs = nowMs
    try readMarket(until: nowMs * 1_000_000)
    announceStart(at: nowMs)
    return nil
  }

  private mutating func refuse(_ reading: SignalSource.Reading, _ refusal: ExitRefusal? = nil) throws(HostError) {
    guard case .bad(let answer, let report) = reading else { return }
    pipeline.submitBad(
      answer, report: LogEntry(level: .warning, timeMs: lastSignalMs ?? 0, message: report, isReport: true),
      refusal)
    try commitIfFull()
  }

  private mutating func commitIfFull() throws(HostError) {
    if pipeline.waitingCount >= batchSize || pipeline.waitingBytes >= Replay.batchBytes {
      clearProgress()
      try give(writer.map { pipeline.commitAhead(on: $0) } ?? pipeline.commit())
      batchSize = min(2 * batchSize, Replay.maxBatchSize)
    }
  }

  private func give(_ answers: [[UInt8]]) throws(HostError) {
    guard !answers.isEmpty else { return }
    clearProgress()
    for answer in answers { try output.writeLine(answer) }
    try output.flush()
    try? errors.flush()
  }

  private mutating func readMarket(until limitNs: Int64) throws(HostError) {
    while let event = try market.take(until: limitNs) {
      if !startMessages.isEmpty { announceStart(at: event.receivedMs) }
      switch event.body {
      case .book(let book, let source):
        let isNeeded = cache.apply(book, receivedMs: event.receivedMs, source: source)
        if isNeeded { summary.books += 1 } else { summary.skipped[.notNeeded, default: 0] += 1 }
      case .context(let coin, var context):
        context.receivedMs = event.receivedMs - context.receivedMs
        cache.apply(context, of: coin)
        summary.contexts += 1
      case .balance(var answer):
        answer.receivedMs = event.receivedMs - answer.receivedMs
        cache.balance = answer
        summary.balances += 1
      case .trail(let bookID, let trail): cache.apply(trail, of: bookID)
      case .marker:
        cache.killAll()
        summary.markers += 1
      case .skipped(let kind): summary.skip(kind)
      }
      linesSeen += 1
      if linesSeen.isMultiple(of: 100_000) { showProgress() }
    }
  }

  /// Logs what is to be said at the start, with the time at which the recording starts.
  private mutating func announceStart(at timeMs: Int64, isLastChance: Bool = false) {
    guard timeMs > 0 || isLastChance else { return }
    for message in startMessages { log.write(LogEntry(level: message.level, timeMs: timeMs, message: message.text)) }
    startMessages = []
  }

  /// Warns of recordings that can hardly be what they are taken for: no book of any feed, or one line whose wrong time
  /// makes all lines below it late.
  private func warnAboutRecordings() {
    let timeMs = lastSignalMs ?? 0
    if !chain.feeds.isEmpty, summary.books == 0 {
      log.write(LogEntry(level: .warning, timeMs: timeMs, message: MessageWriter.noBooks[language]))
    }
    for recording in market.recordings where recording.lateLines.maxBehindMs > Replay.maxUnremarkedLatenessMs {
      let message = MessageWriter.late(recording.name, recording.lateLines)[language]
      log.write(LogEntry(level: .warning, timeMs: timeMs, message: message))
    }
  }

  private func showProgress() {
    guard errors.isTerminal else { return }
    try? errors.write("\r\(linesSeen) lines of recordings read")
    try? errors.flush()
  }

  private func clearProgress() {
    guard errors.isTerminal, linesSeen >= 100_000 else { return }
    try? errors.write("\r\u{1B}[K")
  }
}
