#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif
internal import RuleEngine

/// `run`: the live host.
enum RunCommand: Command {
  /// How long a host that was told to stop waits for who reads its standard output, and then its log.
  private static let farewellMs: Int64 = 1000

  static let help = CommandHelp(
    name: "run", summary: "the live host: market data in, signals answered with recorded verdicts", arguments: "",
    details: """
      Signals come on standard input, where that is not a terminal, and on the socket of --listen; each is answered by a
      verdict that is on disk, and so are the exits of approved entries, which are never gated. SIGHUP reads the rules again; SIGTERM and SIGINT end the host when all is answered.
      """,
    options: [
      .rules, .overrides, .store, OptionSpec("--listen", "PATH", "a Unix socket to answer on"),
      OptionSpec("--candidate", "FILE", "rules to judge the same signals by, apart; docs/candidate.md"),
      OptionSpec(
        "--candidate-store", "PATH", "where the candidate's verdicts go; default entrygate.candidate.sqlite"),
      OptionSpec("--max-signal-age-ms", "MS", "an older signal is rejected; default 30000"),
      OptionSpec("--feed-wait-ms", "MS", "how long a signal waits for a dead feed; default 2000"),
      .marketNetwork,
      OptionSpec("--rest-url", "URL", "another server's REST address"),
      OptionSpec("--ws-url", "URL", "another server's WebSocket address"),
      OptionSpec("--record", "FOLDER", "writes recordings of the market and the signals there, for replay"),
      OptionSpec(switch: "--watch", "reads the rules and overrides again when a file changes"),
      OptionSpec("--ca-file", "PATH", "certificates to trust of the exchange, and no others"), .language, .logLevel,
      .logFormat,
    ],
    example: "entrygate run --rules rules.json --store entrygate.sqlite --listen entrygate.sock")

  static func run(_ arguments: Arguments, _ context: CommandContext) throws(HostError) -> ExitCode {
    try arguments.allowRest(0)
    let rulesFile = RulesFile(
      path: arguments.value("--rules") ?? "rules.json", overrides: arguments.value("--overrides"),
      registry: context.registry, environment: context.environment.variables)
    let chain = try context.chain(arguments)
    let language = try context.language(arguments)
    let (stream, log) = try self.log(arguments, context, language)
    var patienceMs = RunCommand.farewellMs
    defer { stream.finish(timeoutMs: patienceMs) }
    var settings = LiveSettings()
    if let ageMs = try arguments.durationMs("--max-signal-age-ms") { settings.maxSignalAgeMs = ageMs }
    if let waitMs = try arguments.durationMs("--feed-wait-ms") { settings.feedWaitMs = waitMs }
    let storePath = arguments.value("--store") ?? "entrygate.sqlite"
    let endpoints = try self.endpoints(arguments, &settings)
    let mailbox: Mailbox<HostEvent>
    do {
      mailbox = try Mailbox()
      try SystemSignals.start(mailbox)
    } catch {
      throw .network(error)
    }
    let webhook = try Webhook(context.environment)
    let address = try AccountAddress(context.environment)
    let store: SQLiteVerdictStore
    let alerts: any AlertSink
    var sender: AlertSender?
    var pipeline: EntryPipeline
    do {
      let kind = StoreKind(origin: .live, network: try context.environment.network())
      store = try SQLiteVerdictStore(writingTo: storePath, as: kind)
      let logAlerts = LogAlerts(log: log, language: language)
      if let webhook, storePath != ":memory:" {
        let newSender = try self.sender(webhook, store, language, mailbox)
        alerts = WebhookAlerts(log: logAlerts, language: language, clock: .system) { newSender.add($0) }
        sender = newSender
      } else {
        alerts = logAlerts
        if webhook != nil {
          log.write(
            LogEntry(level: .warning, timeMs: HostClock.system.wallMs(), message: RunCommand.noOutbox[language]))
        }
      }
      pipeline = try EntryPipeline(
        judge: Judge(chain: chain, messages: MessageWriter(language: language)), network: kind.network, store: store,
        alerts: alerts, executor: PaperExecutor(alerts: alerts), log: log)
      try pipeline.loadHistory(nowMs: HostClock.system.wallMs())
      if storePath != ":memory:" { pipeline.watchHealth(from: try health(storePath, chain, context)) }
    } catch let error as StoreError {
      throw .store(path: storePath, error)
    } catch let error as NetworkError {
      throw .network(error)
    } catch let error as HostError {
      throw error
    } catch {
      throw .store(path: storePath, .foreign)
    }
    let (candidate, candidateChain) = try self.candidate(
      arguments, context, storePath: storePath, network: pipeline.network, mailbox)
    var server: ClientServer?
    if let path = arguments.value("--listen") {
      server = try ClientServer(path: path, mailbox: mailbox)
    }
    let recorder = try arguments.value("--record").map { folder throws(HostError) in
      try Recorder(Recorder.Settings(folder: folder), clock: .system) { mailbox.post(.log($0, $1)) }
    }
    let market: MarketDriver
    var account: any AccountView = NoAccount()
    var input: StandardInput?
    var output: StandardOutput?
    do {
      market = try MarketDriver(
        endpoints, chain: chain, clock: .system, host: mailbox, recorder: recorder, network: settings.marketNetwork,
        candidate: candidateChain)
      if let address {
        account = try AccountPoller(
          address, url: endpoints.rest, options: endpoints.options, clock: .system, host: mailbox,
          keep: market.keep)
      }
      try server?.start()
      if arguments.has("--watch") {
        let files = [rulesFile.path, rulesFile.overrides?.path, candidate?.file.path]
        for path in files.compactMap(\.self) { try FileWatch.start(path, mailbox) }
      }
      if isatty(STDIN_FILENO) == 0 {
        let newInput = try StandardInput(mailbox)
        output = try StandardOutput { newInput.answered() }
        input = newInput
      }
    } catch {
      throw .network(error)
    }
    // What is in force, from which file and in which mode, before the first answer.
    let startMs = HostClock.system.wallMs()
    stream.add(CheckCommand.text(chain, rulesFile.path, context, nowMs: startMs) + "\n")
    let greeting = RunGreeting(
      socket: arguments.value("--listen"), readsInput: input != nil, store: storePath)
    log.write(greeting.entry(timeMs: startMs, language))
    stream.flush()
    var host = LiveHost(
      settings: settings, clock: .system, market: market, account: account, rulesFile: rulesFile, chain: chain,
      candidate: candidate, candidateChain: candidateChain, store: store, pipeline: pipeline, language: language,
      log: log, alerts: alerts,
      flush: { stream.flush() },
      send: { line, client in
        switch client {
        case .standardInput: output?.send(line)
        case .socket(let number): server?.send(line, to: number)
        }
      })
    host.run(mailbox, endsWithInput: server == nil) {
      input?.stopTaking()
      server?.stopTaking()
    }
    market.stop()
    account.stop()
    output?.finish()
    server?.stop()
    recorder?.stop()
    candidate?.stop()
    sender?.stop()
    log.write(RunGreeting.farewell(host.pipeline.counts, timeMs: HostClock.system.wallMs(), language))
    stream.flush()
    // A host that was told to stop must not wait for who does not read; at the end of the input nobody is in a hurry.
    if !host.isStopping { patienceMs = -1 }
    output?.waitForEnd(timeoutMs: patienceMs)
    // Of a host that was told to stop, the lines that were no signals are not the news.
    return host.isStopping || host.badLineCount == 0 ? .done : .badInput
  }

  /// That a webhook is named and gets nothing.
  private static let noOutbox = LocalizedText(
    zh: "⚠️ 告警不会推送: 存储在内存中(:memory:), 没有可排队的地方; 请用 --store 指定文件, 或取消 \(Webhook.urlVariable)",
    en: "⚠️ no alert is posted: a store in memory (:memory:) has no place where they wait; name a file with --store, "
      + "or unset \(Webhook.urlVariable)")

  /// What the record says of the gates' health: a restart must not make a gate well that has blocked all for days.
  private static func health(
    _ storePath: String, _ chain: RuleChain, _ context: CommandContext
  ) throws(StoreError) -> GateHealth {
    var health = try RecordedHealth.read(
      StoreReader(path: storePath), chain, context.registry, last: RunCommand.rememberedVerdicts
    ).health
    health.restartCounts()
    return health
  }

  /// How many verdicts of before a host that starts looks at.
  private static let rememberedVerdicts = 1000

  /// The log, and the thread that writes it.
  private static func log(
    _ arguments: Arguments, _ context: CommandContext, _ language: Language
  ) throws(HostError) -> (LogStream, Log) {
    let (level, format) = try context.logSettings(arguments, default: .info)
    do {
      let stream = try LogStream { lines in
        let text = LocalizedText(
          zh: "⚠️ 日志无人读取, 丢失 \(lines) 行", en: "⚠️ nobody read the log: \(lines) lines are lost")
        return Log.line(
          LogEntry(level: .warning, timeMs: HostClock.system.wallMs(), message: text[language]), format)
      }
      return (stream, Log(level: level, format: format, output: stream))
    } catch {
      throw .network(error)
    }
  }

  /// The candidate that is asked for, which has begun, and its rules.
  private static func candidate(
    _ arguments: Arguments, _ context: CommandContext, storePath: String, network: Network,
    _ mailbox: Mailbox<HostEvent>
  ) throws(HostError) -> (Candidate?, RuleChain?) {
    guard let path = arguments.value("--candidate") else {
      if arguments.has("--candidate-store") { _ = try arguments.required("--candidate", what: "whose store it is") }
      return (nil, nil)
    }
    let store = arguments.value("--candidate-store") ?? Candidate.storePath(beside: storePath)
    let chain = try context.chain(path: path)
    let language = try context.language(arguments)
    let file = RulesFile(candidate: path, registry: context.registry, environment: context.environment.variables)
    let gate = try CandidateGate.open(chain, network, storePath: store, language)
    do {
      let candidate = try Candidate(file: file, chain: chain, storePath: store)
      try candidate.start(gate, language: language) { mailbox.post(.log(.info, $0)) }
      return (candidate, chain)
    } catch {
      throw .network(error)
    }
  }

  /// Begins to send alerts; a store in memory has none that another thread could see.
  private static func sender(
    _ webhook: Webhook, _ store: SQLiteVerdictStore, _ language: Language, _ mailbox: Mailbox<HostEvent>
  ) throws -> AlertSender {
    let sender = try AlertSender(
      storePath: store.path, clock: .system,
      report: { notice in mailbox.post(.log(notice.level, notice.text(host: webhook.host))) },
      makePost: { webhook.poster($0) })
    try store.keepAlerts(in: language) { sender.wake() }
    try sender.start()
    return sender
  }

  /// Where the exchange is, by the options that say so.
  static func endpoints(
    _ arguments: Arguments, _ settings: inout LiveSettings
  ) throws(HostError) -> MarketDriver.Endpoints {
    let network: Network = try arguments.choice("--market-network") ?? .mainnet
    settings.marketNetwork = network
    // With one of them alone books would come from two exchanges, and nothing would show it.
    for (given, missing) in [("--rest-url", "--ws-url"), ("--ws-url", "--rest-url")]
    where arguments.value(given) != nil {
      _ = try arguments.required(missing, what: "with \(given) it says where the other half of the same server is")
    }
    settings.otherServer = arguments.value("--ws-url")
    let server = network == .mainnet ? "api.hyperliquid.xyz" : "api.hyperliquid-testnet.xyz"
    let rest = arguments.value("--rest-url") ?? "https://\(server)"
    let socketURL = arguments.value("--ws-url") ?? "wss://\(server)/ws"
    guard let socket = WebSocketAddress(socketURL) else {
      throw arguments.badValue("--ws-url", expected: "a URL as wss://api.hyperliquid.xyz/ws")
    }
    guard rest.hasPrefix("https://") || rest.hasPrefix("http://") else {
      throw arguments.badValue("--rest-url", expected: "a URL as https://api.hyperliquid.xyz")
    }
    let info = rest.hasSuffix("/info") ? rest : (rest.hasSuffix("/") ? rest : rest + "/") + "info"
    return MarketDriver.Endpoints(
      rest: info, socket: socket, options: NetworkOptions(caFile: arguments.value("--ca-file")))
  }
}
