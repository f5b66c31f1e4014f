internal import RuleEngine

/// All that the connection knows of one book of the exchange.
///
/// A value of it has three parts: what is thought of the coin, which outlives connections; its subscription on the
/// connection that stands; and where its newest book came from.
struct FeedBook {
  /// What is thought of the coin.
  enum Standing: Hashable {
    /// REST has to be asked, at the time given, in milliseconds; `attempt` have failed.
    case unproved(attempt: Int, askAtMs: Int64)
    /// REST was asked.
    case asked(attempt: Int, request: Int, sinceMs: Int64)
    /// REST knows the coin.
    case proved
    /// Left alone for a while.
    case setAside(SetAsideCause, untilMs: Int64)
  }

  /// What a book that came by the WebSocket is.
  enum Reception: Hashable {
    /// The first since the subscription.
    case first
    /// Newer than the one before: the proof of life.
    case newer
    /// As old as the one before. The first frame can come twice.
    case repeated
    /// Older than the one before, or not subscribed to.
    case unwanted
  }

  /// A poll by REST that has no answer yet.
  struct Poll: Hashable {
    let request: Int
    let sinceMs: Int64
  }

  /// The exchange's name of the book.
  let coinID: String
  /// The feeds it serves: one, as a rule.
  let feeds: [Feed]
  /// The least `max_age_ms` of its feeds.
  var maxAgeMs: Int64

  var standing: Standing
  /// How often in a row the socket closed with this coin as the only suspect.
  var strikes = 0
  /// The cause that the operator was told, until the feed is live again.
  var warned: SetAsideCause?
  var pace = BookPace()
  /// How many books have come by the WebSocket.
  private(set) var frames = 0

  /// When it was last subscribed to on this connection; nil while it is not.
  private(set) var subscribedMs: Int64?
  /// When it was first subscribed to on this connection.
  private var firstSubscribedMs: Int64?
  /// When a book last proved life on this connection.
  private var aliveMs: Int64?
  private var hasFrame = false
  private var lastTimeMs: Int64 = 0

  /// By which way the book that is kept came; nil where none is.
  var source: Quote.Source?
  var poll: Poll?
  var nextPollMs: Int64 = 0
  private(set) var polledMs: Int64 = 0

  init(coinID: String, feeds: [Feed], maxAgeMs: Int64, nowMs: Int64) {
    self.coinID = coinID
    self.feeds = feeds
    self.maxAgeMs = maxAgeMs
    standing = .unproved(attempt: 0, askAtMs: nowMs)
  }

  /// Whether it may be subscribed to and polled.
  var isUsable: Bool { standing == .proved }

  /// How long it may be silent, in milliseconds; longer is too long.
  var silenceMs: Int64 { max(FeedLimits.oneSilentMs, maxAgeMs) }

  // MARK: - The subscription

  /// Whether a close at `nowMs` would point to this coin.
  func isSuspect(nowMs: Int64) -> Bool {
    guard let subscribedMs, !hasFrame else { return false }
    return nowMs - subscribedMs <= FeedLimits.suspectWithinMs
  }

  /// Since when it has shown no life on this connection; nil where it was not subscribed to. To subscribe again is no life.
  var silentSinceMs: Int64? { aliveMs ?? firstSubscribedMs }

  /// Since when the subscription has been silent; nil while there is none.
  var waitingSinceMs: Int64? { subscribedMs.map { max($0, aliveMs ?? $0) } }

  /// Notes that the subscription was sent.
  mutating func subscribed(nowMs: Int64) {
    subscribedMs = nowMs
    firstSubscribedMs = firstSubscribedMs ?? nowMs
    hasFrame = false
    lastTimeMs = 0
  }

  /// Notes that the subscription is given up, to be made again on the same connection.
  mutating func unsubscribed() {
    subscribedMs = nil
    pace.interrupted()
  }

  /// Notes that the connection is gone, with whatever was kept and asked for.
  mutating func disconnected() {
    unsubscribed()
    firstSubscribedMs = nil
    aliveMs = nil
    source = nil
    poll = nil
    nextPollMs = 0
  }

  /// Notes a book by the WebSocket.
  mutating func received(timeMs: Int64, nowMs: Int64) -> Reception {
    guard subscribedMs != nil else { return .unwanted }
    frames += 1
    guard hasFrame else {
      hasFrame = true
      lastTimeMs = timeMs
      aliveMs = nowMs
      source = .webSocket
      poll = nil
      return .first
    }
    guard timeMs >= lastTimeMs else { return .unwanted }
    guard timeMs > lastTimeMs else { return .repeated }
    lastTimeMs = timeMs
    aliveMs = nowMs
    return .newer
  }

  // MARK: - REST

  /// Notes a book by REST.
  ///
  /// - Returns: whether it is to be kept: it is not older than the one before.
  mutating func polled(timeMs: Int64, nowMs: Int64) -> Bool {
    guard source == nil || timeMs >= lastTimeMs else { return false }
    source = .rest
    lastTimeMs = timeMs
    polledMs = nowMs
    return true
  }
}
