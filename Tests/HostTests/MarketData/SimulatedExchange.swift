@testable import Host
import RuleEngine
import TestSupport

/// An exchange on a bad network, in simulated time and without I/O: it takes what is sent to it and gives back events to
/// come, each with its time.
///
/// It behaves as the real one is known to: the ack can come twice and so can the first frame, an unknown coin closes the
/// socket without a word, unchanged books come again with a new time, sockets break without notice or stay open and
/// silent, and frames of an old socket still arrive when it is gone. Where the weather is bad it also delays and reorders.
struct SimulatedExchange {
  /// How bad things are.
  struct Weather {
    /// How often a connection fails to be made, of 1000.
    var refuses = 0
    /// How often an attempt is never answered at all, of 1000.
    var hangs = 0
    /// How often a connection that stands breaks, or falls silent, in a step of a second, of 1000.
    var breaks = 0
    var silences = 0
    /// How often a frame is lost, is doubled, or comes up to 3 s late, of 1000.
    var loses = 0
    var doubles = 0
    var delays = 0
    /// How often REST fails, or takes up to 20 s, of 1000.
    var restFails = 0
    var restDelays = 0
    /// How often a book that was meant for an old connection comes on a new one before that is open, of 1000.
    var echoes = 0

    static let calm = Weather()
    static let storm = Weather(
      refuses: 200, hangs: 30, breaks: 40, silences: 10, loses: 20, doubles: 50, delays: 50, restFails: 200,
      restDelays: 100, echoes: 200)
    /// As bad as it gets: a connection lasts for ten seconds.
    static let hurricane = Weather(
      refuses: 100, hangs: 5, breaks: 100, silences: 5, loses: 20, doubles: 200, delays: 200, restFails: 200,
      restDelays: 300, echoes: 300)
  }

  /// What a book was made for.
  enum Origin: Hashable {
    case connection(Int)
    case request(Int)
  }

  /// An event on its way.
  struct Delivery {
    let atMs: Int64
    let event: FeedEvent
  }

  private struct Socket {
    let connection: Int
    var isSilent = false
    var coins: [String] = []
    var nextBookMs: [String: Int64] = [:]
  }

  var weather = Weather.calm
  /// Coins that close the socket.
  var closing: Set<String> = []
  /// Coins that REST does not know; a subscription closes the socket, too.
  var unknown: Set<String> = []
  /// Coins that are subscribed to without a word, ever.
  var mute: Set<String> = []
  /// Between two books: 540 ms, or 5400 where `fast` is ignored.
  var bookEveryMs: Int64 = 540
  private(set) var deliveries: [Delivery] = []
  /// What each book was made for. Its price is its place here, and one: no two are alike.
  private(set) var origins: [Origin] = []
  private var lastShown: BookFrame?
  private var socket: Socket?
  private var generator: SplitMix64
  private var nextStepMs: Int64 = 0

  init(seed: UInt64) { generator = SplitMix64(seed: seed) }

  /// Whether something happens that does so this often of 1000.
  private mutating func happens(_ chance: Int) -> Bool { Int.random(in: 0..<1000, using: &generator) < chance }

  private mutating func latency() -> Int64 { Int64.random(in: 5...150, using: &generator) }

  private mutating func deliver(_ event: FeedEvent, afterMs: Int64, nowMs: Int64) {
    deliveries.append(Delivery(atMs: nowMs + afterMs, event: event))
  }

  /// When something happens next.
  var nextMs: Int64 {
    var next = nextStepMs
    for delivery in deliveries { next = min(next, delivery.atMs) }
    if let socket { for time in socket.nextBookMs.values { next = min(next, time) } }
    return next
  }

  /// Takes the events that are due out of what is to come, in order of arrival.
  mutating func arrivals(nowMs: Int64) -> [FeedEvent] {
    step(nowMs)
    guard deliveries.contains(where: { $0.atMs <= nowMs }) else { return [] }
    let due = deliveries.filter { $0.atMs <= nowMs }.sorted { $0.atMs < $1.atMs }
    deliveries.removeAll { $0.atMs <= nowMs }
    return due.map(\.event)
  }

  // MARK: - The socket

  mutating func connect(_ connection: Int, nowMs: Int64) {
    socket = nil
    if happens(weather.hangs) { return }
    if happens(weather.refuses) {
      return deliver(.closed(connection: connection, code: nil), afterMs: latency(), nowMs: nowMs)
    }
    let afterMs = latency()
    deliver(.opened(connection: connection), afterMs: afterMs, nowMs: nowMs)
    if happens(300) { deliver(.frame(.other, connection: connection), afterMs: afterMs + 1, nowMs: nowMs) }
    socket = Socket(connection: connection)
    if let lastShown, happens(weather.echoes) {
      deliver(.frame(.book(lastShown), connection: connection), afterMs: afterMs - 1, nowMs: nowMs)
    }
  }

  mutating func close(_ connection: Int) {
    if socket?.connection == connection { socket = nil }
  }

  /// Takes a text; what it says was read by the caller.
  mutating func receive(subscribe coinID: String, nowMs: Int64) {
    guard let current = socket, !current.isSilent else { return }
    if closing.contains(coinID) || unknown.contains(coinID) { return end(1006, nowMs: nowMs) }
    if current.coins.contains(coinID) {
      return say(.error(#"Already subscribed: {"type":"l2Book","coin":"\#(coinID)"}"#), nowMs: nowMs)
    }
    socket?.coins.append(coinID)
    say(.subscriptionAck, nowMs: nowMs)
    if happens(200) { say(.subscriptionAck, nowMs: nowMs) }
    guard !mute.contains(coinID) else { return }
    show(coinID, nowMs: nowMs)
    if happens(300) { show(coinID, nowMs: nowMs) }
    socket?.nextBookMs[coinID] = nowMs + bookEveryMs
  }

  mutating func receive(unsubscribe coinID: String, nowMs: Int64) {
    guard let place = socket?.coins.firstIndex(of: coinID) else { return }
    socket?.coins.remove(at: place)
    socket?.nextBookMs[coinID] = nil
  }

  mutating func receivePing(nowMs: Int64) { say(.pong, nowMs: nowMs) }

  private mutating func show(_ coinID: String, nowMs: Int64) {
    guard let socket else { return }
    let book = newBook(coinID, .connection(socket.connection), nowMs: nowMs)
    lastShown = book
    say(.book(book), nowMs: nowMs)
  }

  private mutating func newBook(_ coinID: String, _ origin: Origin, nowMs: Int64) -> BookFrame {
    origins.append(origin)
    let level = (try? Price("\(origins.count)")).map { BookFrame.Level(price: $0, size: "1") }
    return BookFrame(coinID: coinID, timeMs: nowMs, bid: level, ask: level)
  }

  private mutating func say(_ frame: FeedFrame, nowMs: Int64) {
    guard let socket, !socket.isSilent, !happens(weather.loses) else { return }
    let copies = happens(weather.doubles) ? 2 : 1
    for _ in 0..<copies {
      let afterMs = happens(weather.delays) ? Int64.random(in: 150...3000, using: &generator) : latency()
      deliver(.frame(frame, connection: socket.connection), afterMs: afterMs, nowMs: nowMs)
    }
  }

  private mutating func end(_ code: UInt16?, nowMs: Int64) {
    guard let connection = socket?.connection else { return }
    deliver(.closed(connection: connection, code: code), afterMs: 50 + latency(), nowMs: nowMs)
    socket = nil
  }

  private mutating func step(_ nowMs: Int64) {
    for coinID in socket?.coins ?? [] {
      guard let due = socket?.nextBookMs[coinID], due <= nowMs else { continue }
      socket?.nextBookMs[coinID] = nowMs + bookEveryMs
      show(coinID, nowMs: nowMs)
    }
    guard nowMs >= nextStepMs else { return }
    nextStepMs = nowMs + 1000
    if happens(weather.silences) { socket?.isSilent = true }
    if happens(weather.breaks) {
      end(([nil, 1000, 1001, 1006, 1012] as [UInt16?]).randomElement(using: &generator) ?? nil, nowMs: nowMs)
    }
  }

  // MARK: - REST

  private mutating func restLatency() -> Int64 {
    happens(weather.restDelays) ? Int64.random(in: 1000...20_000, using: &generator) : latency()
  }

  mutating func prove(_ coinID: String, request: Int, nowMs: Int64) {
    let proof: FeedEvent.Proof = happens(weather.restFails) ? .failed : unknown.contains(coinID) ? .unknown : .known
    deliver(.proved(request: request, proof), afterMs: restLatency(), nowMs: nowMs)
  }

  mutating func poll(_ coinID: String, request: Int, nowMs: Int64) {
    let book = happens(weather.restFails) ? nil : newBook(coinID, .request(request), nowMs: nowMs)
    deliver(.polled(request: request, book), afterMs: restLatency(), nowMs: nowMs)
  }
}
