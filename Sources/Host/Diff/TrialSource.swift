internal import RuleEngine

/// What rules are tried on: the record of a store, or a recording with its signals.
struct TrialSource {
  private let arguments: Arguments
  private let context: CommandContext
  private let old: [RuleChain]
  /// The rules that judge a recording; nil for the record of a store, which says who did.
  private let judge: RuleChain?

  /// Whether it is a recording, which tells what came after.
  var isRecording: Bool { judge != nil }

  static let options = [
    OptionSpec(
      "--old", "FILE...", isList: true, "the rules that judged: of a recording; of a store that has no text of them"),
    OptionSpec.store, OptionSpec("--market", "FILE...", isList: true, "recordings of order books, in place of a store"),
    OptionSpec("--signals", "FILE...", isList: true, "the recordings' signals, in the order of their times"),
    OptionSpec("--spot-meta", "FILE", "a reply to spotMetaAndAssetCtxs, to find spot books by"),
  ]

  /// - Parameter fallback: the rules that judge a recording where `--old` names none; nil where it must.
  init(_ arguments: Arguments, _ context: CommandContext, fallback: RuleChain? = nil) throws(HostError) {
    self.arguments = arguments
    self.context = context
    var old: [RuleChain] = []
    for path in arguments.list("--old") { old.append(try context.chain(path: path)) }
    self.old = old
    guard !arguments.list("--market").isEmpty || !arguments.list("--signals").isEmpty else {
      judge = nil
      return
    }
    _ = try arguments.required("--market", what: "the recordings that the signals belong to")
    _ = try arguments.required("--signals", what: "the signals of the recordings")
    if fallback == nil { _ = try arguments.required("--old", what: "the rules to compare with") }
    guard old.count < 2 else { throw arguments.badValue("--old", expected: "one file, where there is a recording") }
    judge = old.first ?? fallback
  }

  /// Hands on what there is, a batch at a time.
  ///
  /// - Parameter trial: the rules that are tried.
  /// - Returns: how many lines of the signals were no signals.
  func forEachBatch(
    for trial: RuleChain, _ body: ([TrialRecord.Item]) throws(HostError) -> Void
  ) throws(HostError) -> Int {
    guard let judge else {
      try forEachRecord(trial, body)
      return 0
    }
    let scene = try RecordedScene(
      market: arguments.list("--market"), signals: arguments.list("--signals"),
      spotMeta: arguments.value("--spot-meta"), judge, others: [trial], try context.environment.network()
    ) { try? context.errors.write($0.printable + "\n") }
    try body(scene.items)
    return scene.badLines
  }

  private func forEachRecord(
    _ trial: RuleChain, _ body: ([TrialRecord.Item]) throws(HostError) -> Void
  ) throws(HostError) {
    let worker: WorkerPool
    do { worker = try WorkerPool(threads: 1) } catch { throw .network(error) }
    let path = arguments.value("--store") ?? "entrygate.sqlite"
    let progress: ProgressBar
    var run: TrialRecord
    do {
      let reader = try StoreReader(path: path)
      try reader.holdStill()
      let chains = try RecordedChains(reader, handedIn: old, registry: context.registry)
      progress = ProgressBar(context.errors, total: try reader.verdictCount(), of: "records")
      run = try TrialRecord(reader, chains, for: trial)
    } catch {
      throw .store(path: path, error)
    }
    func next() throws(HostError) -> WorkerPool.Promise<[TrialRecord.Item]>? {
      do { return try run.next(on: worker) } catch { throw .store(path: path, error) }
    }
    var count: Int64 = 0
    var batch = try next()
    while let items = batch?.wait() {
      // The next ones are read while these are judged.
      batch = try next()
      try body(items)
      count += Int64(items.count)
      progress.show(count)
    }
    progress.clear()
  }
}
