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

  // Plain words and markers, no optionals: a rule that looks at one field reads one word, and a copy moves whole ones.
  private var bidSizeUnits: Int128
  private var askSizeUnits: Int128
  @usableFromInline let bidUnits: Int64
  @usableFromInline let askUnits: Int64
  @usableFromInline private(set) var exchangeMs: Int64
  private var receiptMs: Int64
  // The earlier of the two times; the marker where neither is known.
  @usableFromInline private(set) var oldestMs: Int64
  @usableFromInline let isBook: Bool
  private let sourceCode: UInt8

  // No time that a frame or a signal may have reaches it.
  @inlinable static var unknownMs: Int64 { .max }
  // A size is zero or more.
  private static var unknownSize: Int128 { -1 }

  /// Makes a quote.
  public init(
    _ top: Top, bidSize: Size? = nil, askSize: Size? = nil, exchangeTimeMs: Int64? = nil, receivedMs: Int64? = nil,
    source: Source? = nil
  ) {
    switch top {
    case .book(let bid, let ask): (bidUnits, askUnits, isBook) = (bid.units, ask.units, true)
    case .mid(let mid): (bidUnits, askUnits, isBook) = (mid.units, mid.units, false)
    }
    bidSizeUnits = bidSize?.units ?? Quote.unknownSize
    askSizeUnits = askSize?.units ?? Quote.unknownSize
    exchangeMs = exchangeTimeMs ?? Quote.unknownMs
    receiptMs = receivedMs ?? Quote.unknownMs
    oldestMs = min(exchangeMs, receiptMs)
    sourceCode =
      switch source {
      case nil: 0
      case .webSocket: 1
      case .rest: 2
      }
  }

  /// The prices.
  public var top: Top {
    isBook
      ? .book(bid: Price(uncheckedUnits: bidUnits), ask: Price(uncheckedUnits: askUnits))
      : .mid(Price(uncheckedUnits: bidUnits))
  }

  /// The size at the best bid, where known.
  public var bidSize: Size? {
    get { bidSizeUnits == Quote.unknownSize ? nil : Size(uncheckedUnits: bidSizeUnits) }
    set { bidSizeUnits = newValue?.units ?? Quote.unknownSize }
  }

  /// The size at the best ask, where known.
  public var askSize: Size? {
    get { askSizeUnits == Quote.unknownSize ? nil : Size(uncheckedUnits: askSizeUnits) }
    set { askSizeUnits = newValue?.units ?? Quote.unknownSize }
  }

  /// When the exchange made the book, in milliseconds since 1970 UTC, where known.
  public var exchangeTimeMs: Int64? {
    get { exchangeMs == Quote.unknownMs ? nil : exchangeMs }
    set {
      exchangeMs = newValue ?? Quote.unknownMs
      oldestMs = min(exchangeMs, receiptMs)
    }
  }

  /// When the book was received, in milliseconds since 1970 UTC, where known.
  public var receivedMs: Int64? {
    get { receiptMs == Quote.unknownMs ? nil : receiptMs }
    set {
      receiptMs = newValue ?? Quote.unknownMs
      oldestMs = min(exchangeMs, receiptMs)
    }
  }

  /// By which way it came, where known.
  public var source: Source? {
    switch sourceCode {
    case 1: .webSocket
    case 2: .rest
    default: nil
    }
  }

  /// The mid: exactly (bid + ask) / 2, or the bare mid.
  @inlinable
  public var mid: Price {
    Price(midOf: Price(uncheckedUnits: bidUnits), Price(uncheckedUnits: askUnits))
  }

  /// Whether the best bid is above the best ask.
  @inlinable
  public var isCrossed: Bool { bidUnits > askUnits }

  /// The lesser of price × size at the best bid and the best ask, in dollars; zero where a size is not known.
  public var depthUSD: ExactDecimal {
    guard case .book(let bid, let ask) = top, let bidSize, let askSize else { return .zero }
    return min(bidSize.value(at: bid), askSize.value(at: ask))
  }

  /// The age in milliseconds: the larger of now - received and now - exchange time; 0 where neither is known.
  ///
  /// Negative where the quote comes from the future, by a clock that is ahead.
  @inlinable
  public func ageMs(now: Int64) -> Int64 { oldestMs == Quote.unknownMs ? 0 : now - oldestMs }

  /// How far a quote's time may lie ahead of now before it counts as stale, in milliseconds.
  @inlinable
  public static var maxAheadMs: Int64 { 2000 }

  /// Whether the quote is older than `maxAgeMs`, or more than 2000 ms ahead of now. Exactly `maxAgeMs` old is not.
  @inlinable
  public func isStale(now: Int64, maxAgeMs: Int64) -> Bool {
    let age = ageMs(now: now)
    return age > maxAgeMs || age < -Quote.maxAheadMs
  }

  /// The skew of two legs in milliseconds: the difference of their exchange times, or of their ages where one has no
  /// exchange time.
  @inlinable @inline(__always)
  public func skewMs(to other: Quote, now: Int64) -> Int64 {
    exchangeMs == Quote.unknownMs || other.exchangeMs == Quote.unknownMs
      ? abs(ageMs(now: now) - other.ageMs(now: now)) : abs(exchangeMs - other.exchangeMs)
  }
}
