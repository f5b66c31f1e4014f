/// Everything a rule may look at: the signal, the quotes, the history, the balance and now, and nothing else.
public struct EntryContext: Sendable {
  /// The wish to enter.
  public let signal: Signal
  /// The quotes that are alive or stale; a missing feed has none.
  public let quotes: Quotes
  /// The verdicts that came before.
  public let history: History
  /// The account's available balance, fresh or stale; nil where it is not known.
  public let balance: AvailableBalance?
  /// Now, in milliseconds since 1970 UTC.
  public let nowMs: Int64

  /// Makes a context.
  public init(
    signal: Signal, quotes: Quotes = Quotes(), history: History = History(), balance: AvailableBalance? = nil,
    nowMs: Int64
  ) {
    self.signal = signal
    self.quotes = quotes
    self.history = history
    self.balance = balance
    self.nowMs = nowMs
  }
}
