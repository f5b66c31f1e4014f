internal import RuleEngine

/// One recording file, read line by line in order of receipt.
final class Recording {
  /// A line with the time at which it was received.
  struct Event {
    enum Body {
      case book(BookFrame, source: Quote.Source)
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
  private var reader: LineReader?
  private var headLines = 0
  private var lastNs: Int64 = 0

  /// Opens a recording and reads its first lines.
  init(path: String) throws(HostError) {
    name = path
    let reader = try LineReader(path: path)
    self.reader = reader
    var firstLine = try reader.next()
    while let line = firstLine, line.isBlank { firstLine = try reader.next() }
    guard let first = firstLine else {
      spotCoins = [:]
      next = nil
      return
    }
    headLines = first.number
    let line: RecordingLine
    do {
      line = try Recording.parse(first)
    } catch {
      throw .recording(path: path, line: first.number, error)
    }
    switch line {
    case .header(let header):
      spotCoins = header.spotCoins
      try advance()
    default:
      spotCoins = [:]
      next = event(line)
    }
    if GzipStream.isCompressed(path) { self.reader = nil }
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
    let reader: LineReader
    if let open = self.reader { reader = open } else { reader = try reopened() }
    self.reader = reader
    while let line = try reader.next() {
      if line.isBlank { continue }
      headLines = line.number
      // A header is only one in the first line, and so are its faults.
      next = event((try? Recording.parse(line)) ?? .skipped(.malformed, receivedNs: nil))
      return
    }
  }

  private func reopened() throws(HostError) -> LineReader {
    let reader = try LineReader(path: name)
    for _ in 0..<headLines { _ = try reader.next() }
    return reader
  }

  private func event(_ line: RecordingLine) -> Event {
    switch line {
    case .book(let book, let receivedNs, let source):
      return event(.book(book, source: source), at: receivedNs ?? book.timeMs * 1_000_000)
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

  private static func parse(_ line: LineReader.Line) throws(RecordingFault) -> RecordingLine {
    guard !line.isTooLong else { return .skipped(.tooLong, receivedNs: nil) }
    return try RecordingLine.parse(line.bytes)
  }
}
