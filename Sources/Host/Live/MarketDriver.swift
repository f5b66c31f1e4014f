internal import RuleEngine

/// Live market data: a thread that carries out what `FeedStateMachine` says, and reports to it what happens.
final class MarketDriver: MarketView {
  /// What the threads around the driver tell it.
  enum Event: Sendable {
    case socket(WebSocketEvent, connection: Int)
    case frame(FeedFrame, connection: Int)
    /// The exchange's lists; nil where it did not answer.
    case lists(ExchangeLists?)
    case proved(request: Int, FeedEvent.Proof)
    case polled(request: Int, BookFrame?)
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
    var books = KeptBooks()
    var lists: ExchangeLists?
    var awaited: Set<Feed> = []
    /// Feeds that a reload has added and the thread has not looked at yet: a signal waits for them too.
    var upcoming: Set<Feed> = []
    /// Whether the chain reads any feed; where it reads none no coin is unknown.
    var isNeeded = false
    var status = MarketStatus()
    var feeds: [FeedStatus] = []
  }

  let endpoints: Endpoints
  let clock: HostClock
  let inbox: Mailbox<Event>
  let host: Mailbox<HostEvent>
  let shared = Lock(Shared())

  /// Begins to connect, for the feeds of a chain.
  init(_ endpoints: Endpoints, chain: RuleChain, clock: HostClock, host: Mailbox<HostEvent>) throws(NetworkError) {
    self.endpoints = endpoints
    self.clock = clock
    self.host = host
    inbox = try Mailbox()
    let needs = chain.feedNeeds
    shared.withLock { shared in
      shared.awaited = Set(needs.map(\.feed))
      shared.isNeeded = !needs.isEmpty
    }
    let rest = try ExchangeREST(url: endpoints.rest, options: endpoints.options, answers: inbox)
    try HostThread.start { self.drive(needs, rest) }
  }

  // MARK: What the host asks

  func quotes(of feeds: [Feed], nowMs: Int64) -> Quotes {
    let monotonicMs = clock.monotonicMs()
    return shared.withLock { $0.books.quotes(of: feeds, nowMs: nowMs, monotonicMs: monotonicMs) }
  }

  func awaited(among feeds: [Feed]) -> [Feed] {
    shared.withLock { shared in feeds.filter { shared.awaited.contains($0) || shared.upcoming.contains($0) } }
  }

  func isUnknown(_ coin: Coin) -> Bool { shared.withLock { $0.isNeeded && $0.lists?.isUnknown(coin) == true } }

  var awaitsLists: Bool { shared.withLock { $0.isNeeded && $0.lists == nil } }

  func follow(_ chain: RuleChain) {
    let needs = chain.feedNeeds
    shared.withLock { shared in
      let known = Set(shared.feeds.map(\.feed))
      shared.upcoming.formUnion(needs.map(\.feed).filter { !known.contains($0) })
      shared.isNeeded = !needs.isEmpty
    }
    inbox.post(.follow(needs))
  }

  func stop() { inbox.post(.stop) }

  func status(nowMs: Int64) -> MarketStatus {
    let monotonicMs = clock.monotonicMs()
    return shared.withLock { shared in
      var status = shared.status
      let quotes = shared.books.quotes(of: shared.feeds.map(\.feed), nowMs: nowMs, monotonicMs: monotonicMs)
      status.feeds = shared.feeds.map { feed in
        let quote = quotes[feed.feed]
        return MarketStatus.FeedState(
          feed: feed.feed, bookID: feed.coinID, isLive: feed.source != nil, mid: quote?.mid,
          ageMs: quote?.ageMs(now: nowMs), frames: feed.frames, source: feed.source, isSlow: feed.isSlow)
      }
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
