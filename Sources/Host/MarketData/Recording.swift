internal import RuleEngine

/// One recording file, read line by line in order of receipt.
final class Recording {
  /// A line with the time at which it was received.
  struct Event {
    enum Body {
      case book(BookFrame, source: Quote.Source)
      /// Its age stands in place of its receipt.
      case context(Coin, AssetContext)
      /// Its age stands in place of its receipt.
      case balance(BalanceAnswer)
      case trail(coinID: String, QuoteTrail)
      case marker
      case skipped(RecordingLine.SkippedKind)
    }

    let body: Body
    /// Nanoseconds since 1970 UTC. A line is never received before the line above it.
    let receivedNs: Int64
    /// Milliseconds since 1970 UTC, rounded down, so that an age that is counted from it is never too small.
    var receivedMs: Int64 { receivedNs / 1_000_000 }
  }

  /// The file's name as the user gave it.
  let name: String
  /// The spot books that the first line names.
  let spotCoins: [Coin: String]
  /// The event that comes next; nil at the end.
  private(set) var next: Event?
  /// When it was received; nil at the end.
  var nextReceivedNs: Int64? { next == nil ? nil : lastNs }

  /// The lines that are older than one above them, and count as received with it.
  private(set) var lateLines = LateLines()

  /// What is known of late lines.
  struct LateLines {
    var count = 0
    /// How far behind the latest of them is, in milliseconds.
    var maxBehindMs: Int64 = 0
  }

  // A compressed file is closed between its beginning, which is read at once, and its turn: there may be hundreds, and a
  // program runs for each that is open.
  private var lines: RecordingLines?
  private let pool: WorkerPool?
  private let chunksAhead: Int
  private var headLines = 0
  private var lastNs: Int64 = 0

  /// Opens a recording and reads its first lines.
  ///
  /// - Parameters:
  ///   - pool: the threads that parse the lines below; nil for the one that asks for them.
  ///   - chunksAhead: how much these may be ahead.
  init(path: String, pool: WorkerPool? = nil, chunksAhead: Int = 1) throws(HostError) {
    name = path
    self.pool = pool
    self.chunksAhead = chunksAhead
    let reader = try LineReader(path: path)
    guard let first = try Recording.nextLine(reader) else {
      spotCoins = [:]
      next = nil
      lines = RecordingLines(reader, pool: nil, chunksAhead: 0)
      return
    }
    headLines = first.number
    let line: RecordingLine
    do {
      line = first.isTooLong ? .skipped(.tooLong, receivedNs: nil) : try RecordingLine.parse(first.bytes)
    } catch {
      throw .recording(path: path, line: first.number, error)
    }
    switch line {
    case .header(let header):
      spotCoins = header.spotCoins
      if let second = try Recording.nextLine(reader) {
        headLines = second.number
        next = event(second.isTooLong ? .skipped(.tooLong, receivedNs: nil) : RecordingLine(below: second.bytes))
      }
    default:
      spotCoins = [:]
      next = event(line)
    }
    if !GzipStream.isCompressed(path) { lines = RecordingLines(reader, pool: pool, chunksAhead: chunksAhead) }
  }

  private static func nextLine(_ reader: LineReader) throws(HostError) -> LineReader.Line? {
    while let line = try reader.next() {
      if !line.isBlank { return line }
    }
    return nil
  }

  /// Takes the next event and goes on.
  func take() throws(HostError) -> Event? {
    let event = next
    try advance()
    return event
  }

  /// Goes on to the next event.
  func advance() throws(HostError) {
    next = nil
    let lines: RecordingLines
    if let open = self.lines { lines = open } else { lines = try reopened() }
    self.lines = lines
    if let line = try lines.next() { next = event(line) }
  }

  private func reopened() throws(HostError) -> RecordingLines {
    let reader = try LineReader(path: name)
    for _ in 0..<headLines { _ = try reader.next() }
    return RecordingLines(reader, pool: pool, chunksAhead: chunksAhead)
  }

  private func event(_ line: RecordingLine) -> Event {
    switch line {
    case .book(let book, let receivedNs, let source):
      return event(.book(book, source: source), at: receivedNs ?? book.timeMs * 1_000_000)
    case .context(let coin, let context, let receivedNs): return event(.context(coin, context), at: receivedNs)
    case .balance(let answer, let receivedNs): return event(.balance(answer), at: receivedNs)
    case .trail(let coinID, let trail, let receivedNs): return event(.trail(coinID: coinID, trail), at: receivedNs)
    case .marker(let receivedNs): return event(.marker, at: receivedNs)
    case .skipped(let kind, let receivedNs): return event(.skipped(kind), at: receivedNs)
    case .header: return event(.skipped(.malformed), at: nil)
    }
  }

  private func event(_ body: Event.Body, at receivedNs: Int64?) -> Event {
    if let receivedNs, receivedNs < lastNs {
      lateLines.count += 1
      lateLines.maxBehindMs = max(lateLines.maxBehindMs, (lastNs - receivedNs) / 1_000_000)
    }
    lastNs = max(lastNs, receivedNs ?? lastNs)
    return Event(body: body, receivedNs: lastNs)
  }
}
