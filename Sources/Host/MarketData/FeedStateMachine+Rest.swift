internal import RuleEngine

/// What REST is asked for: whether a coin exists, and books while the connection is down.
extension FeedStateMachine {
  // MARK: - Proofs

  /// Asks for the coins of which it is not known whether the exchange has them.
  mutating func advanceProofs(_ fraction: () -> Double) {
    for place in books.indices {
      switch books[place].standing {
      case .asked(let attempt, _, let sinceMs) where nowMs - sinceMs >= FeedLimits.answerWithinMs:
        proofFailed(place, attempt, fraction)
      case .unproved(let attempt, let askAtMs) where nowMs >= askAtMs:
        guard weight.spend(FeedLimits.bookWeight, nowMs: nowMs) else { return }
        request += 1
        books[place].standing = .asked(attempt: attempt, request: request, sinceMs: nowMs)
        actions.append(.proveCoin(coinID: books[place].coinID, request: request))
      default: break
      }
    }
  }

  /// Takes an answer; one that is late, or of a coin no longer needed, belongs to no book.
  mutating func take(_ proof: FeedEvent.Proof, of number: Int, _ fraction: () -> Double) {
    for place in books.indices {
      guard case .asked(let attempt, number, _) = books[place].standing else { continue }
      switch proof {
      case .known: books[place].standing = .proved
      case .unknown: setAside(place, .unknownCoin)
      case .failed: proofFailed(place, attempt, fraction)
      }
    }
  }

  private mutating func proofFailed(_ place: Int, _ attempt: Int, _ fraction: () -> Double) {
    guard attempt + 1 < FeedLimits.proofAttempts else { return setAside(place, .noAnswer) }
    let delayMs = Backoff.request.delayMs(attempt: attempt, fraction: fraction())
    books[place].standing = .unproved(attempt: attempt + 1, askAtMs: nowMs + delayMs)
  }

  // MARK: - Polling

  /// Whether a book is polled while polling is on: until it is live again.
  func isPolled(_ book: FeedBook) -> Bool { book.isUsable && book.source != .webSocket }

  /// How often each of some books can be polled, in milliseconds: once a second, or as often as the weight of a minute
  /// allows when it is spread evenly. (Spent as it comes, it would last for half a minute and leave none for the other.)
  static func pollEveryMs(books: Int) -> Int64 {
    let weight = MinuteBudget.bookWeight.limit
    let evenMs = (Int64(books * FeedLimits.bookWeight) * MinuteBudget.windowMs + Int64(weight) - 1) / Int64(weight)
    return max(FeedLimits.pollEveryMs, evenMs)
  }

  /// Begins, goes on with or ends polling.
  mutating func advancePolling() {
    if !isPolling, isWanted, let downSinceMs, nowMs - downSinceMs > FeedLimits.downBeforePollingMs {
      isPolling = true
      actions.append(.startRestPolling)
    }
    guard isPolling else { return }
    let polled = books.indices.filter { isPolled(books[$0]) }
    guard isWanted, downSinceMs != nil || !polled.isEmpty else {
      isPolling = false
      actions.append(.stopRestPolling)
      return
    }
    for place in polled { dropStaleRest(place) }
    let everyMs = FeedStateMachine.pollEveryMs(books: polled.count)
    // The one that has waited longest comes first, should the weight not suffice for all.
    for place in polled.sorted(by: { (books[$0].nextPollMs, $0) < (books[$1].nextPollMs, $1) }) {
      guard books[place].poll == nil, nowMs >= books[place].nextPollMs else { continue }
      guard weight.spend(FeedLimits.bookWeight, nowMs: nowMs) else { return }
      request += 1
      books[place].poll = FeedBook.Poll(request: request, sinceMs: nowMs)
      books[place].nextPollMs = nowMs + everyMs
      actions.append(.pollBook(coinID: books[place].coinID, request: request))
    }
  }

  /// Takes an answer. One to a request from before the last disconnection belongs to no book any more, and so does one
  /// that comes when the feed is live again.
  mutating func take(_ answer: BookFrame?, polledBy number: Int) {
    guard let place = books.firstIndex(where: { $0.poll?.request == number }) else { return }
    books[place].poll = nil
    guard let answer, answer.coinID == books[place].coinID, isPolling, isPolled(books[place]) else { return }
    let wasLive = books[place].source != nil
    guard books[place].polled(timeMs: answer.timeMs, nowMs: nowMs) else { return }
    actions.append(.applyBook(answer, .rest))
    if !wasLive {
      for feed in books[place].feeds { actions.append(.feedLive(feed, .rest)) }
    }
  }

  /// Gives up a request without an answer, and a feed of which REST has had no book for too long.
  private mutating func dropStaleRest(_ place: Int) {
    if let poll = books[place].poll, nowMs - poll.sinceMs >= FeedLimits.answerWithinMs { books[place].poll = nil }
    guard books[place].source == .rest, nowMs - books[place].polledMs > books[place].silenceMs else { return }
    for feed in books[place].feeds { kill(feed, of: books[place], .silent) }
    books[place].source = nil
  }
}
