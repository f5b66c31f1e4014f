#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif
internal import RuleEngine

/// `record`: live market data into a file.
enum RecordCommand: Command {
  static let help = CommandHelp(
    name: "record", summary: "live market data into a file, for replay", arguments: "--out FILE",
    details: """
      Records the books and asset contexts that the enabled entries of the rules read, and the balance of the account in
      TRADING_ACCOUNT_ADDRESS where one reads it, until it is told to stop by SIGTERM or SIGINT, or the time of --for is
      over. What was down, and for how long, is part of the recording. No signal is answered.
      """,
    options: [
      OptionSpec("--out", "FILE", "the recording, a new file"), .rules,
      OptionSpec("--for", "SECONDS", "ends after this time; default: when it is told to"),
      .marketNetwork,
      OptionSpec("--rest-url", "URL", "another server's REST address"),
      OptionSpec("--ws-url", "URL", "another server's WebSocket address"),
      OptionSpec("--ca-file", "PATH", "certificates to trust, and no others"), .language, .logLevel, .logFormat,
    ],
    example: "entrygate record --out purr.market.jsonl --for 3600")

  /// How often progress is shown, in milliseconds.
  private static let progressMs: Int64 = 1000

  static func run(_ arguments: Arguments, _ context: CommandContext) throws(HostError) -> ExitCode {
    try arguments.allowRest(0)
    let path = try arguments.required("--out", what: "the file to record into")
    if GzipStream.isCompressed(path) {
      throw arguments.badValue("--out", expected: "a name without .gz; compress the file when it is done")
    }
    if StoreReader.exists(path) { throw .cannotRecord(path: path, errno: EEXIST) }
    let rulesPath = arguments.value("--rules") ?? "rules.json"
    let chain = try context.chain(path: rulesPath)
    let address = chain.readsBalance ? try AccountAddress(context.environment) : nil
    guard !chain.feeds.isEmpty || !chain.assetContextCoins.isEmpty || address != nil else {
      throw .nothingToRecord(rules: rulesPath)
    }
    let language = try context.language(arguments)
    let log = try context.log(arguments, default: .info)
    let durationMs = try arguments.durationMs("--for", unitMs: 1000)
    var settings = LiveSettings()
    let endpoints = try RunCommand.endpoints(arguments, &settings)
    let slash = path.lastIndex(of: "/")
    let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
    let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let clock = HostClock.system
    let mailbox: Mailbox<HostEvent>
    do {
      mailbox = try Mailbox()
      try SystemSignals.start(mailbox)
    } catch {
      throw .network(error)
    }
    let recorder = try Recorder(Recorder.Settings(folder: folder, layout: .single(name: name)), clock: clock) {
      mailbox.post(.log($0, $1))
    }
    let driver: MarketDriver
    var account: any AccountView = NoAccount()
    do {
      driver = try MarketDriver(
        endpoints, chain: chain, clock: clock, host: mailbox, recorder: recorder, network: settings.marketNetwork,
        recordsSignals: false)
      if let address {
        account = try AccountPoller(
          address, url: endpoints.rest, options: endpoints.options, clock: clock, host: mailbox, keep: driver.keep)
      }
    } catch {
      throw .network(error)
    }
    let startMs = clock.monotonicMs()
    let endMs = durationMs.map { startMs + $0 }
    var shownMs = startMs
    var isStopped = false
    while !isStopped, recorder.status.error == nil {
      let nowMs = clock.monotonicMs()
      if let endMs, nowMs >= endMs { break }
      if context.errors.isTerminal, nowMs - shownMs >= progressMs {
        shownMs = nowMs
        try? context.errors.write("\r\(summary(driver, recorder, ms: nowMs - startMs)) ")
      }
      try? context.errors.flush()
      let waitMs = [endMs.map { $0 - nowMs }, context.errors.isTerminal ? progressMs : nil].compactMap(\.self).min()
      for event in mailbox.take(timeoutMs: waitMs ?? -1) {
        switch event {
        case .stop: isStopped = true
        case .log(let level, let text):
          if context.errors.isTerminal { try? context.errors.write("\r\u{1B}[K") }
          log.write(LogEntry(level: level, timeMs: clock.wallMs(), message: text[language]))
        default: break
        }
      }
    }
    let frames = summary(driver, recorder, ms: clock.monotonicMs() - startMs)
    driver.stop()
    account.stop()
    recorder.stop()
    let status = recorder.status
    if status.error != nil { throw .cannotRecord(path: path, errno: status.errno) }
    if context.errors.isTerminal { try? context.errors.write("\r\u{1B}[K") }
    try? context.errors.write("\(frames); \(status.bytes) bytes in \(path)\n")
    return .done
  }

  private static func summary(_ driver: MarketDriver, _ recorder: Recorder, ms: Int64) -> String {
    let market = driver.status(nowMs: 0)
    let frames = market.feeds.map { "\($0.frames) of \($0.feed)" } + market.contexts.map { "context:\($0.coin)" }
    let lost = recorder.status.lost
    let losses = lost == 0 ? "" : ", \(lost) lines lost"
    return "recorded \(ms / 1000) s: \(frames.joined(separator: ", ")); \(market.reconnects) reconnections\(losses)"
  }
}
