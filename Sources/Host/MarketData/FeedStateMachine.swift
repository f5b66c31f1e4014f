internal import RuleEngine

/// Keeps the market data alive: takes what happens and says what to do.
///
/// A value without I/O, clock, threads or randomness of its own, so that hours of a bad network are a test of milliseconds.
/// The driver around it carries the actions out in order, reports each event with the monotonic time, and reports `tick` no
/// later than `nextDeadlineMs`. Bytes that have arrived are reported before a tick.
///
/// What it guarantees:
/// - A book that is kept was received on the connection that stands now after its subscription, or by REST in answer to a
///   request made since the last disconnection. Connections and requests are numbered, so that what comes late from an old
///   one does not count.
/// - In no span of 60 s more than 20 connections are asked for, 2000 messages sent and a REST weight of 1000 spent.
/// - A coin that the exchange does not know, or answers by closing the socket, is set aside; the others go on.
///
/// - Complexity: a book costs O(1); any other event O(n) in the number of books.
struct FeedStateMachine {
  /// Where the connection is.
  enum Link: Hashable {
    /// Nothing is to be subscribed to.
    case idle
    /// A connection is to be made at the time given.
    case waiting(untilMs: Int64)
    /// A connection was asked for.
    case connecting(sinceMs: Int64)
    /// A connection stands.
    case open(sinceMs: Int64)
  }

  // What follows belongs to the machine's own extensions; nobody else writes it.

  /// The largest time reported; a clock that steps back stands still.
  var nowMs: Int64 = .min
  var isRunning = false
  var needs: [FeedNeed] = []
  var books: [FeedBook] = []
  /// Places in `books`, by the exchange's name.
  var places: [String: Int] = [:]
  var actions: [FeedAction] = []

  var link = Link.idle
  /// The number of the newest connection, which counts as long as the link is connecting or open.
  var connection = 0
  var opened = 0
  /// How many connections in a row have come to nothing.
  var attempt = 0
  var connections = MinuteBudget.connections
  var messages = MinuteBudget.messages
  var heartbeat = Heartbeat(openedMs: 0, pingsAtOnce: false)
  /// Whether the server has answered anything on this connection.
  var isServed = false
  /// Whether a book has come on this connection.
  var hasBook = false
  var hasWarnedOfError = false

  /// Whether coins are subscribed to one at a time, since a close has pointed to more than one or to one not yet sure.
  var isCautious = false
  /// Coins whose subscription has yet to be ended on this connection.
  var unsubscribes: [String] = []

  /// Since when there is no connection with a live feed; nil while there is one, or none is wanted.
  var downSinceMs: Int64?
  var isPolling = false
  var weight = MinuteBudget.bookWeight
  /// The number of the newest REST request.
  var request = 0

  /// Takes an event.
  ///
  /// - Parameters:
  ///   - event: what has happened.
  ///   - nowMs: the monotonic time, in milliseconds.
  ///   - fraction: gives a random number from 0 to 1 when a wait is to be drawn.
  /// - Returns: what to do now, in order.
  mutating func handle(_ event: FeedEvent, nowMs now: Int64, fraction: () -> Double) -> [FeedAction] {
    nowMs = max(nowMs, now)
    actions = []
    switch event {
    case .start(let needs):
      isRunning = true
      take(needs)
    case .needsChanged(let needs): if isRunning { take(needs) }
    case .resolved(let feed, let coinID):
      guard isRunning, let place = needs.firstIndex(where: { $0.feed == feed }) else { return [] }
      needs[place].coinID = coinID
      take(needs)
    case .opened(let number):
      guard number == connection, case .connecting = link else { return [] }
      open()
    case .frame(let frame, let number):
      guard number == connection, case .open = link else { return [] }
      // Nothing else hangs on most books, and there are thousands a second.
      if !take(frame) { return actions }
    case .closed(let number, let code):
      guard number == connection else { return [] }
      closed(code, fraction)
    case .proved(let number, let proof): take(proof, of: number, fraction)
    case .polled(let number, let book): take(book, polledBy: number)
    case .tick: break
    case .stop:
      take([])
      isRunning = false
    }
    advance(fraction)
    return actions
  }

  /// Does all that is due.
  private mutating func advance(_ fraction: () -> Double) {
    endSetAsides()
    advanceLink(fraction)
    if case .open = link { advanceSubscriptions() }
    advanceProofs(fraction)
    advancePolling()
  }

  /// Whether any coin can be subscribed to.
  var isWanted: Bool { books.contains { $0.isUsable } }

  // MARK: - Needs

  /// Takes over what is needed, and keeps the books of the feeds that stay as they are.
  private mutating func take(_ wanted: [FeedNeed]) {
    needs = wanted
    let served = FeedStateMachine.grouped(wanted)
    for book in books where !served.contains(where: { $0.coinID == book.coinID && $0.feeds == book.feeds }) {
      for feed in book.feeds {
        let cause = wanted.contains { $0.feed == feed } ? FeedDownCause.coinChanged : .notNeeded
        kill(feed, of: book, cause)
      }
      if book.subscribedMs != nil { unsubscribes.append(book.coinID) }
    }
    books = served.map { group in
      guard let place = places[group.coinID], books[place].feeds == group.feeds else {
        return FeedBook(coinID: group.coinID, feeds: group.feeds, maxAgeMs: group.maxAgeMs, nowMs: nowMs)
      }
      var book = books[place]
      book.maxAgeMs = group.maxAgeMs
      return book
    }
    places = [:]
    for place in books.indices { places[books[place].coinID] = place }
  }

  /// The needs by book, in order of first use; of a feed that stands twice the smaller age and the first name count.
  private static func grouped(_ needs: [FeedNeed]) -> [(coinID: String, feeds: [Feed], maxAgeMs: Int64)] {
    var groups: [(coinID: String, feeds: [Feed], maxAgeMs: Int64)] = []
    var names: [Feed: String] = [:]
    var places: [String: Int] = [:]
    for need in needs {
      guard let coinID = names[need.feed] ?? need.coinID else { continue }
      let isNew = names.updateValue(coinID, forKey: need.feed) == nil
      if let place = places[coinID] {
        if isNew { groups[place].feeds.append(need.feed) }
        groups[place].maxAgeMs = min(groups[place].maxAgeMs, need.maxAgeMs)
      } else {
        places[coinID] = groups.count
        groups.append((coinID, [need.feed], need.maxAgeMs))
      }
    }
    return groups
  }

  /// Says that a feed has lost the book that was kept for it.
  mutating func kill(_ feed: Feed, of book: FeedBook, _ cause: FeedDownCause) {
    guard book.source != nil else { return }
    actions.append(.killBook(feed))
    actions.append(.feedDown(feed, cause))
  }
}
