/// A strategy's word that the position of an approved entry is closed.
///
/// It informs the history and is never gated: `RuleChain.decide` takes an `EntryContext`, which is made of a `Signal`, and
/// nothing makes a signal of an exit.
public struct Exit: Hashable, Sendable {
  /// The id of the signal whose entry was approved.
  public let signalID: String
  /// When the strategy said so, in milliseconds since 1970 UTC, where it says when.
  public let timeMs: Int64?
  /// What the position made, in US dollars; negative for a loss.
  public let pnlUSD: ExactDecimal

  /// Makes an exit.
  public init(signalID: String, timeMs: Int64? = nil, pnlUSD: ExactDecimal) {
    self.signalID = signalID
    self.timeMs = timeMs
    self.pnlUSD = pnlUSD
  }
}
