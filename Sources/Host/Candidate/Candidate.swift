internal import RuleEngine
internal import Synchronization

/// The candidate of a live host: a thread that the host tells what it has answered, and never waits for.
final class Candidate: Sendable {
  private enum Event: Sendable {
    case asked([CandidateQuestion])
    case replace(RuleChain)
    case stop
  }

  /// What `status` shows.
  struct Status: Sendable {
    var digest: String
    var counts = CandidateCounts()
    /// Why its file was not taken, or why its store refuses.
    var error: String?
  }

  /// How many signals may wait; more than that are lost to the candidate, and counted.
  static let maxWaiting = 10_000
  /// How long a host that ends lets it go on.
  static let farewellMs: Int64 = 1500

  let file: RulesFile
  let storePath: String
  private let inbox: Mailbox<Event>
  private let ended: Mailbox<Bool>
  private let waitingCount = Atomic(0)
  private let unheardCount = Atomic(0)
  private let state: Lock<Status>

  /// - Parameters:
  ///   - file: where its rules stand.
  ///   - chain: those rules.
  ///   - storePath: where its verdicts go.
  init(file: RulesFile, chain: RuleChain, storePath: String) throws(NetworkError) {
    self.file = file
    self.storePath = storePath
    inbox = try Mailbox()
    ended = try Mailbox()
    state = Lock(Status(digest: chain.digest))
  }

  /// Where a candidate's verdicts go if nobody says: `entrygate.candidate.sqlite` beside `entrygate.sqlite`.
  static func storePath(beside path: String) -> String {
    if path == ":memory:" { return path }
    let stem = path.hasSuffix(".sqlite") ? path.dropLast(".sqlite".count) : path[...]
    return stem + ".candidate.sqlite"
  }

  var status: Status {
    var status = state.withLock { $0 }
    status.counts.lost += unheardCount.load(ordering: .relaxed)
    return status
  }

  /// Begins.
  ///
  /// - Parameters:
  ///   - gate: the candidate's; nobody else uses it from now on.
  ///   - say: takes what is to be logged.
  func start(
    _ gate: CandidateGate, language: Language, say: @escaping @Sendable (LocalizedText) -> Void
  ) throws(NetworkError) {
    // Handed over: whoever made it has no use for it any more.
    nonisolated(unsafe) let gate = gate
    try HostThread.start { self.serve(gate, language, say) }
  }

  /// Tells what was asked and answered; never waits.
  func tell(_ questions: [CandidateQuestion]) {
    guard waitingCount.load(ordering: .relaxed) + questions.count <= Candidate.maxWaiting else {
      unheardCount.add(questions.count, ordering: .relaxed)
      return
    }
    waitingCount.add(questions.count, ordering: .relaxed)
    inbox.post(.asked(questions))
  }

  /// Reads its rules again.
  ///
  /// - Returns: the rules that are in force from now on; nil where they are those of before, or the file has faults.
  func reload() -> RuleChain? {
    switch file.read() {
    case .chain(let chain):
      let isNew = state.withLock { state in
        state.error = nil
        defer { state.digest = chain.digest }
        return state.digest != chain.digest
      }
      guard isNew else { return nil }
      inbox.post(.replace(chain))
      return chain
    case .faults(let faults):
      state.withLock { $0.error = faults.joined(separator: "; ") }
      return nil
    }
  }

  /// Lets it answer what waits, for a moment.
  func stop() {
    inbox.post(.stop)
    _ = ended.take(timeoutMs: Candidate.farewellMs)
  }

  // MARK: The thread

  private func serve(_ gate: CandidateGate, _ language: Language, _ say: (LocalizedText) -> Void) {
    var gate = gate
    var isStopping = false
    while !isStopping {
      for event in inbox.take(timeoutMs: -1) {
        switch event {
        case .asked(let questions):
          for flip in gate.take(questions) { say(flip) }
          waitingCount.subtract(questions.count, ordering: .relaxed)
          state.withLock { $0.counts = gate.counts }
          if let fault = gate.fault { state.withLock { $0.error = fault.sentence(path: storePath) } }
        case .replace(let chain): gate.replace(Judge(chain: chain, messages: MessageWriter(language: language)))
        case .stop: isStopping = true
        }
      }
    }
    ended.post(true)
  }
}
