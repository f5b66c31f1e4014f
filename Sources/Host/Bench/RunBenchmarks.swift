#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif
internal import RuleEngine

/// The live host with a socket, a store on disk and no market data, asked by one client.
enum RunBenchmarks {
  static var all: [Benchmark] {
    [
      Benchmark("run", "a signal on the socket of run to its durable verdict, one client", in: .microseconds) {
        place throws(HostError) in
        let client = try LiveClient(place)
        var workload = Workload(work: .latencies { iterations throws(HostError) in try client.ask(iterations) })
        workload.iterations = 500
        workload.finish = { client.stop() }
        return workload
      }
    ]
  }
}

/// A host in this process, and its only client.
private final class LiveClient {
  private let mailbox: Mailbox<HostEvent>
  private let server: ClientServer
  private let ended: WakePipe
  private let descriptor: Int32
  private let reader: LineReader
  private let signals = BenchSignal.mixed(count: 1000, seed: 7).filter { $0.coin == "PURR" }
  private var asked = 0

  init(_ place: BenchPlace) throws(HostError) {
    let socketPath = place.path("run.sock")
    let storePath = place.storePath("run.sqlite")
    let rulesPath = place.path("run.json")
    let chain = try place.chain(BenchRules.withoutFeeds)
    do { (mailbox, ended) = (try Mailbox(), try WakePipe()) } catch { throw .network(error) }
    server = try ClientServer(path: socketPath, mailbox: mailbox)
    let (mailbox, server, ended, registry) = (mailbox, server, ended, place.registry)
    do {
      try server.start()
      // Store and pipeline belong to the thread that writes with them.
      try HostThread.start {
        let rulesFile = RulesFile(path: rulesPath, registry: registry, environment: [:])
        if var host = try? LiveClient.host(chain, storePath, rulesFile, server) {
          host.run(mailbox, endsWithInput: false)
        }
        server.stop()
        ended.wake()
      }
    } catch {
      throw .network(error)
    }
    descriptor = try UnixSocket.connect(path: socketPath)
    // A client's own descriptor may wait for its answer.
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK)
    reader = LineReader(descriptor: descriptor, name: socketPath, ownsDescriptor: true)
  }

  private static func host(
    _ chain: RuleChain, _ storePath: String, _ rulesFile: RulesFile, _ server: ClientServer
  ) throws(StoreError) -> LiveHost {
    let store = try SQLiteVerdictStore(writingTo: storePath, as: StoreKind(origin: .live, network: .mainnet))
    let log = BenchRecords.quietLog
    let pipeline = try EntryPipeline(
      judge: Judge(chain: chain, messages: MessageWriter(language: .en)), network: .mainnet, store: store,
      alerts: NoAlerts(), executor: PaperExecutor(alerts: NoAlerts()), log: log)
    return LiveHost(
      settings: LiveSettings(), clock: .system, market: NoMarket(), rulesFile: rulesFile, chain: chain,
      store: store, pipeline: pipeline, language: .en, log: log, flush: {},
      send: { line, client in if case .socket(let number) = client { server.send(line, to: number) } })
  }

  /// Asks and waits for each answer.
  ///
  /// - Returns: the nanoseconds of each.
  func ask(_ count: Int) throws(HostError) -> [Int64] {
    var elapsedNs: [Int64] = []
    for _ in 0..<count {
      asked += 1
      var line = signals[asked % signals.count].line(timeMs: nil)
      // The id is what makes a question a new one.
      line.replaceSubrange(line.startIndex..<(line.startIndex + 8), with: #"{"id":"r\#(asked)-"#.utf8)
      line.append(0x0A)
      let start = BenchClock.wall.nowNs()
      let written = line.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      guard written == line.count, try reader.next() != nil else {
        throw .cannotConnect(path: reader.name, errno: errno)
      }
      elapsedNs.append(BenchClock.wall.nowNs() - start)
    }
    return elapsedNs
  }

  func stop() {
    mailbox.post(.stop)
    ended.wait(timeoutMs: 10_000)
  }
}

/// No market data, for a chain that reads none.
private struct NoMarket: MarketView {
  let awaitsLists = false
  let awaitsContexts = false
  func snapshot(of feeds: [Feed], contextOf coin: Coin?) -> MarketSnapshot {
    MarketSnapshot(nowMs: HostClock.system.wallMs(), quotes: Quotes())
  }
  func awaited(among feeds: [Feed]) -> [Feed] { [] }
  func isUnknown(_ coin: Coin) -> Bool { false }
  func follow(_ chain: RuleChain, beside candidate: RuleChain?) {}
  func status(nowMs: Int64) -> MarketStatus { MarketStatus() }
  func record(_ signal: RecordedSignal) {}
  func stop() {}
}
