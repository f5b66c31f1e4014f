#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif
internal import RuleEngine

/// `replay`: a recording and its signals through the whole pipeline, by receipt time.
enum ReplayCommand: Command {
  static let help = CommandHelp(
    name: "replay", summary: "a recording and its signals through the whole pipeline, verdicts on standard output",
    arguments: "--market FILE... --signals FILE...",
    details: """
      Recordings are merged by receipt time; a frame received at or before a signal's time comes before it. Frames that
      cannot be used are counted in the summary. A line that is no entry signal is answered in its place; the exit code
      is then 65. Files whose names end in .gz are decompressed by the system's gzip. The market and the signals that
      run --record has written give the verdicts of that run.
      """,
    options: [
      OptionSpec("--market", "FILE...", isList: true, "recordings of order books, one or more"),
      OptionSpec("--signals", "FILE...", isList: true, "the signals, in the order of their times"),
      OptionSpec("--spot-meta", "FILE", "a reply to spotMetaAndAssetCtxs, to find spot books by"),
      .rules, .overrides, OptionSpec("--store", "PATH", "a new or empty store; default :memory:"),
      OptionSpec("--jobs", "N", "threads that work, one for the verdicts, the others for the recordings; default 1"),
      .language, .logLevel, .logFormat,
    ],
    example: "entrygate replay --market Examples/purr.market.jsonl --signals Examples/purr.signals.jsonl")

  private static let maxJobs = 64

  static func run(_ arguments: Arguments, _ context: CommandContext) throws(HostError) -> ExitCode {
    try arguments.allowRest(0)
    guard !arguments.list("--market").isEmpty else {
      throw .usage(.missingOption("--market", what: "the recordings to replay"), command: "replay")
    }
    _ = try arguments.required("--signals", what: "the signals to answer")
    let signalsPaths = arguments.list("--signals")
    let chain = try context.chain(arguments)
    let language = try context.language(arguments)
    let log = try context.log(arguments, default: .info)
    let network = try context.environment.network()
    let jobs = try arguments.count("--jobs") ?? 1
    guard jobs <= maxJobs else { throw arguments.badValue("--jobs", expected: "a whole number from 1 to \(maxJobs)") }
    let recordings = try Replay.open(arguments.list("--market"), jobs: jobs)
    let books = try feedBooks(chain.feeds, recordings, spotMeta: arguments.value("--spot-meta"))
    // A file that is not there is said before hours of work, not after.
    for path in signalsPaths where access(path, R_OK) != 0 { throw .cannotRead(path: path, errno: errno) }
    let storePath = arguments.value("--store") ?? ":memory:"
    let pipeline: EntryPipeline
    do {
      let store = try Replay.store(storePath, network)
      if let tail = try store.tail() { throw StoreError.notEmpty(records: tail.seq) }
      let alerts = LogAlerts(log: log, language: language)
      pipeline = try EntryPipeline(
        judge: Judge(chain: chain, messages: MessageWriter(language: language)), network: network, store: store,
        alerts: alerts, executor: PaperExecutor(alerts: alerts), log: log, isStoreNew: true)
    } catch let error as StoreError {
      throw .store(path: storePath, error)
    } catch {
      // The block throws nothing else; the compiler cannot see it through the mixed calls.
      throw .store(path: storePath, .foreign)
    }
    let writer = try Replay.writer(storePath)
    // Whatever happens: what was begun is written, and the thread has let go of the store, before this returns.
    defer { writer?.begin {}.wait() }
    var replay = Replay(
      chain: chain, warnings: context.startWarnings(chain), books: books, market: RecordingMerger(recordings),
      pipeline: pipeline, writer: writer, language: language, log: log, output: context.output,
      errors: context.errors)
    for path in signalsPaths {
      try replay.answer(
        try LineReader(path: path),
        source: SignalSource(requiresTime: true, acceptsMarket: false, chain: chain, name: path))
    }
    try replay.finish()
    try? context.errors.write(replay.summary.text)
    if replay.summary.counts.lastStoreError != nil { return .inputOutput }
    return replay.summary.counts.badSignals == 0 ? .done : .badInput
  }

  /// Which books of recordings are which feeds.
  static func feedBooks(
    _ feeds: [Feed], _ recordings: [Recording], spotMeta: String?
  ) throws(HostError) -> FeedBooks {
    var named: [Coin: String] = [:]
    for recording in recordings {
      for (coin, id) in recording.spotCoins {
        if let other = named[coin], other != id {
          throw .recording(path: recording.name, line: 1, .contradictorySpotCoins(coin))
        }
        named[coin] = id
      }
    }
    var resolver: SpotCoinResolver?
    if let spotMeta {
      do {
        resolver = try SpotCoinResolver(reply: FileBytes.read(path: spotMeta))
      } catch let fault as SpotCoinResolver.Fault {
        throw .spotMeta(path: spotMeta, fault)
      } catch let error as HostError {
        throw error
      } catch {
        throw .spotMeta(path: spotMeta, .unexpectedShape)
      }
    }
    return FeedBooks(feeds: feeds, named: named, resolver: resolver)
  }
}
