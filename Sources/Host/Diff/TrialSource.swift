internal import RuleEngine

/// What rules are tried on: the record of a store, or a recording with its signals.
struct TrialSource {
  /// A recording that is named on the command line.
  struct Files {
    let market: [String]
    let signals: [String]
    let spotMeta: String?
  }

  private let arguments: Arguments
  private let context: CommandContext
  /// Nil for the record of a store.
  let files: Files?

  static let options = [
    OptionSpec.store, OptionSpec("--judged-by", "FILE...", isList: true, "rules that the store has no text of"),
    OptionSpec("--market", "FILE...", isList: true, "recordings of order books, in place of a store"),
    OptionSpec("--signals", "FILE...", isList: true, "the recordings' signals, in the order of their times"),
    OptionSpec("--spot-meta", "FILE", "a reply to spotMetaAndAssetCtxs, to find spot books by"),
  ]

  init(_ arguments: Arguments, _ context: CommandContext) throws(HostError) {
    self.arguments = arguments
    self.context = context
    let (market, signals) = (arguments.list("--market"), arguments.list("--signals"))
    guard !market.isEmpty || !signals.isEmpty else {
      files = nil
      return
    }
    _ = try arguments.required("--market", what: "the recordings that the signals belong to")
    _ = try arguments.required("--signals", what: "the signals of the recordings")
    files = Files(market: market, signals: signals, spotMeta: arguments.value("--spot-meta"))
  }

  /// Hands on what there is, a batch at a time.
  ///
  /// - Parameters:
  ///   - judge: the rules that judged; nil of a store, which says who did.
  ///   - trial: the rules that are tried.
  /// - Returns: how many lines of the signals were no signals.
  func forEachBatch(
    judge: RuleChain?, trial: RuleChain, _ body: ([TrialRecord.Item]) throws(HostError) -> Void
  ) throws(HostError) -> Int {
    guard let files, let judge else {
      try forEachRecord(trial, body)
      return 0
    }
    let scene = try RecordedScene(
      market: files.market, signals: files.signals, spotMeta: files.spotMeta, judge, others: [trial],
      try context.environment.network()
    ) { try? context.errors.write($0.printable + "\n") }
    try body(scene.items)
    return scene.badLines
  }

  private func forEachRecord(
    _ trial: RuleChain, _ body: ([TrialRecord.Item]) throws(HostError) -> Void
  ) throws(HostError) {
    var handedIn: [RuleChain] = []
    for path in arguments.list("--judged-by") { handedIn.append(try context.chain(path: path)) }
    let worker: WorkerPool
    do { worker = try WorkerPool(threads: 1) } catch { throw .network(error) }
    let path = arguments.value("--store") ?? "entrygate.sqlite"
    do {
      let reader = try StoreReader(path: path)
      try reader.holdStill()
      let chains = try RecordedChains(reader, handedIn: handedIn, registry: context.registry)
      let progress = ProgressBar(context.errors, total: try reader.verdictCount(), of: "records")
      var run = try TrialRecord(reader, chains, for: trial)
      var count: Int64 = 0
      var batch = try run.next(on: worker)
      while let items = batch?.wait() {
        // The next ones are read while these are judged.
        batch = try run.next(on: worker)
        try body(items)
        count += Int64(items.count)
        progress.show(count)
      }
      progress.clear()
    } catch let error as StoreError {
      throw .store(path: path, error)
    } catch let error as HostError {
      throw error
    } catch {
      // The block throws nothing else; the compiler cannot see it through the mixed calls.
      throw .store(path: path, .foreign)
    }
  }
}
