internal import RuleEngine

/// A recording with its signals as what other rules are tried on: judged by some rules, and known in full, every book,
/// every exit, and what the market did afterwards.
struct RecordedScene {
  /// What a line of the signals' files asks for.
  enum Step {
    case signal(Signal, line: [UInt8], RecordedRejection?, nowMs: Int64)
    case exit(Exit, line: [UInt8], nowMs: Int64)

    var nowMs: Int64 {
      switch self {
      case .signal(_, _, _, let nowMs), .exit(_, _, let nowMs): nowMs
      }
    }
  }

  /// Entries and exits in their order.
  let items: [TrialRecord.Item]
  /// How many lines were no signals.
  let badLines: Int

  /// - Parameters:
  ///   - chain: what judges.
  ///   - others: what will be tried.
  ///   - report: takes what is wrong with a line.
  init(
    market paths: [String], signals: [String], spotMeta: String?, _ chain: RuleChain, others: [RuleChain],
    _ network: Network, report: (String) -> Void
  ) throws(HostError) {
    let recordings = try Replay.open(paths)
    let (steps, badLines) = try RecordedScene.steps(signals, chain, report)
    let chains = [chain] + others
    var coins: [Coin] = []
    for case .signal(let signal, _, _, _) in steps where !coins.contains(signal.coin) { coins.append(signal.coin) }
    var feeds: [Feed] = []
    for feed in chains.flatMap(\.feeds) + coins.flatMap({ [.perp($0), .spot($0)] }) where !feeds.contains(feed) {
      feeds.append(feed)
    }
    let books = try ReplayCommand.feedBooks(feeds, recordings, spotMeta: spotMeta)
    self.badLines = badLines
    do {
      var walk = SceneWalk(
        pipeline: try RecordedScene.pipeline(chain, network), market: RecordingMerger(recordings), books: books,
        chains: chains)
      for step in steps { try walk.take(step) }
      items = try walk.finish()
    } catch let error as StoreError {
      throw .store(path: ":memory:", error)
    } catch let error as HostError {
      throw error
    } catch {
      // The block throws nothing else; the compiler cannot see it through the mixed calls.
      throw .store(path: ":memory:", .foreign)
    }
  }

  private static func pipeline(_ chain: RuleChain, _ network: Network) throws(StoreError) -> EntryPipeline {
    try EntryPipeline(
      judge: Judge(chain: chain, messages: MessageWriter(language: .en)), network: network,
      store: ScratchVerdictStore(), alerts: NoAlerts(), executor: PaperExecutor(alerts: NoAlerts()),
      log: Log(level: .error, format: .text, output: NoLog()), isStoreNew: true)
  }

  private static func steps(
    _ paths: [String], _ chain: RuleChain, _ report: (String) -> Void
  ) throws(HostError) -> ([Step], badLines: Int) {
    var steps: [Step] = []
    var badLines = 0
    var lastMs = Int64.min
    for path in paths {
      let lines = try LineReader(path: path)
      let source = SignalSource(requiresTime: true, acceptsMarket: false, chain: chain, name: path)
      while let line = try lines.next() {
        let recorded = line.isTooLong ? nil : RecordedRejection.parse(line.bytes)
        var reading = recorded.map { source.read(line.part($0.signal)) } ?? source.read(line)
        // The parser lets nothing without a time through here.
        switch reading {
        case .signal(let signal, _, _, _):
          let nowMs = signal.timeMs ?? 0
          if nowMs >= lastMs {
            steps.append(.signal(signal, line: Array(line.bytes), recorded?.0, nowMs: nowMs))
            lastMs = nowMs
          } else {
            reading = source.bad(SignalFault(.goesBack(toMs: nowMs, afterMs: lastMs), at: 0), signal.id, in: line)
          }
        case .exit(let exit):
          let nowMs = exit.timeMs ?? 0
          if nowMs >= lastMs {
            steps.append(.exit(exit, line: Array(line.bytes), nowMs: nowMs))
            lastMs = nowMs
          } else {
            let fault = ExitFault(.line(.goesBack(toMs: nowMs, afterMs: lastMs)))
            reading = source.bad(fault, exit.signalID, in: line)
          }
        case .blank, .bad: break
        }
        guard case .bad(_, let text) = reading else { continue }
        badLines += 1
        report(text)
      }
    }
    return (steps, badLines)
  }
}
