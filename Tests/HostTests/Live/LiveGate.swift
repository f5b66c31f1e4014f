import Foundation
import LoopbackExchange
import RuleEngine
import Rules
import Testing

@testable import Host

extension MovableClock {
  /// The clock as a host takes it.
  var host: HostClock { HostClock(wallMs: { self.wallMs }, monotonicMs: { self.monotonicMs }) }
}

/// A live host with its market data from an exchange on this machine, in this process.
final class LiveGate {
  typealias Answer = PipelineFixture.Answer

  let exchange: LoopbackExchange
  let driver: MarketDriver
  private let account: AccountPoller?
  let recorder: Recorder?
  private let folder: ScratchFolder
  private let chain: RuleChain
  private let mailbox: Mailbox<HostEvent>
  private let answers = LineBox()
  private var asked = 0

  /// The gate of the design's example, without patience for a missing price; time plays no part in it.
  static let rules = Fixture.rules(
    Fixture.arb(#","on_unavailable":"reject""#, params: #""max_age_ms":60000,"max_skew_ms":60000"#))

  /// - Parameters:
  ///   - feedWaitMs: how long a signal waits for a feed that is dead.
  ///   - address: whose balance is asked for.
  ///   - socket: where the WebSocket is, if it is not the exchange's.
  ///   - record: where the run is recorded, if it is.
  init(
    _ exchange: LoopbackExchange, rules: String = rules, feedWaitMs: Int64 = 20_000, address: AccountAddress? = nil,
    socket: String? = nil, record: Recorder.Settings? = nil
  ) throws {
    self.exchange = exchange
    folder = try ScratchFolder()
    chain = try Fixture.chain(rules)
    mailbox = try Mailbox()
    let path = try folder.file("rules.json", rules)
    let logPath = try folder.file("log", "")
    let clock = exchange.clock.host
    let webSocket = try #require(WebSocketAddress(socket ?? "ws://127.0.0.1:\(exchange.port)/ws"))
    let endpoints = MarketDriver.Endpoints(
      rest: "http://127.0.0.1:\(exchange.port)/info", socket: webSocket, options: NetworkOptions(proxy: ""))
    recorder = try record.map { [mailbox] settings in
      try Recorder(settings, clock: .system) { mailbox.post(.log($0, $1)) }
    }
    driver = try MarketDriver(endpoints, chain: chain, clock: clock, host: mailbox, recorder: recorder)
    let poller = try address.map { [mailbox, driver] in
      try AccountPoller(
        $0, url: endpoints.rest, options: endpoints.options, clock: clock, host: mailbox, keep: driver.keep)
    }
    account = poller
    var settings = LiveSettings()
    settings.feedWaitMs = feedWaitMs
    settings.startWaitMs = 60_000
    let (mailbox, answers, driver, given) = (mailbox, answers, driver, settings)
    let started = try WakePipe()
    try HostThread.start {
      do {
        let account: any AccountView = poller ?? NoAccount()
        try LiveGate.serve(mailbox, driver, account, clock, given, rules: path, log: logPath, started) {
          answers.add($0)
        }
      } catch {
        Issue.record(error)
      }
      started.wake()
    }
    // A host that began only after a test has moved the clock would wait for its start from there on.
    started.wait(timeoutMs: RunningHost.patienceMs)
  }

  private static func serve(
    _ mailbox: Mailbox<HostEvent>, _ driver: MarketDriver, _ account: any AccountView, _ clock: HostClock,
    _ settings: LiveSettings, rules: String, log logPath: String, _ started: WakePipe,
    _ send: @escaping ([UInt8]) -> Void
  ) throws {
    let file = RulesFile(path: rules, registry: try RuleRegistry(BuiltInRules.all), environment: [:])
    guard case .chain(let chain) = file.read() else { return }
    let handle = try FileHandle(forWritingTo: URL(filePath: logPath))
    let output = TextOutput(descriptor: handle.fileDescriptor, name: "log")
    let log = Log(level: .debug, format: .text, output: output)
    let alerts = LogAlerts(log: log, language: .en)
    let store = try SQLiteVerdictStore(writingTo: ":memory:", as: StoreKind(origin: .live, network: .mainnet))
    let pipeline = try EntryPipeline(
      judge: Judge(chain: chain, messages: MessageWriter(language: .en)), network: .mainnet, store: store,
      alerts: alerts, executor: PaperExecutor(alerts: alerts), log: log)
    var host = LiveHost(
      settings: settings, clock: clock, market: driver, account: account, rulesFile: file, chain: chain, store: store,
      pipeline: pipeline, language: .en, log: log, flush: { try? output.flush() }, send: { line, _ in send(line) })
    started.wake()
    host.run(mailbox, endsWithInput: false)
  }

  /// Ends the host and its market data.
  func stop() {
    mailbox.post(.stop)
    driver.stop()
    account?.stop()
  }

  // MARK: - Questions

  /// Says a line, without waiting for its answer.
  func say(_ line: String) {
    asked += 1
    mailbox.post(.line(.socket(1), LineAssembler.Line(bytes: Array(line.utf8), number: asked, isTooLong: false)))
  }

  /// The answer to everything that was said: the last one.
  func lastAnswer() async throws -> Answer {
    try await eventually("an answer") { answers.count >= asked }
    return Answer(description: answers.last)
  }

  func ask(_ line: String) async throws -> Answer {
    say(line)
    return try await lastAnswer()
  }

  /// Asks for an entry.
  func enter(_ direction: String = "long", symbol: String = "PURR/USDC:USDC") async throws -> Answer {
    try await ask(LiveGate.signal(direction, symbol: symbol))
  }

  static func signal(_ direction: String = "long", symbol: String = "PURR/USDC:USDC") -> String {
    #"{"symbol":"\#(symbol)","direction":"\#(direction)"}"#
  }

  /// Puts other rules in force.
  func reload(_ rules: String) async throws -> Answer {
    try folder.file("rules.json", rules)
    return try await ask(#"{"command":"reload"}"#)
  }

  /// Puts overrides in force.
  func override(_ overrides: String) async throws -> Answer {
    try folder.file("overrides.json", "{\"version\":1,\"overrides\":[\(overrides)]}")
    return try await ask(#"{"command":"reload"}"#)
  }

  // MARK: - What can be seen

  /// Every answer so far.
  var allAnswers: [String] { answers.all }

  /// How many answers there are.
  var answerCount: Int { answers.count }

  /// The feeds that are live.
  var live: Set<String> {
    Set(driver.status(nowMs: 0).feeds.filter(\.isLive).map(\.feed.description))
  }

  /// The mid that is kept of a feed.
  func mid(_ feed: String) -> String? {
    driver.status(nowMs: 0).feeds.first { $0.feed.description == feed }?.mid?.description
  }

  /// The balance that is kept of the account.
  var availableUSD: String? { driver.status(nowMs: 0).balance?.amountUSD.description }

  /// The funding rate that is kept of a coin.
  func fundingRate(_ coin: Coin) -> String? {
    driver.status(nowMs: 0).contexts.first { $0.coin == coin }?.context?.fundingRate?.description
  }

  /// Waits until exactly these feeds are live.
  func live(_ feeds: String...) async throws {
    try await eventually("live: \(feeds)") { live == Set(feeds) }
  }

  /// How often the log says something.
  func logged(_ text: String) throws -> Int { try folder.text("log").ranges(of: text).count }

  /// Puts the clocks forward.
  func advance(_ ms: Int64) {
    exchange.clock.advance(ms)
    // The driver's thread waits by the time as it was; to be told what it follows wakes it and changes nothing.
    driver.follow(chain, beside: nil)
    account?.look()
  }
}

/// Lines from one thread to another.
private final class LineBox: Sendable {
  private let lines = Lock<[String]>([])

  func add(_ line: [UInt8]) { lines.withLock { $0.append(String(decoding: line, as: UTF8.self)) } }
  var count: Int { lines.withLock(\.count) }
  var all: [String] { lines.withLock { $0 } }
  var last: String { lines.withLock { $0.last ?? "" } }
}

extension PipelineFixture.Answer {
  /// A member of the quote that was read of a feed.
  func input(_ feed: String, _ member: String) -> String? {
    let value = try? JSONValue(parsing: Array(description.utf8))
    let input = value?["inputs"]?.elements?.first { $0["feed"]?.string == feed }
    return input?[member]?.string ?? input?[member]?.number
  }
}

/// Looks again and again until something holds, for as long as a test may wait.
func eventually(
  _ what: String, at location: SourceLocation = #_sourceLocation, _ condition: () throws -> Bool
) async throws {
  let deadline = ContinuousClock.now + .milliseconds(RunningHost.patienceMs)
  while try !condition() {
    try #require(ContinuousClock.now < deadline, "not in time: \(what)", sourceLocation: location)
    try await Task.sleep(for: .milliseconds(2))
  }
}
