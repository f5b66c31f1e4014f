internal import RuleEngine

/// Submissions that a thread writes. Until it has ended nobody else uses the store.
struct SubmissionWriting {
  private let submissions: [Submission]
  private let failure: WorkerPool.Promise<StoreError?>

  /// Has a thread write them.
  init(_ submissions: [Submission], to store: any VerdictStore, on writer: WorkerPool) {
    self.submissions = submissions
    // The thread's until `failure.wait` has returned: nothing uses it before.
    nonisolated(unsafe) let store = store
    failure = writer.begin { store.write(submissions) }
  }

  /// Waits until they are written: none of them, or all where the store has refused. From then on it may be used.
  var refused: [Submission] { failure.wait() == nil ? [] : submissions }

  /// Waits until they are written.
  func settled() -> SettledSubmissions { SettledSubmissions(submissions: submissions, failure: failure.wait()) }
}

/// Submissions that are on disk, or were refused with one another.
struct SettledSubmissions {
  let submissions: [Submission]
  /// Why the store has refused them; nil where it has not.
  let failure: StoreError?
}

extension VerdictStore {
  /// Writes the records and exits of submissions, all or none.
  ///
  /// - Returns: why the store has refused them.
  func write(_ submissions: [Submission]) -> StoreError? {
    let records = submissions.compactMap(\.record)
    let exits = submissions.compactMap(\.exit)
    if records.isEmpty && exits.isEmpty { return nil }
    do {
      try append(records, exits: exits)
      return nil
    } catch {
      return error
    }
  }
}
