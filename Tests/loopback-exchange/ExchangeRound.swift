import LoopbackExchange
import TestSupport

/// What the exchange does from one moment to the next.
struct ExchangeRound {
  private let exchange: LoopbackExchange
  private let options: ExchangeOptions
  private var market: MovingMarket<SplitMix64>
  private var books: [String: ExchangeBook] = [:]
  private var news: [String] = []
  private let startMs: Int64
  private var lastMs: Int64
  private var bookMs: Int64
  private var slowMs: Int64
  private var newsMs: Int64
  private var dropMs: Int64?
  private var silenceMs: Int64?
  private var drops = 0

  private static let newsEveryMs: Int64 = 5000

  init(exchange: LoopbackExchange, options: ExchangeOptions) {
    self.exchange = exchange
    self.options = options
    market = MovingMarket(SplitMix64(seed: options.seed))
    startMs = exchange.clock.monotonicMs
    (lastMs, bookMs, slowMs, newsMs) = (startMs, startMs, startMs, startMs + Self.newsEveryMs)
    dropMs = options.dropEveryMs.map { [startMs] in startMs + $0 }
    silenceMs = options.silenceEveryMs.map { [startMs] in startMs + $0 }
  }

  /// What there is to tell since the last time.
  mutating func takeNews() -> [String] {
    defer { news = [] }
    return news
  }

  /// Does what is due.
  ///
  /// - Returns: how long until something else is, in milliseconds; nil where it is over.
  mutating func next() -> Int64? {
    let nowMs = exchange.clock.monotonicMs
    if let forMs = options.forMs, nowMs - startMs >= forMs { return nil }
    if nowMs >= bookMs {
      books = market.pass(nowMs - lastMs)
      lastMs = nowMs
      bookMs = nowMs + MovingMarket<SplitMix64>.fastMs
      let isSlowToo = nowMs >= slowMs
      if isSlowToo { slowMs = nowMs + MovingMarket<SplitMix64>.slowMs }
      exchange.publish(books, onlyFast: !isSlowToo)
      exchange.dropIdle()
    }
    disturb(nowMs)
    if nowMs >= newsMs {
      newsMs = nowMs + Self.newsEveryMs
      tell()
    }
    let due = [bookMs, newsMs, dropMs, silenceMs].compactMap(\.self).min() ?? bookMs
    return max(due - nowMs, 1)
  }

  private mutating func disturb(_ nowMs: Int64) {
    if let everyMs = options.dropEveryMs, let dueMs = dropMs, nowMs >= dueMs {
      dropMs = nowMs + everyMs
      switch drops % 3 {
      case 0: exchange.drop(code: 1001)
      case 1: exchange.drop()
      default: exchange.reset()
      }
      news.append("exchange: connections " + ["closed with 1001", "cut off", "reset"][drops % 3])
      drops += 1
    }
    if let everyMs = options.silenceEveryMs, let dueMs = silenceMs, nowMs >= dueMs {
      silenceMs = nowMs + everyMs
      exchange.silence()
      news.append("exchange: connections silent from now on")
    }
  }

  private mutating func tell() {
    let (sockets, coins) = exchange.with { ($0.socketCount, $0.subscribed.sorted()) }
    let perp = books["PURR"].flatMap(Self.mid)
    let spot = books["PURR/USDC"].flatMap(Self.mid)
    guard let perp, let spot else { return }
    let basisPoints = Int(((perp - spot) / spot * 10_000).rounded())
    let spread = "\(basisPoints < 0 ? "-" : "+")\(abs(basisPoints) / 100).\(abs(basisPoints) % 100 / 10)"
    let feeds = coins.isEmpty ? "nothing subscribed to" : coins.joined(separator: " ")
    news.append("exchange: PURR's spread is \(spread) %; connections: \(sockets); \(feeds)")
  }

  private static func mid(_ book: ExchangeBook) -> Double? {
    guard let bid = book.bids.first.flatMap({ Double($0.price) }),
      let ask = book.asks.first.flatMap({ Double($0.price) })
    else { return nil }
    return (bid + ask) / 2
  }
}
