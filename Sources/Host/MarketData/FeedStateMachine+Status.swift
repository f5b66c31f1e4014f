internal import RuleEngine

/// A feed as status shows it.
struct FeedStatus: Hashable {
  let feed: Feed
  /// The exchange's name of the book; nil while it is not known.
  let coinID: String?
  /// By which way its book comes; nil where it is down.
  let source: Quote.Source?
  /// How many books have come by the WebSocket.
  let frames: Int
  /// Whether books come too slowly for its `max_age_ms`.
  let isSlow: Bool
  /// Between the last two books, in milliseconds.
  let intervalMs: Int64?
  /// Why its coin is left alone.
  let setAside: SetAsideCause?
}

/// What the driver and status ask for.
extension FeedStateMachine {
  /// Each feed that is needed, in the order of the needs.
  var feeds: [FeedStatus] {
    needs.map { need in
      guard let book = books.first(where: { $0.feeds.contains(need.feed) }) else {
        return FeedStatus(
          feed: need.feed, coinID: need.coinID, source: nil, frames: 0, isSlow: false, intervalMs: nil, setAside: nil)
      }
      var setAside: SetAsideCause?
      if case .setAside(let cause, _) = book.standing { setAside = cause }
      return FeedStatus(
        feed: need.feed, coinID: book.coinID, source: book.source, frames: book.frames, isSlow: book.pace.isSlow,
        intervalMs: book.pace.intervalMs, setAside: setAside)
    }
  }

  /// How many connections have stood after the first.
  var reconnects: Int { max(0, opened - 1) }

  /// When `tick` is due at the latest, in monotonic milliseconds, after now; nil where nothing is awaited.
  var nextDeadlineMs: Int64? {
    var times: [Int64] = []
    addLinkDeadlines(&times)
    for book in books { addDeadlines(of: book, &times) }
    if !isPolling, isWanted, let downSinceMs { times.append(downSinceMs + FeedLimits.downBeforePollingMs + 1) }
    // What is due and was not done waits for a limit, or for a coin that is being tried.
    return times.min().map { max($0, nowMs + 1) }
  }

  private func addLinkDeadlines(_ times: inout [Int64]) {
    switch link {
    case .idle: break
    case .waiting(let untilMs): times.append(untilMs)
    case .connecting(let sinceMs): times.append(sinceMs + FeedLimits.openWithinMs)
    case .open:
      times.append(heartbeat.nextPingMs)
      if let pongDueMs = heartbeat.pongDueMs { times.append(pongDueMs) }
      if let allSilentSinceMs { times.append(allSilentSinceMs + FeedLimits.allSilentMs) }
      let isTrying = isCautious || books.contains { isPending($0) }
      for book in books where isTrying && book.isSuspect(nowMs: nowMs) {
        times.append((book.subscribedMs ?? nowMs) + FeedLimits.suspectWithinMs + 1)
      }
      // A coin that is held back is subscribed to when one of the others is through, or when a message may be sent.
      if !unsubscribes.isEmpty || books.contains(where: { isPending($0) }) {
        let freeMs = messages.freeAtMs(sparing: FeedLimits.messagesForPings, nowMs: nowMs)
        if let freeMs, freeMs > nowMs { times.append(freeMs) }
      }
    }
  }

  private func addDeadlines(of book: FeedBook, _ times: inout [Int64]) {
    let freeMs = weight.freeAtMs(FeedLimits.bookWeight, nowMs: nowMs) ?? nowMs
    switch book.standing {
    case .unproved(_, let askAtMs): times.append(max(askAtMs, freeMs))
    case .asked(_, _, let sinceMs): times.append(sinceMs + FeedLimits.answerWithinMs)
    case .setAside(_, let untilMs): times.append(untilMs)
    case .proved: break
    }
    if case .open = link, let waitingSinceMs = book.waitingSinceMs {
      times.append(waitingSinceMs + book.silenceMs + 1)
    }
    guard isPolling, isPolled(book) else { return }
    if let poll = book.poll {
      times.append(poll.sinceMs + FeedLimits.answerWithinMs)
    } else {
      times.append(max(book.nextPollMs, freeMs))
    }
    if book.source == .rest { times.append(book.polledMs + book.silenceMs + 1) }
  }
}
