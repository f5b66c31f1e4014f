@testable import Host
import RuleEngine
import TestSupport

/// A machine and an exchange in simulated time, with books of account kept beside them: what they say must hold at every
/// moment.
///
/// The account follows the events and actions alone and knows nothing of the machine's inside. What it finds wrong stands
/// in `faults`.
final class SimulatedSession {
  private(set) var machine = FeedStateMachine()
  var exchange: SimulatedExchange
  private(set) var nowMs: Int64 = 0
  private(set) var faults: [String] = []
  private(set) var warnings: [FeedWarning] = []
  private(set) var log: [String] = []
  /// Whether `log` is kept.
  var keepsLog = false
  /// Ticks besides those that the machine asks for, every so many milliseconds.
  var extraTickEveryMs: Int64?
  /// How long each feed has had a book, in milliseconds.
  private(set) var liveMs: [Feed: Int64] = [:]
  private(set) var pings = 0
  private(set) var polls = 0

  /// What verdicts take their quotes from.
  private(set) var books = LiveBooks()
  /// What happens besides, after each event.
  var afterEvent: (() -> Void)?
  private(set) var disconnects = 0
  /// Books of connections that were gone when they came, of coins that were not subscribed to, and older than one before.
  private(set) var late = 0
  private(set) var unasked = 0
  private(set) var overtaken = 0
  /// Answers by REST to requests from before the last disconnection.
  private(set) var lateAnswers = 0
  private var newest: [String: Int64] = [:]

  private var generator: SplitMix64
  /// The number of the connection last asked for, and of the one that stands.
  private var asked = 0
  private(set) var standing: Int?
  /// The connection that ended last: that it opened may be reported late.
  private var givenUp: Int?
  /// The coins subscribed to on the connection that stands.
  private var subscribed: Set<String> = []
  /// How many disconnections there had been when a book was taken, or REST was asked.
  private var kept: [String: Int] = [:]
  private var requests: [Int: Int] = [:]
  private var live: Set<Feed> = []
  private var coins: [Feed: String] = [:]
  private var aliveSinceMs: Int64 = 0
  private var connects = SpanCount(limit: 20)
  private var messages = SpanCount(limit: 2000)
  private var weight = SpanCount(limit: 1000)

  init(seed: UInt64) {
    exchange = SimulatedExchange(seed: seed)
    generator = SplitMix64(seed: seed ^ 0xFEED)
  }

  var connections: Int { asked }

  private var reading: ClockReading { ClockReading(wallMs: Fixture.nowMs + nowMs, monotonicMs: nowMs) }

  /// What a signal of this moment sees.
  func snapshot(of feeds: [Feed]) -> MarketSnapshot { books.snapshot(of: feeds, at: reading) }

  /// Reports needs, at the start or after a reload.
  func need(_ needs: [FeedNeed], isStart: Bool = false) {
    for need in needs { coins[need.feed] = need.coinID }
    give(isStart ? .start(needs) : .needsChanged(needs))
  }

  /// Lets time pass.
  func run(_ seconds: Int64) {
    let end = nowMs + seconds * 1000
    while faults.count < 10 {
      let deadline = machine.nextDeadlineMs ?? .max
      if deadline <= nowMs { fault("a deadline that does not lie ahead") }
      var next = min(exchange.nextMs, deadline, end)
      if let extraTickEveryMs { next = min(next, (nowMs / extraTickEveryMs + 1) * extraTickEveryMs) }
      for feed in live { liveMs[feed, default: 0] += max(next, nowMs) - nowMs }
      nowMs = max(next, nowMs)
      for event in exchange.arrivals(nowMs: nowMs) { give(event) }
      let isExtra = extraTickEveryMs.map { nowMs % $0 == 0 } ?? false
      if isExtra || nowMs == end || nowMs >= deadline { give(.tick) }
      if nowMs == end { return }
    }
  }

  private func fault(_ text: String) { faults.append("at \(nowMs) ms: \(text)") }

  private func give(_ event: FeedEvent) {
    note(event)
    for action in machine.handle(event, nowMs: nowMs, fraction: { Double.random(in: 0..<1, using: &generator) }) {
      if keepsLog { log.append("\(nowMs) \(action)") }
      books.perform(action, needs: machine.needs, text: [], at: reading)
      carryOut(action, after: event)
    }
    check()
    afterEvent?()
  }

  /// What an event says of the connection.
  private func note(_ event: FeedEvent) {
    switch event {
    case .opened(let number) where number == asked && standing == nil && number != givenUp:
      standing = number
      aliveSinceMs = nowMs
    case .closed(let number, _):
      if number == asked { givenUp = number }
      if number == standing { disconnected() }
    case .frame(.book(let book), let number):
      if number != standing {
        late += 1
      } else if !subscribed.contains(book.coinID) {
        unasked += 1
      } else {
        if book.timeMs < newest[book.coinID, default: .min] { overtaken += 1 }
        newest[book.coinID] = max(book.timeMs, newest[book.coinID, default: .min])
      }
    case .polled(let request, .some) where requests[request] != disconnects: lateAnswers += 1
    default: break
    }
  }

  private func disconnected() {
    standing = nil
    disconnects += 1
    newest = [:]
    subscribed = []
  }

  private func carryOut(_ action: FeedAction, after event: FeedEvent) {
    switch action {
    case .connect(let number):
      if standing != nil { fault("a second connection") }
      if number <= asked { fault("a number that was used") }
      if !connects.add(1, atMs: nowMs) { fault("more than 20 connections in a minute") }
      asked = number
      exchange.connect(number, nowMs: nowMs)
    case .close(let number, _):
      if standing == number { disconnected() }
      givenUp = number
      exchange.close(number)
    case .send(let text): send(text)
    case .killAllBooks: kept = [:]
    case .killBook(let feed): kept[coins[feed] ?? ""] = nil
    case .applyBook(let book, let source): keep(book, source, event)
    case .feedLive(let feed, _): live.insert(feed)
    case .feedDown(let feed, _): if live.remove(feed) == nil { fault("\(feed) went down twice") }
    case .pollBook(let coinID, let request):
      polls += 1
      ask(request)
      exchange.poll(coinID, request: request, nowMs: nowMs)
    case .proveCoin(let coinID, let request):
      ask(request)
      exchange.prove(coinID, request: request, nowMs: nowMs)
    case .warn(let warning): warnings.append(warning)
    case .startRestPolling, .stopRestPolling: break
    }
  }

  /// Whether a quote with this mid may be used: its book was made for the connection that stands, or asked for by REST
  /// since the last disconnection. An account of its own: it knows nothing of what the machine or its actions say.
  func isAlive(_ mid: String) -> Bool {
    guard let place = Int(mid), exchange.origins.indices.contains(place - 1) else { return false }
    return switch exchange.origins[place - 1] {
    case .connection(let number): number == standing
    case .request(let request): requests[request] == disconnects
    }
  }

  private func ask(_ request: Int) {
    if !weight.add(2, atMs: nowMs) { fault("more weight than a minute has") }
    requests[request] = disconnects
  }

  private func send(_ text: String) {
    guard let standing else { return fault("a message without a connection") }
    if !messages.add(1, atMs: nowMs) { fault("more than 2000 messages in a minute") }
    let action = [FeedAction.send(text)]
    if text == #"{"method":"ping"}"# {
      pings += 1
      aliveSinceMs = nowMs
      exchange.receivePing(nowMs: nowMs)
    } else if let coinID = action.subscribed.first {
      if exchange.unknown.contains(coinID) { fault("\(coinID) was not proved") }
      subscribed.insert(coinID)
      exchange.receive(subscribe: coinID, nowMs: nowMs)
    } else if let coinID = action.unsubscribed.first {
      subscribed.remove(coinID)
      exchange.receive(unsubscribe: coinID, nowMs: nowMs)
    } else {
      fault("\(text) on connection \(standing)")
    }
  }

  private func keep(_ book: BookFrame, _ source: Quote.Source, _ event: FeedEvent) {
    switch event {
    case .frame(.book(book), let number) where source == .webSocket:
      if number != standing { fault("a book of connection \(number)") }
      if !subscribed.contains(book.coinID) { fault("a book of \(book.coinID) before its subscription") }
    case .polled(let request, book) where source == .rest:
      if requests[request] != disconnects { fault("an answer to a request from before the last disconnection") }
    default: fault("a book that nobody sent")
    }
    kept[book.coinID] = disconnects
  }

  /// What must hold between any two events.
  private func check() {
    for (coinID, stamp) in kept where stamp != disconnects { fault("a book of \(coinID) outlived a disconnection") }
    for feed in live where kept[coins[feed] ?? ""] == nil { fault("\(feed) is live without a book") }
    if standing != nil, nowMs - aliveSinceMs > 20_000 { fault("no ping for 20 s") }
    for coinID in kept.keys where !live.contains(where: { coins[$0] == coinID }) {
      fault("\(coinID) is kept for nobody")
    }
  }
}

/// Counts what is spent in each span of 60 s, by the whole list of it.
struct SpanCount {
  let limit: Int
  private var spent: [(atMs: Int64, cost: Int)] = []

  init(limit: Int) { self.limit = limit }

  /// Whether the limit still holds.
  mutating func add(_ cost: Int, atMs: Int64) -> Bool {
    spent.removeAll { $0.atMs <= atMs - 60_000 }
    spent.append((atMs, cost))
    return spent.reduce(0) { $0 + $1.cost } <= limit
  }
}
