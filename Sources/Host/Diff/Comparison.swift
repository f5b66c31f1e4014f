internal import RuleEngine

/// Compares recorded verdicts with those that other rules would have given, each with the history that is its own.
struct Comparison {
  private let filter: StoreReader.Filter
  private let reader: ExplanationReader
  private let writer: VerdictWriter
  private var trial: Hindsight
  // The same rules with the history as it was.
  private var recorded: Hindsight

  private(set) var summary = ComparisonSummary()

  /// - Parameter filter: which entries are shown and counted; the history is that of all.
  init(_ chain: RuleChain, registry: RuleRegistry, filter: StoreReader.Filter = StoreReader.Filter()) {
    self.filter = filter
    reader = ExplanationReader(registry: registry)
    writer = VerdictWriter(chain: chain, network: .mainnet)
    trial = Hindsight(chain)
    recorded = trial
  }

  /// Takes what comes next.
  ///
  /// - Returns: the flip, where it is an entry whose verdict turns.
  mutating func take(_ item: TrialRecord.Item) -> Flip? {
    switch item {
    case .entry(let item):
      let finding = trial.judge(item)
      let flip = filter.contains(item.entry) ? compare(item, finding) : nil
      trial.remember(item, finding)
      recorded.remember(item, item.recordedFinding)
      return flip
    case .exit(let exit):
      trial.note(exit)
      recorded.note(exit)
    case .lost(let timeMs):
      trial.lose(through: timeMs)
      recorded.lose(through: timeMs)
    case .unreadable(let columns):
      summary.count(.unknown([.unreadable]), "")
      if let columns {
        trial.remember(columns)
        recorded.remember(columns)
      }
    }
    return nil
  }

  private mutating func compare(_ item: JudgedEntry, _ finding: Finding) -> Flip? {
    let entry = item.entry
    summary.count(finding, entry.signal.pair)
    guard finding.turns(entry.ruling, in: trial.chain) else { return nil }
    let flip = flip(item, finding)
    summary.count(flip)
    return flip
  }

  private func flip(_ item: JudgedEntry, _ finding: Finding) -> Flip {
    let entry = item.entry
    let before = entry.ruling.rejection
    var (rule, code): (String?, String?)
    if case .rejected(let index, let found) = finding {
      rule = index.map { trial.chain.entries[$0].id }
      code = found?.rawValue
    }
    // The measured numbers stand in the outcomes; what the books were is not asked here.
    let evidence = EvidenceWriter.none
    let was = reader.read(verdict: entry.verdictLine, evidence: evidence)
    let now = reader.read(verdict: writer.line(trial.verdict(on: entry)), evidence: evidence)
    let asItWas = recorded.judge(item)
    return Flip(
      seq: entry.seq, signalID: entry.signalID, timeMs: entry.nowMs, pair: entry.signal.pair,
      direction: entry.signal.direction.rawValue,
      from: Flip.Side(isApproved: before == nil, rule: before?.rule, code: before?.code.rawValue, was, rival: rule),
      to: Flip.Side(isApproved: finding == .approved, rule: rule, code: code, now, rival: before?.rule),
      cause: asItWas.turns(entry.ruling, in: trial.chain) || asItWas.isApproved == nil ? .direct : .history,
      aftermath: item.aftermath)
  }
}

extension JudgedEntry {
  /// What was found at that time.
  fileprivate var recordedFinding: Finding {
    guard let rejection = entry.ruling.rejection else { return .approved }
    return rejection.rule == nil ? .rejectedBefore : .rejected(entryIndex: nil, code: rejection.code)
  }
}

extension Finding {
  /// Whether it is another verdict than one that was given, by another entry of the rules, or with another code.
  fileprivate func turns(_ ruling: Ruling, in chain: RuleChain) -> Bool {
    switch (self, ruling) {
    case (.unknown, _), (.rejectedBefore, _), (.approved, .approved): false
    case (.approved, .rejected), (.rejected, .approved): true
    case (.rejected(let index, let code), .rejected(let before)):
      // Where it is not known for sure what decided, nothing says that it is another.
      index.map { chain.entries[$0].id != before.rule } ?? false || code.map { $0 != before.code } ?? false
    }
  }
}

extension StoreReader.Filter {
  /// Whether a recorded entry is among those that are asked for, by what its signal says and when it was judged.
  func contains(_ entry: RecordedEntry) -> Bool {
    let signal = entry.signal
    return entry.nowMs >= fromMs ?? .min && entry.nowMs < toMs ?? .max && pair.map { $0 == signal.pair } ?? true
      && coin.map { $0 == signal.coin.name } ?? true && direction.map { $0 == signal.direction } ?? true
      && strategy.map { $0 == signal.strategy } ?? true
  }
}
