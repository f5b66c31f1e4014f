internal import RuleEngine

/// The subscriptions on the connection that stands, and the coins that it may not survive.
extension FeedStateMachine {
  /// Subscribes, and subscribes again, as far as the time and the limits allow.
  mutating func advanceSubscriptions() {
    beat()
    for place in books.indices {
      guard let sinceMs = books[place].waitingSinceMs, nowMs - sinceMs > books[place].silenceMs else { continue }
      if books[place].source == .webSocket {
        for feed in books[place].feeds { kill(feed, of: books[place], .silent) }
        books[place].source = nil
      }
      books[place].unsubscribed()
      unsubscribes.append(books[place].coinID)
    }
    while let coinID = unsubscribes.first {
      guard sendSparing(FeedMessage.unsubscribe(coinID)) else { return }
      unsubscribes.removeFirst()
    }
    while let place = nextToSubscribe {
      guard sendSparing(FeedMessage.subscribe(books[place].coinID)) else { return }
      books[place].subscribed(nowMs: nowMs)
    }
    if isCautious, isServed, !books.contains(where: { isPending($0) || $0.isSuspect(nowMs: nowMs) }) {
      isCautious = false
    }
  }

  /// Sends a message, unless that leaves too few for the pings.
  private mutating func sendSparing(_ text: String) -> Bool {
    guard messages.spend(sparing: FeedLimits.messagesForPings, nowMs: nowMs) else { return false }
    actions.append(.send(text))
    return true
  }

  /// Whether a coin is to be subscribed to and is not.
  func isPending(_ book: FeedBook) -> Bool { book.isUsable && book.subscribedMs == nil }

  /// Whether a coin has to be the only one that waits for its first frame.
  private func needsCare(_ book: FeedBook) -> Bool { isCautious || book.strikes > 0 }

  /// The coin to subscribe to next: the least suspect first, so that the others are live before it can do harm.
  private var nextToSubscribe: Int? {
    let pending = books.indices.filter { isPending(books[$0]) }
    guard let place = pending.min(by: { (books[$0].strikes, $0) < (books[$1].strikes, $1) }) else { return nil }
    let awaiting = books.filter { $0.isSuspect(nowMs: nowMs) }
    guard !awaiting.contains(where: needsCare) else { return nil }
    guard needsCare(books[place]) else { return place }
    // A server that closes every connection points to no coin: it has to answer something first.
    return awaiting.isEmpty && isServed ? place : nil
  }

  // MARK: - Frames

  /// Takes a frame of the connection that stands.
  ///
  /// - Returns: whether anything else may hang on it.
  mutating func take(_ frame: FeedFrame) -> Bool {
    switch frame {
    case .book(let book): return take(book)
    case .subscriptionAck: isServed = true
    case .pong:
      isServed = true
      heartbeat.ponged()
    case .error(let text): take(error: text)
    case .other: return false
    }
    return true
  }

  private mutating func take(_ book: BookFrame) -> Bool {
    guard let place = places[book.coinID] else { return false }
    switch books[place].received(timeMs: book.timeMs, nowMs: nowMs) {
    case .unwanted: return false
    case .repeated:
      actions.append(.applyBook(book, .webSocket))
      return false
    case .newer:
      actions.append(.applyBook(book, .webSocket))
      measurePace(of: place)
      return false
    case .first:
      isServed = true
      hasBook = true
      downSinceMs = nil
      books[place].strikes = 0
      books[place].warned = nil
      actions.append(.applyBook(book, .webSocket))
      for feed in books[place].feeds { actions.append(.feedLive(feed, .webSocket)) }
      measurePace(of: place)
      return true
    }
  }

  private mutating func measurePace(of place: Int) {
    let book = books[place]
    switch books[place].pace.received(nowMs: nowMs, maxAgeMs: book.maxAgeMs) {
    case .becameSlow:
      let intervalMs = books[place].pace.intervalMs ?? 0
      for feed in book.feeds {
        actions.append(.warn(.booksSlow(feed, intervalMs: intervalMs, maxAgeMs: book.maxAgeMs)))
      }
    case .becameFast: for feed in book.feeds { actions.append(.warn(.booksInTime(feed))) }
    case nil: break
    }
  }

  private mutating func take(error text: String) {
    if FeedMessage.isHarmless(error: text) { return }
    let refused = books.firstIndex { $0.isSuspect(nowMs: nowMs) && FeedMessage.refuses($0.coinID, error: text) }
    if let place = refused {
      setAside(place, .refused)
    } else if !hasWarnedOfError {
      hasWarnedOfError = true
      actions.append(.warn(.serverError(String(text.prefix(200)))))
    }
  }

  // MARK: - Suspects

  /// Draws conclusions from a close, given the coins that it points to.
  mutating func suspect(_ suspects: [Int]) {
    guard let only = suspects.first else { return }
    isCautious = true
    guard suspects.count == 1 else { return }
    books[only].strikes += 1
    if books[only].strikes >= FeedLimits.strikesToSetAside { setAside(only, .closesSocket) }
  }

  /// Leaves a coin alone for a few minutes, and says so once.
  mutating func setAside(_ place: Int, _ cause: SetAsideCause) {
    for feed in books[place].feeds { kill(feed, of: books[place], .setAside(cause)) }
    books[place].disconnected()
    books[place].standing = .setAside(cause, untilMs: nowMs + FeedLimits.setAsideForMs)
    guard books[place].warned != cause else { return }
    books[place].warned = cause
    for feed in books[place].feeds {
      actions.append(.warn(.setAside(feed, coinID: books[place].coinID, cause)))
    }
  }

  /// Begins anew with the coins whose time is over: REST is asked first, so that a coin that is still unknown disturbs
  /// nobody. A coin that closed the socket keeps its strikes but one short, and is subscribed to alone.
  mutating func endSetAsides() {
    for place in books.indices {
      guard case .setAside(_, let untilMs) = books[place].standing, nowMs >= untilMs else { continue }
      books[place].standing = .unproved(attempt: 0, askAtMs: nowMs)
      books[place].strikes = min(books[place].strikes, FeedLimits.strikesToSetAside - 1)
    }
  }
}
