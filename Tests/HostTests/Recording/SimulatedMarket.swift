import RuleEngine
import TestSupport

@testable import Host

/// Live books in simulated time, with a recording of them in memory: a market that changes between any two signals, and
/// within the millisecond of one.
final class SimulatedMarket: MarketView {
  /// The files of the recording, by name.
  final class Files: Sendable {
    private struct State {
      var account: RecordingFiles
      var names: [RecordingFiles.Kind: String] = [:]
      var texts: [String: [UInt8]] = [:]
      var lostFromMs: Int64?
      var isFull = false
    }

    private let state: Lock<State>

    init(maxPieceBytes: Int) {
      state = Lock(State(account: RecordingFiles(.folder, maxPieceBytes: maxPieceBytes)))
    }

    var texts: [String: [UInt8]] { state.withLock { $0.texts } }

    /// Loses everything from now on, or takes it again.
    func fill(_ isFull: Bool) { state.withLock { $0.isFull = isFull } }

    var sink: RecordingTape.Sink {
      RecordingTape.Sink(
        offer: { item in
          self.state.withLock { state in
            if state.isFull { state.lostFromMs = state.lostFromMs ?? item.atMs ?? .max }
            guard state.lostFromMs == nil else { return false }
            self.write(state.account.take(item), &state)
            return true
          }
        },
        reopen: {
          self.state.withLock { state in
            guard !state.isFull else { return nil }
            defer { state.lostFromMs = nil }
            return state.lostFromMs
          }
        })
    }

    func finish() { state.withLock { state in write(state.account.finish(), &state) } }

    private func write(_ actions: [RecordingFiles.Action], _ state: inout State) {
      for action in actions {
        switch action {
        case .open(let kind, let name):
          state.names[kind] = name
          // A name that was there before is seen as a file with two beginnings.
          state.texts[name, default: []] += []
        case .write(let kind, let bytes): state.texts[state.names[kind] ?? "", default: []] += bytes
        case .close(let kind): state.names[kind] = nil
        }
      }
    }
  }

  private struct State {
    var books = LiveBooks()
    var generator: SplitMix64
    var sources: [String: Quote.Source] = [:]
    var isDown = false
  }

  static let feeds: [(feed: Feed, coinID: String)] = [
    (.perp("PURR"), "PURR"), (.spot("PURR"), "PURR/USDC"), (.perp("HYPE"), "HYPE"), (.spot("HYPE"), "@107"),
  ]

  let files: Files
  private let time: ScriptedTime
  private let state: Lock<State>

  init(seed: UInt64, chain: RuleChain, candidate: RuleChain? = nil, time: ScriptedTime, files: Files) {
    self.time = time
    self.files = files
    var books = LiveBooks()
    books.lookBack(as: chain, beside: candidate)
    books.tape = RecordingTape(network: .mainnet, chain: chain.digest, sink: files.sink, atMs: time.wallMs)
    state = Lock(State(books: books, generator: SplitMix64(seed: seed)))
    change { $0.name(["PURR": "PURR/USDC", "HYPE": "@107"], at: $1) }
  }

  /// Lets something happen to the market, or several things; time passes now and then.
  func happen(_ count: Int) { state.withLock { state in for _ in 0..<count { step(&state) } } }

  private func step(_ state: inout State) {
    switch Int.random(in: 0..<1000, using: &state.generator) {
    case 0..<4:
      state.books.killAll(at: reading)
      state.isDown = true
    case 4..<10:
      // The feed alone falls silent.
      let index = Int.random(in: 0..<4, using: &state.generator)
      state.books.kill(SimulatedMarket.feeds[index].feed, at: reading)
    case 10..<30 where state.isDown:
      state.books.connected(at: reading)
      state.isDown = false
    case 310..<330: showContexts(&state)
    case 330..<345: showBalance(&state)
    case 30..<300: time.pass(Int64.random(in: 0...2, using: &state.generator))
    case 300..<310: time.pass(Int64.random(in: 100...6000, using: &state.generator))
    default: showBook(&state)
    }
  }

  private func showContexts(_ state: inout State) {
    var contexts: [Coin: AssetContext] = [:]
    for coin in [Coin("PURR"), Coin("HYPE")].compactMap(\.self) {
      let isNull = (Int.random(in: 0..<8, using: &state.generator), Int.random(in: 0..<8, using: &state.generator))
      let rate = ExactDecimal("\(Int.random(in: -40...60, using: &state.generator))e-7")
      let oracle = try? Price("\(Int.random(in: 1225...1265, using: &state.generator))e-6")
      contexts[coin] = AssetContext(
        fundingRate: isNull.0 == 0 ? nil : rate, oracle: isNull.1 == 0 ? nil : oracle, receivedMs: 0)
    }
    state.books.keep(contexts, at: reading)
  }

  private func showBalance(_ state: inout State) {
    let amount = ExactDecimal("\(Int.random(in: 600...2000, using: &state.generator))e-1")
    // The exchange's clock is sometimes ahead of the host's, now and then by far.
    let aheadMs = ([-700, -3, 0, 300, 5000] as [Int64]).randomElement(using: &state.generator)
    let answer = BalanceAnswer(amountUSD: amount ?? 0, timeMs: aheadMs == 0 ? nil : time.wallMs + (aheadMs ?? 0))
    state.books.keep(answer, at: reading)
  }

  private func showBook(_ state: inout State) {
    let (feed, coinID) = SimulatedMarket.feeds[Int.random(in: 0..<4, using: &state.generator)]
    let price = Int.random(in: 1230...1260, using: &state.generator)
    // The exchange's clock is sometimes ahead of the host's.
    let exchangeMs = time.wallMs - Int64.random(in: -300...700, using: &state.generator)
    let sides =
      Int.random(in: 0..<20, using: &state.generator) == 0
      ? "[[],[]]"
      : #"[[{"px":"0.00\#(price)","sz":"90000","n":1}],[{"px":"0.00\#(price + 2)","sz":"120000","n":2}]]"#
    let book = #"{"coin":"\#(coinID)","time":\#(exchangeMs),"levels":\#(sides)}"#
    // While the socket is down books come by REST, some of them over several lines.
    let text = state.isDown ? book.replacing(",\"", with: ",\n\"") : #"{"channel":"l2Book","data":\#(book)}"#
    var scanned: BookFrame?
    Array(text.utf8).withUnsafeBytes { bytes in
      var scanner = JSONScanner(bytes)
      if case .book(let frame, _)? = try? FrameParser.frame(&scanner, allowsBareBook: true) { scanned = frame }
    }
    guard let scanned else { return }
    state.books.apply(
      scanned, state.isDown ? .rest : .webSocket, text: Array(text.utf8), to: [feed], at: reading)
  }

  private var reading: ClockReading {
    ClockReading(wallMs: time.clock.wallMs(), monotonicMs: time.clock.monotonicMs())
  }

  private func change(_ body: (inout LiveBooks, ClockReading) -> Void) {
    state.withLock { body(&$0.books, reading) }
  }

  // MARK: What the host asks

  func snapshot(of feeds: [Feed], contextOf coin: Coin?) -> MarketSnapshot {
    state.withLock { state in
      // Frames come between any two signals, most often without a millisecond between.
      for _ in 0..<Int.random(in: 0...3, using: &state.generator) { step(&state) }
      let snapshot = state.books.snapshot(of: feeds, contextOf: coin, at: reading)
      for _ in 0..<Int.random(in: 0...2, using: &state.generator) { step(&state) }
      return snapshot
    }
  }

  func record(_ signal: RecordedSignal) { state.withLock { $0.books.record(signal) } }

  var awaitsLists: Bool { false }

  var awaitsContexts: Bool { false }

  func awaited(among feeds: [Feed]) -> [Feed] { [] }

  func isUnknown(_ coin: Coin) -> Bool { coin.name == "NOPE" }

  func follow(_ chain: RuleChain, beside candidate: RuleChain?) {
    change { $0.follow(chain, beside: candidate, at: $1) }
  }

  func status(nowMs: Int64) -> MarketStatus { MarketStatus() }

  func stop() {}
}
