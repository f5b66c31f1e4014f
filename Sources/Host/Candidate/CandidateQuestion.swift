internal import RuleEngine

/// What was asked of the live chain, and has been answered: all that a candidate is told.
enum CandidateQuestion: Sendable {
  /// A signal, what was known when it was decided, and its answer.
  case signal(Signal, Known, answer: [UInt8])
  /// An exit that is recorded.
  case exit(Exit, line: [UInt8], nowMs: Int64)

  /// What a signal was decided by.
  struct Known: Sendable {
    let line: [UInt8]
    /// The living quotes of the feeds that the candidate reads, with what its rules may ask of their past.
    let quotes: Quotes
    let balance: AvailableBalance?
    let nowMs: Int64
    /// Why no chain was to be asked.
    var rejection: RecordedRejection?
  }
}

/// What two chains made of the same signals.
struct CandidateCounts: Hashable, Sendable {
  /// Signals that both have answered.
  var signals = 0
  /// Those that the live chain approved and the candidate would reject.
  var stricter = 0
  /// Those that the live chain rejected and the candidate would approve.
  var looser = 0
  /// Those that came when too many waited, or that the candidate's store has refused.
  var lost = 0
}
