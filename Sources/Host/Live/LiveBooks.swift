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
  /// How far the clocks may drift apart, in milliseconds; more is a jump of the clock on the wall.
  static let maxDriftMs: Int64 = 50

  /// What is recorded of it; nil where nothing is.
  var tape: RecordingTape?

  // How far back rules look, in milliseconds, for each feed of which one does: those of the chain, those of the candidate,
  // and the farther of both.
  private var quoteWindowsMs: [Feed: Int64] = [:]
  private var candidateWindowsMs: [Feed: Int64] = [:]
  private var keptWindowsMs: [Feed: Int64] = [:]
  private var kept: [Feed: KeptBook] = [:]
  private var contexts: [Coin: LatestAnswer<AssetContext>] = [:]
  private var balances: LatestAnswer<BalanceAnswer>?
  // What the books were at the last snapshot, of those that have come since and in its millisecond.
  private var before: [Feed: KeptBook?] = [:]
  private var offsetMs: Int64?
  private var stampedMs = Int64.min
  private var snapshotMs = Int64.min
  private var floorMs = Int64.min

  /// The book that is kept of a feed.
  subscript(feed: Feed) -> KeptBook? { kept[feed] }

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
    var new = KeptBook(book: book, source: source, receivedMs: stamp, text: tape == nil ? [] : text)
    for feed in feeds {
      if isHidden, before.index(forKey: feed) == nil { before.updateValue(kept[feed], forKey: feed) }
      if let windowMs = keptWindowsMs[feed] {
        new.trail = kept.removeValue(forKey: feed)?.trail ?? QuoteTrail()
        new.trail.take(new.quote, receivedMs: stamp, windowMs: windowMs)
      }
      kept[feed] = new
    }
    record(.book(atMs: stamp, text: text, source))
  }

  /// Keeps asset contexts in place of those before.
  mutating func keep(_ new: [Coin: AssetContext], at reading: ClockReading) {
    let stamp = stamp(advance(reading))
    for (coin, context) in new.sorted(by: { $0.key.name < $1.key.name }) {
      let latest = LatestAnswer(context, atMs: stamp, after: contexts[coin], snapshotMs: snapshotMs)
      contexts[coin] = latest
      record(.context(atMs: stamp, coin, latest.newest))
    }
  }

  /// Keeps what was said of the account's balance in place of what was said before.
  mutating func keep(_ new: BalanceAnswer, at reading: ClockReading) {
    let stamp = stamp(advance(reading))
    let latest = LatestAnswer(new, atMs: stamp, after: balances, snapshotMs: snapshotMs)
    balances = latest
    record(.balance(atMs: stamp, latest.newest))
  }

  /// What is kept of the account's balance.
  var balance: BalanceAnswer? { balances?.newest }

  /// The asset context that is kept of a coin.
  subscript(contextOf coin: Coin) -> AssetContext? { contexts[coin]?.newest }

  /// Forgets every book. Asset contexts and balance, which do not come by the connection, stay.
  mutating func killAll(at reading: ClockReading) {
    let stamp = stamp(advance(reading))
    kept = [:]
    floorMs = stamp
    recordMarker(atMs: stamp, isConnected: false)
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
    if kept.isEmpty { recordMarker(atMs: stamp, isConnected: true) }
  }

  /// Looks back at books as far as the rules of a chain do, and those of a candidate beside it.
  mutating func lookBack(as chain: RuleChain, beside candidate: RuleChain?) {
    quoteWindowsMs = chain.quoteWindowsMs
    candidateWindowsMs = candidate?.quoteWindowsMs ?? [:]
    keptWindowsMs = quoteWindowsMs.merging(candidateWindowsMs) { max($0, $1) }
    for feed in kept.keys { kept[feed]?.lookBack(overMs: keptWindowsMs[feed]) }
    for feed in before.keys { before[feed]??.lookBack(overMs: keptWindowsMs[feed]) }
  }

  /// Follows a chain that has just been put in force, or another candidate beside it: another chain begins another
  /// recording. The contexts of coins that neither reads are forgotten.
  mutating func follow(_ chain: RuleChain, beside candidate: RuleChain?, at reading: ClockReading) {
    let coins = chain.assetContextCoins(beside: candidate)
    contexts = contexts.filter { coins.contains($0.key) }
    lookBack(as: chain, beside: candidate)
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

  /// The moment of a signal, and the quotes that live at it, with a coin's asset context, and the balance.
  mutating func snapshot(of feeds: [Feed], contextOf coin: Coin? = nil, at reading: ClockReading) -> MarketSnapshot {
    let nowMs = max(advance(reading), snapshotMs, floorMs)
    if nowMs > snapshotMs {
      before = [:]
      snapshotMs = nowMs
    }
    var quotes = Quotes()
    var candidateTrails: [Feed: QuoteTrail] = [:]
    var fromMs = nowMs
    for feed in feeds {
      guard let seen = before[feed] ?? kept[feed] else { continue }
      quotes[feed] = seen.quote
      if let windowMs = candidateWindowsMs[feed] { candidateTrails[feed] = seen.trail.since(nowMs - windowMs) }
      guard let windowMs = quoteWindowsMs[feed] else { continue }
      quotes[trailOf: feed] = seen.trail.since(nowMs - windowMs)
      fromMs = min(fromMs, nowMs - windowMs)
    }
    if let coin, let context = contexts[coin] { quotes[contextOf: coin] = context.seen(atMs: nowMs) }
    let balance = balances?.seen(atMs: nowMs)?.balance(nowMs: nowMs)
    return MarketSnapshot(
      nowMs: nowMs, quotes: quotes, candidateTrails: candidateTrails, balance: balance,
      session: tape?.session(wholeFrom: fromMs))
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
    for feed in kept.keys { kept[feed]?.shift(byMs: byMs) }
    before = [:]
    contexts = contexts.mapValues { $0.moved(byMs: byMs) }
    balances = balances?.moved(byMs: byMs)
    // What is to come counts from the new time; what is kept is the latest that has been.
    let times = kept.values.map(\.receivedMs) + contexts.values.map(\.newest.receivedMs)
    stampedMs = (times + [balance?.receivedMs].compactMap(\.self)).max() ?? .min
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

  /// Records that the connection came or went. In a replay everything dies at that: what does not is said again.
  private mutating func recordMarker(atMs: Int64, isConnected: Bool) {
    record(.marker(atMs: atMs, isConnected: isConnected))
    for (coin, context) in contexts.sorted(by: { $0.key.name < $1.key.name }) {
      record(.context(atMs: atMs, coin, context.newest))
    }
    if let balance { record(.balance(atMs: atMs, balance)) }
  }

  /// What is kept, in the order it came, with what books have been; and what it took the place of, where another signal
  /// of the last snapshot's millisecond would see that still.
  private var head: [RecordedLine] {
    let books = kept.flatMap { feed, newest in
      let old = before[feed].flatMap(\.self)
      return (old?.lines(isAlone: true) ?? []) + newest.lines(isAlone: old == nil)
    }
    let contexts = contexts.flatMap { coin, context in
      context.all.map { (name: coin.name, line: RecordedLine.context(atMs: $0.receivedMs, coin, $0)) }
    }
    let balances = (balances?.all ?? []).map { (name: "", line: RecordedLine.balance(atMs: $0.receivedMs, $0)) }
    // One book may serve several feeds; its longest trail is the last.
    var seen: Set<RecordedLine> = []
    return (books + contexts + balances).filter { seen.insert($0.line).inserted }
      .sorted { ($0.line.atMs, $0.name, $0.line.stepCount) < ($1.line.atMs, $1.name, $1.line.stepCount) }.map(\.line)
  }
}
