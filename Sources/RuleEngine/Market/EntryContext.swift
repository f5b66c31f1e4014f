/// Everything a rule may look at: the signal, the quotes, the history and now, and nothing else.
public struct EntryContext: Sendable {
  /// The wish to enter.
  public let signal: Signal
  /// The quotes that are alive or stale; a missing feed has none.
  public let quotes: Quotes
  /// The verdicts that came before.
  public let history: History
  /// Now, in milliseconds since 1970 UTC.
  public let nowMs: Int64

  /// Makes a context.
  public init(signal: Signal, quotes: Quotes = Quotes(), history: History = History(), nowMs: Int64) {
    self.signal = signal
    self.quotes = quotes
    self.history = history
    self.nowMs = nowMs
  }
}
