internal import RuleEngine

/// What was asked of the pipeline: a signal, and what is known beside it.
struct Asked {
  let signal: Signal
  /// The signal as it came.
  let line: [UInt8]
  /// What makes the signal the same as another one with its id.
  let fingerprint: String
  /// The account's available balance, where it is known.
  let balance: AvailableBalance?
  let nowMs: Int64

  init(signal: Signal, line: [UInt8], balance: AvailableBalance?, nowMs: Int64) {
    self.signal = signal
    self.line = line
    self.balance = balance
    self.nowMs = nowMs
    fingerprint = SignalFingerprint.of(signal)
  }
}

/// Why an exit is not taken note of.
struct ExitRefusal: Hashable {
  let problem: ExitFault.Problem
  let signalID: String
  /// Whether that rests on a record that waits for its commit: where the store refuses the one, nothing is known.
  let isWaiting: Bool

  init(_ problem: ExitFault.Problem, signalID: String, isWaiting: Bool) {
    self.problem = problem
    self.signalID = signalID
    self.isWaiting = isWaiting
  }
}

/// A submission that waits for its commit.
struct Submission {
  enum Answer {
    case recorded(VerdictRecord, [LogEntry], [GateSkip])
    case again([UInt8], isWaiting: Bool)
    /// No signal, and no exit that is taken note of: its answer, and what the log says.
    case notTaken([UInt8], LogEntry, waitingExitOf: String?)
    case storeFailed(StoreError)
    case exit(ExitRecord)
    case exitAgain(signalID: String, isWaiting: Bool)
    case exitFailed(signalID: String, StoreError)
  }

  let answer: Answer
  /// Nil of a line that is no signal, and of an exit.
  let asked: Asked?

  init(_ answer: Answer, _ asked: Asked?) {
    self.answer = answer
    self.asked = asked
  }

  var record: VerdictRecord? {
    if case .recorded(let record, _, _) = answer { record } else { nil }
  }

  var exit: ExitRecord? { if case .exit(let record) = answer { record } else { nil } }
}
