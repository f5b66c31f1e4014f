internal import RuleEngine

/// The connection: when to make one, when to give it up.
extension FeedStateMachine {
  /// Goes from state to state as far as the time allows.
  mutating func advanceLink(_ fraction: () -> Double) {
    // At most: open, given up, waiting for no time at all, connecting.
    for _ in 0..<4 {
      guard stepLink(fraction) else { return }
    }
  }

  private mutating func stepLink(_ fraction: () -> Double) -> Bool {
    switch link {
    case .idle:
      guard isWanted else { return false }
      downSinceMs = nowMs
      link = .waiting(untilMs: nowMs)
      return true
    case .waiting(let untilMs):
      guard isWanted else { return rest() }
      guard nowMs >= untilMs else { return false }
      guard connections.spend(nowMs: nowMs) else {
        link = .waiting(untilMs: connections.freeAtMs(nowMs: nowMs) ?? nowMs)
        return false
      }
      connection += 1
      link = .connecting(sinceMs: nowMs)
      actions.append(.connect(connection: connection))
      return false
    case .connecting(let sinceMs):
      guard isWanted else {
        actions.append(.close(connection: connection, .notNeeded))
        return rest()
      }
      guard nowMs - sinceMs >= FeedLimits.openWithinMs else { return false }
      actions.append(.close(connection: connection, .openTimeout))
      wait(fraction)
      return true
    case .open:
      guard isWanted else {
        giveUp(.notNeeded)
        return rest()
      }
      if heartbeat.isDead(nowMs: nowMs) {
        giveUp(.noPong)
      } else if let silentSinceMs = allSilentSinceMs, nowMs - silentSinceMs >= FeedLimits.allSilentMs {
        giveUp(.silent)
      } else {
        return false
      }
      wait(fraction)
      return true
    }
  }

  /// Since when no feed that was subscribed to has shown life; nil where none was.
  var allSilentSinceMs: Int64? { books.compactMap(\.silentSinceMs).max() }

  /// Begins with a connection that stands.
  mutating func open() {
    opened += 1
    isServed = false
    hasBook = false
    hasWarnedOfError = false
    isCautious = isCautious || books.contains { $0.isUsable && $0.strikes > 0 }
    heartbeat = Heartbeat(openedMs: nowMs, pingsAtOnce: isCautious)
    link = .open(sinceMs: nowMs)
  }

  /// Takes the end of the newest connection, by the peer or by the network.
  mutating func closed(_ code: UInt16?, _ fraction: () -> Double) {
    switch link {
    case .idle, .waiting: return
    case .connecting: break
    case .open:
      let suspects = books.indices.filter { books[$0].isSuspect(nowMs: nowMs) }
      lose(.closed(code: code))
      suspect(suspects)
    }
    wait(fraction)
  }

  /// Pings when it is time.
  mutating func beat() {
    guard heartbeat.isDue(nowMs: nowMs), messages.spend(nowMs: nowMs) else { return }
    heartbeat.pinged(nowMs: nowMs)
    actions.append(.send(FeedMessage.ping))
  }

  private mutating func giveUp(_ cause: DisconnectCause) {
    lose(cause)
    actions.append(.close(connection: connection, cause))
  }

  /// Lets everything die that lived by the connection, REST's books too: what was asked for before it broke may have been
  /// answered before.
  private mutating func lose(_ cause: DisconnectCause) {
    if case .open(let sinceMs) = link, hasBook, nowMs - sinceMs >= FeedLimits.stableAfterMs { attempt = 0 }
    actions.append(.killAllBooks)
    for place in books.indices {
      if books[place].source != nil {
        for feed in books[place].feeds { actions.append(.feedDown(feed, .disconnected(cause))) }
      }
      books[place].disconnected()
    }
    unsubscribes = []
    downSinceMs = downSinceMs ?? nowMs
  }

  /// Waits for the next connection, with backoff.
  private mutating func wait(_ fraction: () -> Double) {
    link = .waiting(untilMs: nowMs + Backoff.connection.delayMs(attempt: attempt, fraction: fraction()))
    attempt += 1
  }

  /// Wants no connection any more.
  private mutating func rest() -> Bool {
    link = .idle
    downSinceMs = nil
    unsubscribes = []
    return true
  }
}
