#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif
internal import RuleEngine

/// What leads to disk: records in a store, and replays.
enum PipelineBenchmarks {
  static var all: [Benchmark] {
    [
      Benchmark("record.one", "a record in a transaction of its own, durable", in: .microseconds) {
        place throws(HostError) in
        let (store, records) = try PipelineBenchmarks.store(place, "record.one.sqlite")
        let work = Workload.Work.latencies { iterations throws(HostError) in
          var elapsedNs: [Int64] = []
          for _ in 0..<iterations {
            let record = records.next(1)
            let start = BenchClock.wall.nowNs()
            try append(record, to: store)
            elapsedNs.append(BenchClock.wall.nowNs() - start)
          }
          return elapsedNs
        }
        return Workload(work: work, iterations: 500)
      },
      Benchmark("record.grouped", "a record among 1,000 in a transaction, durable") { place throws(HostError) in
        let (store, records) = try PipelineBenchmarks.store(place, "record.grouped.sqlite")
        let batch = 1000
        var workload = Workload.steady { iterations throws(HostError) in
          for _ in 0..<iterations { try append(records.next(batch), to: store) }
          return iterations
        }
        workload.operationsPerIteration = Double(batch)
        workload.iterations = 5
        workload.clock = .wall
        return workload
      },
      Benchmark("replay.memory", "a frame of a recording with signals, chain of three, store in memory") {
        place throws(HostError) in
        try replay(place, isStored: false)
      },
      Benchmark("replay.stored", "the same with a store on disk") { place throws(HostError) in
        try replay(place, isStored: true)
      },
    ]
  }

  private static func store(
    _ place: BenchPlace, _ name: String
  ) throws(HostError) -> (SQLiteVerdictStore, BenchRecords) {
    let path = place.storePath(name)
    let records = try BenchRecords(place)
    do {
      let store = try SQLiteVerdictStore(writingTo: path, as: StoreKind(origin: .replay, network: .mainnet))
      return (store, records)
    } catch {
      throw .store(path: path, error)
    }
  }

  private static func append(_ records: [VerdictRecord], to store: SQLiteVerdictStore) throws(HostError) {
    do { try store.append(records) } catch { throw .store(path: store.path, error) }
  }

  private static func replay(_ place: BenchPlace, isStored: Bool) throws(HostError) -> Workload {
    let inputs = BenchRecording(frames: 3000, seed: 13)
    let name = isStored ? "stored" : "memory"
    let (market, signals) = (place.path("\(name).market.jsonl"), place.path("\(name).signals.jsonl"))
    try FileBytes.write(inputs.market, path: market)
    try FileBytes.write(inputs.signals, path: signals)
    let chain = try place.chain(BenchRules.shipped)
    let storePath = isStored ? place.storePath("replay.sqlite") : ":memory:"
    var workload = Workload.steady { iterations throws(HostError) in
      var sum = 0
      for _ in 0..<iterations {
        if isStored { for suffix in ["", "-wal", "-shm"] { unlink(storePath + suffix) } }
        sum += try replay(chain, market: market, signals: signals, storePath: storePath).books
      }
      return sum
    }
    workload.operationsPerIteration = Double(inputs.frameCount)
    if isStored { workload.clock = .wall }
    return workload
  }

  private static func replay(
    _ chain: RuleChain, market: String, signals: String, storePath: String
  ) throws(HostError) -> ReplaySummary {
    let descriptor = open("/dev/null", O_WRONLY | O_CLOEXEC)
    defer { close(descriptor) }
    let nowhere = TextOutput(descriptor: descriptor, name: "/dev/null")
    let log = Log(level: .error, format: .text, output: nowhere)
    let pipeline: EntryPipeline
    do {
      let store = try Replay.store(storePath, .mainnet)
      pipeline = try EntryPipeline(
        judge: Judge(chain: chain, messages: MessageWriter(language: .en)), network: .mainnet, store: store,
        alerts: NoAlerts(), executor: PaperExecutor(alerts: NoAlerts()), log: log, isStoreNew: true)
    } catch {
      throw .store(path: storePath, error)
    }
    let writer = try Replay.writer(storePath)
    // The next replay needs the store's lock.
    defer { writer?.begin {}.wait() }
    var replay = Replay(
      chain: chain, warnings: [], books: FeedBooks(feeds: chain.feeds, named: [:], resolver: nil),
      market: RecordingMerger(try Replay.open([market])), pipeline: pipeline,
      writer: writer, language: .en, log: log, output: nowhere, errors: nowhere)
    try replay.answer(
      try LineReader(path: signals),
      source: SignalSource(requiresTime: true, acceptsMarket: false, chain: chain, name: signals))
    try replay.finish()
    return replay.summary
  }
}
