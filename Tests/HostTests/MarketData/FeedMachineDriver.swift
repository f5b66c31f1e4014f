@testable import Host
import RuleEngine

/// Drives a machine by hand, in simulated time.
final class FeedMachineDriver {
  static let purr = FeedNeed(feed: .perp("PURR"), coinID: "PURR", maxAgeMs: 10_000)
  static let spot = FeedNeed(feed: .spot("PURR"), coinID: "PURR/USDC", maxAgeMs: 10_000)
  static let hype = FeedNeed(feed: .perp("HYPE"), coinID: "HYPE", maxAgeMs: 10_000)

  var machine = FeedStateMachine()
  /// Some monotonic time, which begins nowhere in particular.
  var nowMs: Int64 = 7_000_000
  /// What every random number is.
  var fraction = 0.5
  private var bookTimeMs: Int64 = 1_774_400_000_000

  /// Starts, and proves every coin by REST.
  init(_ needs: [FeedNeed], fraction: Double = 0.5) {
    self.fraction = fraction
    _ = prove(handle(.start(needs)))
  }

  /// Starts, opens the first connection, and sees the first frame of every feed.
  static func live(_ needs: [FeedNeed], fraction: Double = 0.5) -> FeedMachineDriver {
    let driver = FeedMachineDriver(needs, fraction: fraction)
    driver.open()
    driver.showAll()
    return driver
  }

  func handle(_ event: FeedEvent) -> [FeedAction] {
    let fraction = fraction
    return machine.handle(event, nowMs: nowMs) { fraction }
  }

  /// Lets time pass with one tick at its end.
  func pass(_ ms: Int64) -> [FeedAction] {
    nowMs += ms
    return handle(.tick)
  }

  /// Lets time pass with a tick at each deadline; each action with the time that has passed.
  func run(_ ms: Int64) -> [(afterMs: Int64, action: FeedAction)] {
    let start = nowMs
    var all: [(afterMs: Int64, action: FeedAction)] = []
    while let deadline = machine.nextDeadlineMs, deadline <= start + ms {
      nowMs = deadline
      all += handle(.tick).map { (nowMs - start, $0) }
    }
    nowMs = start + ms
    return all + handle(.tick).map { (ms, $0) }
  }

  /// Answers every proof that is asked for among some actions.
  func prove(_ actions: [FeedAction], _ proof: FeedEvent.Proof = .known) -> [FeedAction] {
    actions.flatMap { action -> [FeedAction] in
      guard case .proveCoin(_, let request) = action else { return [action] }
      return handle(.proved(request: request, proof))
    }
  }

  /// Goes to the next connection and opens it.
  @discardableResult func open() -> [FeedAction] {
    while case .waiting(let untilMs) = machine.link { _ = pass(max(untilMs - nowMs, 0)) }
    return handle(.opened(connection: machine.connection))
  }

  func close(code: UInt16? = 1006) -> [FeedAction] {
    handle(.closed(connection: machine.connection, code: code))
  }

  func frame(_ frame: FeedFrame) -> [FeedAction] {
    handle(.frame(frame, connection: machine.connection))
  }

  /// A book that is newer than all before.
  func book(_ coinID: String) -> BookFrame {
    bookTimeMs += 1
    return BookFrame(coinID: coinID, timeMs: bookTimeMs, bid: nil, ask: nil)
  }

  /// Receives a new book of a coin.
  @discardableResult func show(_ coinID: String) -> [FeedAction] { frame(.book(book(coinID))) }

  /// Receives a new book of each coin.
  func showAll() {
    for coinID in machine.books.map(\.coinID) { show(coinID) }
  }

  /// Lets time pass in which every feed is healthy: books twice a second, pongs at once.
  func prosper(_ ms: Int64) -> [FeedAction] {
    let end = nowMs + ms
    var all: [FeedAction] = []
    while nowMs < end {
      var actions = prove(pass(min(500, end - nowMs)))
      if actions.contains(.send(FeedMessage.ping)) { actions += frame(.pong) }
      for coinID in machine.books.filter({ $0.subscribedMs != nil }).map(\.coinID) { actions += show(coinID) }
      all += actions
    }
    return all
  }
}

extension [FeedAction] {
  /// The coins that are subscribed to, in order.
  var subscribed: [String] { coins(of: "subscribe") }
  /// The coins whose subscription is ended, in order.
  var unsubscribed: [String] { coins(of: "unsubscribe") }

  /// Written out by hand, so that it does not lean on what writes the messages.
  private func coins(of method: String) -> [String] {
    compactMap { action in
      guard case .send(let text) = action else { return nil }
      let start = #"{"method":"\#(method)","subscription":{"type":"l2Book","coin":""#
      let end = #"","fast":true}}"#
      guard text.hasPrefix(start), text.hasSuffix(end) else { return nil }
      return String(text.dropFirst(start.count).dropLast(end.count))
    }
  }

  var warnings: [FeedWarning] {
    compactMap { action in
      guard case .warn(let warning) = action else { return nil }
      return warning
    }
  }

  var polled: [String] {
    compactMap { action in
      guard case .pollBook(let coinID, _) = action else { return nil }
      return coinID
    }
  }

  /// The feeds that come alive.
  var live: [Feed] {
    compactMap { action in
      guard case .feedLive(let feed, _) = action else { return nil }
      return feed
    }
  }

  var connects: Bool {
    contains { action in
      guard case .connect = action else { return false }
      return true
    }
  }

  /// Why the connection is closed, where it is.
  var closes: DisconnectCause? {
    for case .close(_, let cause) in self { return cause }
    return nil
  }
}
