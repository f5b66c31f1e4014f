internal import RuleEngine

/// What was submitted and waits for its commit, in order.
struct WaitingSubmissions {
  private(set) var list: [Submission] = []

  /// How many bytes of records and exits wait: a verdict on thousands of entries is a line of megabytes.
  private(set) var bytes = 0

  // The first verdicts among them, by signal id. By bytes, as the store compares them: a String equals another spelling
  // of its characters, and answers would hang on the commits.
  private var placeByID: [[UInt8]: Int] = [:]
  // The exits among them, by the places of their verdicts in the record.
  private var exitBySeq: [Int64: ExitRecord] = [:]

  /// Adds a submission.
  ///
  /// - Parameter isFirst: whether its record, if it has one, is the first of its signal id.
  mutating func append(_ submission: Submission, isFirst: Bool) {
    if let record = submission.record {
      if isFirst { placeByID[Array(record.signalID.utf8)] = list.count }
      bytes += record.verdictLine.count + record.signalLine.count + record.evidence.count
    }
    if let exit = submission.exit {
      exitBySeq[exit.seq] = exit
      bytes += exit.line.count
    }
    list.append(submission)
  }

  /// The first record of a signal id.
  func record(signalID: String) -> VerdictRecord? {
    placeByID[Array(signalID.utf8)].flatMap { list[$0].record }
  }

  /// The exit of a verdict.
  func exit(of seq: Int64) -> ExitRecord? { exitBySeq[seq] }

  /// Gives all that waits. Nothing waits from then on.
  mutating func take() -> [Submission] {
    defer {
      list = []
      placeByID.removeAll(keepingCapacity: true)
      exitBySeq.removeAll(keepingCapacity: true)
      bytes = 0
    }
    return list
  }
}
