internal import RuleEngine

/// What a live host asks of market data. A connection answers it, and in tests a table.
protocol MarketView: Sendable {
  /// The moment of a signal, and the living quotes of some feeds at it, with ages by the monotonic clock; and a coin's
  /// asset context, where the chain reads it, and the account's available balance.
  func snapshot(of feeds: [Feed], contextOf coin: Coin?) -> MarketSnapshot

  /// Which of some feeds are dead and may come alive: a signal may wait for them.
  func awaited(among feeds: [Feed]) -> [Feed]

  /// Whether the lists that say which coins are known are needed and have not come: a signal may wait for them.
  var awaitsLists: Bool { get }

  /// Whether asset contexts are needed and their first answer is still to come: the first signals may wait for it.
  var awaitsContexts: Bool { get }

  /// Whether the exchange is known not to list a coin as a perp.
  func isUnknown(_ coin: Coin) -> Bool

  /// Reads other feeds from now on: those of a chain, and those of a candidate beside it.
  func follow(_ chain: RuleChain, beside candidate: RuleChain?)

  /// The state of each feed, for `status`.
  func status(nowMs: Int64) -> MarketStatus

  /// Records a signal whose verdict is on disk, where a recording is made.
  func record(_ signal: RecordedSignal)

  /// Ends the connection.
  func stop()
}

/// The state of market data.
struct MarketStatus: Sendable {
  /// One feed's state.
  struct FeedState: Sendable {
    let feed: Feed
    let bookID: String?
    let isLive: Bool
    let mid: Price?
    let ageMs: Int64?
    let frames: Int
    let source: Quote.Source?
    /// Whether its books come too slowly for the rules that read them: the server may ignore `fast`.
    var isSlow = false
  }

  /// What is known of a coin's asset context.
  struct ContextState: Sendable {
    let coin: Coin
    let context: AssetContext?
  }

  var state = "off"
  var reconnects = 0
  var feeds: [FeedState] = []
  /// Of the coins whose contexts are read.
  var contexts: [ContextState] = []
  /// The account's available balance; nil where it is not known.
  var balance: AvailableBalance?
  /// The recording; nil where none is made.
  var recording: Recorder.Status?
}
