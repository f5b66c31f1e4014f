internal import RuleEngine

/// A second chain that answers what the live one has answered, into a store of its own, and counts where they differ.
///
/// It is asked after the answers were given, of copies: nothing of it can come back into a verdict.
struct CandidateGate {
  private(set) var counts = CandidateCounts()
  private var pipeline: EntryPipeline
  private let language: Language

  /// - Parameters:
  ///   - pipeline: the candidate's own: its chain, its history, its store.
  ///   - language: of what is said about flips.
  init(_ pipeline: EntryPipeline, _ language: Language) {
    self.pipeline = pipeline
    self.language = language
  }

  /// Opens a candidate's store, and goes on where it ends.
  static func open(
    _ chain: RuleChain, _ network: Network, storePath: String, _ language: Language
  ) throws(HostError) -> CandidateGate {
    do {
      let store = try SQLiteVerdictStore(
        writingTo: storePath, as: StoreKind(origin: .candidate, network: network))
      // Its gates are heard nowhere: what they say would be taken for the live chain's word.
      let log = Log(level: .error, format: .text, output: NoLog())
      let pipeline = try EntryPipeline(
        judge: Judge(chain: chain, messages: MessageWriter(language: language)), network: network, store: store,
        alerts: NoAlerts(), executor: PaperExecutor(alerts: NoAlerts()), log: log)
      return CandidateGate(pipeline, language)
    } catch {
      throw .store(path: storePath, error)
    }
  }

  /// Why the store last refused; nil while it does not.
  private(set) var fault: StoreError?

  /// Puts another candidate in force.
  mutating func replace(_ judge: Judge) { pipeline.replace(judge) }

  /// Takes what was asked and answered since.
  ///
  /// - Returns: what is to be said of it.
  mutating func take(_ questions: [CandidateQuestion]) -> [LocalizedText] {
    // What was answered to each that waits for its commit; nil of an exit.
    var live: [Answer?] = []
    for question in questions {
      switch question {
      case .signal(let signal, let known, let answer):
        guard let answer = Answer(answer, to: signal) else { continue }
        submit(signal.named(answer.id), known)
        live.append(answer)
      case .exit(let exit, let line, let nowMs):
        // An exit of an entry that the candidate did not approve says nothing to it.
        let problem = pipeline.submit(exit, line: line, nowMs: nowMs)
        if problem == nil { live.append(nil) }
      }
    }
    let own = pipeline.commit()
    var flips: [LocalizedText] = []
    for (place, (answer, line)) in zip(live, own).enumerated() {
      guard let answer else { continue }
      guard !pipeline.refusedByStore.contains(place), let verdict = try? JSONValue(parsing: line) else {
        counts.lost += 1
        continue
      }
      counts.signals += 1
      if let flip = compare(answer, verdict) { flips.append(flip) }
    }
    fault = pipeline.refusedByStore.isEmpty ? nil : pipeline.counts.lastStoreError
    return flips
  }

  private mutating func submit(_ signal: Signal, _ known: CandidateQuestion.Known) {
    if let rejection = known.rejection {
      pipeline.reject(
        signal, line: known.line, stage: rejection.stage, rejection.code, reason: rejection.reason,
        balance: known.balance, nowMs: known.nowMs)
    } else {
      pipeline.submit(
        signal, line: known.line, quotes: known.quotes, balance: known.balance, nowMs: known.nowMs)
    }
  }

  private mutating func compare(_ answer: Answer, _ own: JSONValue) -> LocalizedText? {
    let name = answer.name
    guard (own["action"]?.string == Ruling.approved.action) != answer.isApproved else { return nil }
    if answer.isApproved { counts.stricter += 1 } else { counts.looser += 1 }
    let cause = [own["rule"]?.string, own["code"]?.string].compactMap(\.self).joined(separator: " ")
    return answer.isApproved
      ? LocalizedText(
        zh: "[candidate] 🔀 \(name) | 实盘放行, 候选规则会拦截 | \(cause)",
        en: "[candidate] 🔀 \(name) | approved, and the candidate would reject | \(cause)")
      : LocalizedText(
        zh: "[candidate] 🔀 \(name) | 实盘拒绝, 候选规则会放行",
        en: "[candidate] 🔀 \(name) | rejected, and the candidate would approve")
  }

  /// What the live chain has answered to a signal.
  private struct Answer {
    let id: String
    let isApproved: Bool
    /// The signal as lines name it.
    let name: String

    /// - Returns: nil of an answer that is not remembered: a repeat, or one that the store has refused.
    init?(_ line: [UInt8], to signal: Signal) {
      guard let value = try? JSONValue(parsing: line), value["duplicate"] == nil,
        value["stage"]?.string != Ruling.Rejection.Stage.store.rawValue, let id = value["signal_id"]?.string
      else { return nil }
      self.id = id
      isApproved = value["action"]?.string == Ruling.approved.action
      name = "\(id) | \(signal.pair) \(signal.direction.rawValue)"
    }
  }
}
