internal import RuleEngine

/// Live market data: a thread that carries out what `FeedStateMachine` says, and reports to it what happens.
final class MarketDriver: MarketView {
  /// What the threads around the driver tell it.
  enum Event: Sendable {
    case socket(WebSocketEvent, connection: Int)
    case frame(FeedFrame, text: [UInt8], connection: Int)
    /// The exchange's lists, or why they did not come.
    case lists(Result<ExchangeLists, ExchangeFault>)
    case proved(request: Int, FeedEvent.Proof)
    /// A book that was asked for, with the reply's text.
    case polled(request: Int, BookFrame?, text: [UInt8])
    case follow([FeedNeed])
    case stop
  }

  /// Where the exchange is.
  struct Endpoints: Sendable {
    let rest: String
    let socket: WebSocketAddress
    var options = NetworkOptions()
  }

  struct Shared {
    var books = LiveBooks()
    var lists: ExchangeLists?
    var awaited: Set<Feed> = []
    /// Feeds that a reload has added and the thread has not looked at yet: a signal waits for them too.
    var upcoming: Set<Feed> = []
    /// Whether the chain reads any feed; where it reads none no coin is unknown. A candidate's feeds do not count: it may
    /// change no answer.
    var isNeeded = false
    var status = MarketStatus()
    var feeds: [FeedStatus] = []
    /// The coins whose asset contexts are read, and who asks for them; nobody where there are none.
    var contextCoins: Set<Coin> = []
    var contextPoller: InfoPoller<[Coin: AssetContext]>?
  }

  let endpoints: Endpoints
  let clock: HostClock
  let inbox: Mailbox<Event>
  let room: FrameRoom
  let host: Mailbox<HostEvent>
  let shared = Lock(Shared())
  private let recorder: Recorder?

  /// Begins to connect, for the feeds of a chain.
  ///
  /// - Parameters:
  ///   - recorder: writes what is recorded; nil where nothing is.
  ///   - network: whose market data it is.
  ///   - candidate: the chain of a candidate, whose feeds are read too.
  ///   - recordsSignals: whether signals are recorded too, by the chain that decides on them.
  init(
    _ endpoints: Endpoints, chain: RuleChain, clock: HostClock, host: Mailbox<HostEvent>, recorder: Recorder? = nil,
    network: Network = .mainnet, candidate: RuleChain? = nil, recordsSignals: Bool = true
  ) throws(NetworkError) {
    self.endpoints = endpoints
    self.clock = clock
    self.host = host
    self.recorder = recorder
    (inbox, room) = (try Mailbox(), try FrameRoom())
    let needs = chain.feedNeeds(beside: candidate)
    shared.withLock { shared in
      shared.awaited = Set(needs.map(\.feed))
      shared.isNeeded = !chain.feeds.isEmpty
      shared.books.lookBack(as: chain, beside: candidate)
      shared.books.tape = recorder.map { recorder in
        RecordingTape(
          network: network, chain: recordsSignals ? chain.digest : nil, sink: recorder.queue.sink,
          atMs: clock.wallMs())
      }
    }
    let rest = try ExchangeREST(url: endpoints.rest, options: endpoints.options, answers: inbox)
    try HostThread.start { self.drive(needs, rest) }
    try followContexts(of: chain.assetContextCoins(beside: candidate))
  }

  // MARK: What the host asks

  func snapshot(of feeds: [Feed], contextOf coin: Coin?) -> MarketSnapshot {
    shared.withLock { $0.books.snapshot(of: feeds, contextOf: coin, at: clock.read()) }
  }

  var awaitsContexts: Bool { shared.withLock { $0.contextPoller }?.isAwaited == true }

  /// Keeps what was said of the account's balance, for snapshots and the recording.
  func keep(_ balance: BalanceAnswer) { shared.withLock { $0.books.keep(balance, at: clock.read()) } }

  func record(_ signal: RecordedSignal) { shared.withLock { $0.books.record(signal) } }

  func awaited(among feeds: [Feed]) -> [Feed] {
    shared.withLock { shared in feeds.filter { shared.awaited.contains($0) || shared.upcoming.contains($0) } }
  }

  func isUnknown(_ coin: Coin) -> Bool { shared.withLock { $0.isNeeded && $0.lists?.isUnknown(coin) == true } }

  var awaitsLists: Bool { shared.withLock { $0.isNeeded && $0.lists == nil } }

  func follow(_ chain: RuleChain, beside candidate: RuleChain?) {
    let needs = chain.feedNeeds(beside: candidate)
    let contextCoins = chain.assetContextCoins(beside: candidate)
    shared.withLock { shared in
      let known = Set(shared.feeds.map(\.feed))
      shared.upcoming.formUnion(needs.map(\.feed).filter { !known.contains($0) })
      shared.isNeeded = !chain.feeds.isEmpty
      shared.books.follow(chain, beside: candidate, at: clock.read())
    }
    inbox.post(.follow(needs))
    do {
      try followContexts(of: contextCoins)
    } catch {
      say(.warning, MessageWriter.contextsFailed(.network(error.kind)))
    }
  }

  func stop() {
    shared.withLock { shared in
      shared.contextPoller?.stop()
      shared.contextPoller = nil
    }
    inbox.post(.stop)
  }

  func status(nowMs: Int64) -> MarketStatus {
    shared.withLock { shared in
      var status = shared.status
      status.recording = recorder?.status
      status.feeds = shared.feeds.map { feed in
        let kept = shared.books[feed.feed]
        let quote = kept?.book.quote(receivedMs: kept?.receivedMs ?? nowMs, source: .webSocket)
        return MarketStatus.FeedState(
          feed: feed.feed, bookID: feed.coinID, isLive: feed.source != nil, mid: quote?.mid,
          ageMs: quote?.ageMs(now: nowMs), frames: feed.frames, source: feed.source, isSlow: feed.isSlow)
      }
      status.contexts = shared.contextCoins.sorted { $0.name < $1.name }.map { coin in
        MarketStatus.ContextState(coin: coin, context: shared.books[contextOf: coin])
      }
      status.balance = shared.books.balance?.balance(nowMs: nowMs)
      return status
    }
  }

  // MARK: The thread

  private func drive(_ needs: [FeedNeed], _ rest: ExchangeREST) {
    var run = Run(driver: self, rest: rest)
    run.handle(.start(needs))
    if !needs.isEmpty { run.needLists() }
    while true {
      for event in inbox.take(timeoutMs: run.msUntilDue()) where !run.take(event) {
        rest.stop()
        return
      }
      run.advance()
    }
  }

  func say(_ level: LogLevel, _ text: LocalizedText) { host.post(.log(level, text)) }

  func countsFrames(_ event: FeedEvent) -> Bool {
    if case .frame(.book, _) = event { false } else { true }
  }
}
