internal import RuleEngine

/// Everything that is said of one signal.
struct Verdict {
  /// A quote that was read, or would have been had there been one.
  struct Input {
    let feed: Feed
    let quote: Quote
    /// What the book was before, where a rule may look back; it is recorded, and it is no part of the verdict's line.
    var trail = QuoteTrail()
  }

  /// The id the signal has, or was given; nil of a signal without one that was not recorded.
  let signalID: String?
  /// The place in the store, or in a run of `evaluate`; nil where the verdict was not recorded.
  let seq: Int64?
  /// Now, in milliseconds since 1970 UTC.
  let timeMs: Int64
  let signal: Signal
  let ruling: Ruling
  /// What the entries said; nil where the signal was rejected before they were asked.
  let decision: Decision?
  /// The quotes that were read, in order of first use.
  let inputs: [Input]
  /// The asset context that was read.
  var context: AssetContext?
  /// The account's available balance, where it is known; it is recorded, and it is no part of the verdict's line.
  var balance: AvailableBalance?
}
