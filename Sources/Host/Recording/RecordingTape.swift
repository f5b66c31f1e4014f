internal import RuleEngine

/// Cuts what happens into recordings, each of them whole: nothing between its first line and its last is missing.
///
/// A recording is of one chain, of one way the clock runs and of one naming of the spot books. Whatever breaks that ends
/// it, and so does the loss of a line; the next one begins with the books that are kept.
struct RecordingTape {
  /// Why another recording begins.
  enum Cause {
    case otherChain(digest: String)
    case clockJumped(byMs: Int64)
    case otherNames([Coin: String])
  }

  /// Where the items go.
  struct Sink: Sendable {
    /// Takes an item; says whether it did.
    let offer: @Sendable (RecordedItem) -> Bool
    /// Takes items again after one was lost: the moment of the first lost one, or nil while it cannot.
    let reopen: @Sendable () -> Int64?
  }

  /// The number of the recording, from 1; nil while lines are lost, or where it does not know the books from a moment on.
  func session(wholeFrom momentMs: Int64) -> Int? { isInterrupted || momentMs < wholeFromMs ? nil : session }
  /// Whether lines are lost at present.
  var isInterrupted: Bool { lostFromMs != nil }

  private var session = 0
  // The recordings before this one broke off: what is still to come of them would stand behind a gap.
  private var oldestSession = 1

  private let network: Network
  private var chain: String?
  private var spotCoins: [Coin: String] = [:]
  private var lostFromMs: Int64?
  // What books were before this is not in the recording, though it may be known.
  private var wholeFromMs = Int64.min
  private let sink: Sink

  /// Begins the first recording, with every book dead.
  ///
  /// - Parameter chain: the digest of the chain in force; nil where only the market is recorded.
  init(network: Network, chain: String?, sink: Sink, atMs: Int64) {
    self.network = network
    self.chain = chain
    self.sink = sink
    begin(atMs, [.marker(atMs: atMs, isConnected: false)])
  }

  /// Whether the recording is of a chain; one of the market alone is of every chain.
  func isOf(_ digest: String) -> Bool { chain == nil || chain == digest }

  /// Begins another recording with the books that are kept, each received when it was.
  mutating func begin(_ cause: Cause, atMs: Int64, head: [RecordedLine]) {
    switch cause {
    case .otherChain(let digest): chain = digest
    case .otherNames(let names): spotCoins = names
    case .clockJumped: break
    }
    guard !isInterrupted else { return }
    begin(atMs, head)
  }

  /// Takes over the exchange's names of spot books.
  ///
  /// - Returns: false where one contradicts what the recording has been said so far.
  mutating func name(_ names: [Coin: String]) -> Bool {
    guard names.allSatisfy({ spotCoins[$0.key] ?? $0.value == $0.value }) else { return false }
    let known = spotCoins.count
    spotCoins.merge(names) { old, _ in old }
    if spotCoins.count != known { offer(.named(spotCoins), atMs: nil) }
    return true
  }

  /// Records a line of the market.
  mutating func record(_ line: RecordedLine) { offer(.line(line), atMs: line.atMs) }

  /// Records a signal, as long as its recording is whole.
  mutating func record(_ signal: RecordedSignal) {
    guard signal.session >= oldestSession else { return }
    offer(.signal(signal), atMs: signal.nowMs)
  }

  /// Begins another recording where lines were lost, if it can by now.
  ///
  /// Every book is dead from the first lost line on, so that a replay of both recordings together sees none that is older.
  mutating func resume(atMs: Int64, head: [RecordedLine]) -> Bool {
    guard let ownMs = lostFromMs, let lostMs = sink.reopen() else { return false }
    let deadMs = min(ownMs, lostMs, atMs)
    lostFromMs = nil
    oldestSession = session + 1
    begin(atMs, [.marker(atMs: deadMs, isConnected: false)] + head.map { $0.notBefore(deadMs) })
    wholeFromMs = deadMs
    return true
  }

  private mutating func begin(_ atMs: Int64, _ head: [RecordedLine]) {
    session += 1
    wholeFromMs = .min
    let start = RecordingStart(
      session: session, atMs: atMs, network: network, chain: chain, spotCoins: spotCoins, head: head)
    offer(.begin(start), atMs: atMs)
  }

  private mutating func offer(_ item: RecordedItem, atMs: Int64?) {
    // Whoever lost one counts the others, too.
    if !sink.offer(item) { lostFromMs = lostFromMs ?? atMs ?? .max }
  }
}
