internal import RuleEngine

/// The books that live, and the one order of everything that happens to them.
///
/// A verdict has to come out the same when its run is replayed, and a replay knows milliseconds: a book received at or
/// before a signal's now comes before it. So each moment is given here, by whole milliseconds and never backwards: a book
/// that comes in the millisecond of a signal, but after it, is received in the next one and seen by signals from then on.
/// A book that dies is dead at once, and the next signal's now is not before that.
///
/// Moments are measured by the clock that does not jump, from where the clock on the wall was. When that has jumped, ages
/// stay what they are, and a recording begins anew.
struct LiveBooks {
  /// A book that is kept, as it came.
  struct Kept {
    let book: BookFrame
    let source: Quote.Source
    /// In milliseconds since 1970 UTC.
    var receivedMs: Int64
    /// The frame's text; empty where nothing is recorded.
    let text: [UInt8]
  }

  /// How far the clocks may drift apart, in milliseconds; more is a jump of the clock on the wall.
  static let maxDriftMs: Int64 = 50

  /// What is recorded of it; nil where nothing is.
  var tape: RecordingTape?

  private var kept: [Feed: Kept] = [:]
  // What the books were at the last snapshot, of those that have come since and in its millisecond.
  private var before: [Feed: Kept?] = [:]
  private var offsetMs: Int64?
  private var stampedMs = Int64.min
  private var snapshotMs = Int64.min
  private var floorMs = Int64.min

  /// The book that is kept of a feed.
  subscript(feed: Feed) -> Kept? { kept[feed] }

  /// Keeps or forgets what an action of the connection says.
  ///
  /// - Parameters:
  ///   - needs: which book serves which feed.
  ///   - text: the frame of a book that is to be kept.
  mutating func perform(_ action: FeedAction, needs: [FeedNeed], text: [UInt8], at reading: ClockReading) {
    switch action {
    case .killAllBooks: killAll(at: reading)
    case .killBook(let feed): kill(feed, at: reading)
    case .applyBook(let book, let source):
      let feeds = needs.filter { $0.coinID == book.coinID }.map(\.feed)
      apply(book, source, text: text, to: feeds, at: reading)
    case .connect, .send, .close, .feedLive, .feedDown, .startRestPolling, .stopRestPolling, .pollBook, .proveCoin,
      .warn:
      break
    }
  }

  /// Keeps a book in place of the one before.
  mutating func apply(
    _ book: BookFrame, _ source: Quote.Source, text: [UInt8], to feeds: [Feed], at reading: ClockReading
  ) {
    guard !feeds.isEmpty else { return }
    let timeMs = advance(reading)
    let stamp = stamp(timeMs)
    let isHidden = timeMs <= snapshotMs
    let new = Kept(book: book, source: source, receivedMs: stamp, text: tape == nil ? [] : text)
    for feed in feeds {
      if isHidden, before.index(forKey: feed) == nil { before.updateValue(kept[feed], forKey: feed) }
      kept[feed] = new
    }
    record(.book(atMs: stamp, text: text, source))
  }

  /// Forgets every book.
  mutating func killAll(at reading: ClockReading) {
    let stamp = stamp(advance(reading))
    kept = [:]
    floorMs = stamp
    record(.marker(atMs: stamp, isConnected: false))
  }

  /// Forgets the book of a feed.
  mutating func kill(_ feed: Feed, at reading: ClockReading) {
    let stamp = stamp(advance(reading))
    guard let dead = kept.removeValue(forKey: feed) else { return }
    floorMs = stamp
    record(.dead(atMs: stamp, coinID: dead.book.coinID))
  }

  /// Notes a new connection. A replay lets every book die at that, so it is only said where none is kept.
  mutating func connected(at reading: ClockReading) {
    let stamp = stamp(advance(reading))
    if kept.isEmpty { record(.marker(atMs: stamp, isConnected: true)) }
  }

  /// Begins another recording: of a chain that has just been put in force.
  mutating func follow(_ chain: RuleChain, at reading: ClockReading) {
    guard tape?.isOf(chain.digest) == false else { return }
    let stamp = stamp(advance(reading))
    let head = head
    tape?.begin(.otherChain(digest: chain.digest), atMs: stamp, head: head)
  }

  /// Takes over the exchange's names of spot books.
  mutating func name(_ spotCoins: [Coin: String], at reading: ClockReading) {
    guard !spotCoins.isEmpty else { return }
    let timeMs = advance(reading)
    guard tape?.name(spotCoins) == false else { return }
    let stamp = stamp(timeMs)
    let head = head
    tape?.begin(.otherNames(spotCoins), atMs: stamp, head: head)
  }

  /// The moment of a signal, and the quotes that live at it.
  mutating func snapshot(of feeds: [Feed], at reading: ClockReading) -> MarketSnapshot {
    let nowMs = max(advance(reading), snapshotMs, floorMs)
    if nowMs > snapshotMs {
      before = [:]
      snapshotMs = nowMs
    }
    var quotes = Quotes()
    for feed in feeds {
      let seen = before[feed] ?? kept[feed]
      if let seen { quotes[feed] = seen.book.quote(receivedMs: seen.receivedMs, source: seen.source) }
    }
    return MarketSnapshot(nowMs: nowMs, quotes: quotes, session: tape?.openSession)
  }

  /// Records a signal whose verdict is on disk.
  mutating func record(_ signal: RecordedSignal) { tape?.record(signal) }

  // MARK: - Time

  /// The moment of a reading.
  private mutating func advance(_ reading: ClockReading) -> Int64 {
    let offset = offsetMs ?? reading.wallMs - reading.monotonicMs
    let driftMs = reading.wallMs - reading.monotonicMs - offset
    offsetMs = offset
    // Where the two were read far apart their difference says nothing.
    if reading.isSharp, abs(driftMs) > LiveBooks.maxDriftMs { jump(driftMs, from: reading.monotonicMs + offset) }
    return reading.monotonicMs + (offsetMs ?? offset)
  }

  private mutating func jump(_ byMs: Int64, from timeMs: Int64) {
    offsetMs = offsetMs.map { $0 + byMs }
    for feed in kept.keys { kept[feed]?.receivedMs += byMs }
    before = [:]
    // What is to come counts from the new time; the books that are kept are the latest that has been.
    stampedMs = kept.values.map(\.receivedMs).max() ?? .min
    floorMs = stampedMs
    snapshotMs = .min
    let head = head
    tape?.begin(.clockJumped(byMs: byMs), atMs: max(timeMs + byMs, stampedMs), head: head)
  }

  /// The moment of what happens now: after everything that was, and after the last signal.
  private mutating func stamp(_ timeMs: Int64) -> Int64 {
    stampedMs = max(timeMs, stampedMs, snapshotMs + 1)
    return stampedMs
  }

  // MARK: - The recording

  private mutating func record(_ line: RecordedLine) {
    guard tape != nil else { return }
    // The head of a recording that begins now holds this line's book already.
    if tape?.isInterrupted == true {
      let head = head
      if tape?.resume(atMs: line.atMs, head: head) == true { return }
    }
    tape?.record(line)
  }

  /// The books that are kept, in the order they came.
  private var head: [RecordedLine] {
    var seen: Set<String> = []
    let books = kept.values.filter { seen.insert($0.book.coinID).inserted }
    return books.sorted { ($0.receivedMs, $0.book.coinID) < ($1.receivedMs, $1.book.coinID) }
      .map { .book(atMs: $0.receivedMs, text: $0.text, $0.source) }
  }
}

/// Both clocks of a host, read at one moment.
struct ClockReading {
  let wallMs: Int64
  let monotonicMs: Int64
  /// Whether the two were read together, and not with a pause of the thread between.
  var isSharp = true
}

/// What a signal sees of the market.
struct MarketSnapshot {
  /// The signal's now, in milliseconds since 1970 UTC.
  let nowMs: Int64
  let quotes: Quotes
  /// The number of the recording that the moment is part of; nil where nothing is recorded.
  var session: Int?
}
