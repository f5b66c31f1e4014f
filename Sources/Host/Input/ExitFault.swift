internal import RuleEngine

/// Why an exit is not taken note of, and where in its line that shows.
struct ExitFault: Error, Hashable {
  enum Problem: Hashable {
    /// Something in the line, in the words for signals.
    case line(SignalFault.Problem)
    /// No signal has the id.
    case unknownSignal
    /// The signal's entry was rejected.
    case notApproved
    /// The entry is closed, with another result.
    case alreadyClosed(pnlUSD: ExactDecimal)
    /// `evaluate` remembers no entries.
    case noRecord
  }

  let problem: Problem
  /// The offset in the line.
  let offset: Int

  init(_ problem: Problem, at offset: Int = 0) {
    self.problem = problem
    self.offset = offset
  }

  /// The code of the answer.
  var code: ReasonCode {
    switch problem {
    case .line, .noRecord: "bad_exit"
    case .unknownSignal: "exit_unknown"
    case .notApproved: "exit_not_approved"
    case .alreadyClosed: "exit_conflict"
    }
  }
}

extension ExitFault: CustomStringConvertible {
  var description: String {
    switch problem {
    case .line(let problem): SignalFault(problem, at: offset).description
    case .unknownSignal: "no signal has this \"signal_id\""
    case .notApproved: "the entry of this \"signal_id\" was rejected: there is nothing to close"
    case .alreadyClosed(let pnlUSD): "the entry is closed already, with \"pnl_usd\" \(pnlUSD)"
    case .noRecord: "nothing is remembered here: say \"closed\" and \"pnl_usd\" in a signal's \"history\""
    }
  }
}
