/// What is known of one feed at one moment: the best bid and ask, or a bare mid.
///
/// A book that is empty, one-sided or dead is no quote at all: the feed is missing.
public struct Quote: Hashable, Sendable {
  /// The two sides of a book's top, or the mid alone.
  public enum Top: Hashable, Sendable {
    /// The best bid and the best ask; the bid is above the ask in a crossed book.
    case book(bid: Price, ask: Price)
    /// A mid without the book it came from.
    case mid(Price)
  }

  /// By which way a quote came.
  public enum Source: String, Hashable, Sendable {
    /// The WebSocket subscription.
    case webSocket = "ws"
    /// A REST request.
    case rest
  }

  /// The prices.
  public var top: Top
  /// The size at the best bid, where known.
  public var bidSize: Size?
  /// The size at the best ask, where known.
  public var askSize: Size?
  /// When the exchange made the book, in milliseconds since 1970 UTC, where known.
  public var exchangeTimeMs: Int64?
  /// When the book was received, in milliseconds since 1970 UTC, where known.
  public var receivedMs: Int64?
  /// By which way it came, where known.
  public var source: Source?

  /// Makes a quote.
  public init(
    _ top: Top, bidSize: Size? = nil, askSize: Size? = nil, exchangeTimeMs: Int64? = nil, receivedMs: Int64? = nil,
    source: Source? = nil
  ) {
    self.top = top
    self.bidSize = bidSize
    self.askSize = askSize
    self.exchangeTimeMs = exchangeTimeMs
    self.receivedMs = receivedMs
    self.source = source
  }

  /// The mid: exactly (bid + ask) / 2, or the bare mid.
  public var mid: Price {
    switch top {
    case .book(let bid, let ask): Price(midOf: bid, ask)
    case .mid(let price): price
    }
  }

  /// Whether the best bid is above the best ask.
  public var isCrossed: Bool {
    switch top {
    case .book(let bid, let ask): bid > ask
    case .mid: false
    }
  }

  /// The lesser of price × size at the best bid and the best ask, in dollars; zero where a size is not known.
  public var depthUSD: ExactDecimal {
    guard case .book(let bid, let ask) = top, let bidSize, let askSize else { return .zero }
    return min(bidSize.value(at: bid), askSize.value(at: ask))
  }

  /// The age in milliseconds: the larger of now - received and now - exchange time; 0 where neither is known.
  ///
  /// Negative where the quote comes from the future, by a clock that is ahead.
  public func ageMs(now: Int64) -> Int64 {
    switch (receivedMs, exchangeTimeMs) {
    case (let received?, let exchange?): now - min(received, exchange)
    case (let time?, nil), (nil, let time?): now - time
    case (nil, nil): 0
    }
  }

  /// How far a quote's time may lie ahead of now before it counts as stale, in milliseconds.
  public static let maxAheadMs: Int64 = 2000

  /// Whether the quote is older than `maxAgeMs`, or more than 2000 ms ahead of now. Exactly `maxAgeMs` old is not.
  public func isStale(now: Int64, maxAgeMs: Int64) -> Bool {
    let age = ageMs(now: now)
    return age > maxAgeMs || age < -Quote.maxAheadMs
  }

  /// The skew of two legs in milliseconds: the difference of their exchange times, or of their ages where one has no
  /// exchange time.
  public func skewMs(to other: Quote, now: Int64) -> Int64 {
    if let mine = exchangeTimeMs, let theirs = other.exchangeTimeMs { return abs(mine - theirs) }
    return abs(ageMs(now: now) - other.ageMs(now: now))
  }
}
