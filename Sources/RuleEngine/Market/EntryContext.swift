/// Everything a rule may look at: the signal, the quotes, the history, the balance and now, and nothing else.
public struct EntryContext: Sendable {
  /// The wish to enter.
  public let signal: Signal
  /// The quotes that are alive or stale, and the asset contexts; a missing feed has no quote.
  public let quotes: Quotes
  /// The verdicts that came before.
  public let history: History
  /// The account's available balance, fresh or stale; nil where it is not known.
  public let balance: AvailableBalance?
  /// Now, in milliseconds since 1970 UTC.
  public let nowMs: Int64
  /// The quote of the perp of the signal's coin; nil where the feed is missing.
  public let perp: Quote?
  /// The quote of the spot pair of the signal's coin; nil where the feed is missing.
  public let spot: Quote?
  /// Whether somebody will read the numbers behind the outcomes, and not the outcomes alone.
  public let wantsEvidence: Bool

  /// Makes a context.
  public init(
    signal: Signal, quotes: Quotes = Quotes(), history: History = History(), balance: AvailableBalance? = nil,
    nowMs: Int64, wantsEvidence: Bool = true
  ) {
    self.signal = signal
    self.quotes = quotes
    self.history = history
    self.balance = balance
    self.nowMs = nowMs
    self.wantsEvidence = wantsEvidence
    // Looked up once: every rule about a book asks for one of these two.
    perp = quotes.quote(.perp, of: signal.coin)
    spot = quotes.quote(.spot, of: signal.coin)
  }

  /// The quote of one of the two books of the signal's coin; nil where the feed is missing.
  @inlinable
  public func quote(_ market: Feed.Market) -> Quote? {
    switch market {
    case .perp: perp
    case .spot: spot
    }
  }

  /// What is said of the perp of the signal's coin beside its book, fresh or stale; nil where it is not known.
  public var assetContext: AssetContext? { quotes[contextOf: signal.coin] }

  /// The past of one of the two books of the signal's coin before its quote, where a rule declares that it looks back.
  public func trail(_ market: Feed.Market) -> QuoteTrail { quotes[trailOf: Feed(market, signal.coin)] }

  /// The numbers behind an outcome, where somebody will read them; else none, and nothing is computed.
  @inlinable
  public func evidence(_ make: @autoclosure () -> Evidence) -> Evidence { wantsEvidence ? make() : .none }
}
