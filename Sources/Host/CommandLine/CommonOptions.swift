internal import RuleEngine

// The options that several commands have, and what they mean.

extension OptionSpec {
  static let rules = OptionSpec("--rules", "PATH", "the rules; default rules.json")
  static let store = OptionSpec("--store", "PATH", "the store; default entrygate.sqlite")
  static let language = OptionSpec(
    "--lang", "zh|en", choices: Language.self, "the language of reasons and log lines; default ENTRYGATE_LANG, else zh")
  static let logLevel = OptionSpec(
    "--log-level", "LEVEL", choices: LogLevel.self, "debug, info, warning or error; default info")
  static let quietLogLevel = OptionSpec(
    "--log-level", "LEVEL", choices: LogLevel.self, "debug, info, warning or error; default warning")
  static let logFormat = OptionSpec(
    "--log-format", "FORMAT", choices: LogFormat.self, "text or json; default text")
  static let json = OptionSpec(switch: "--json", "JSON, a line each")
  static let csv = OptionSpec(switch: "--csv", "comma-separated values, with a header")
  static let marketNetwork = OptionSpec(
    "--market-network", "NETWORK", choices: Network.self, "whose market data: mainnet or testnet; default mainnet")
  static let timelessFilters = [
    OptionSpec("--pair", "PAIR", "of this pair, as PURR|HYPE"), OptionSpec("--coin", "COIN", "of this coin, as PURR"),
    OptionSpec("--direction", "DIRECTION", choices: Signal.Direction.self, "long or short"),
    OptionSpec("--strategy", "NAME", "of this strategy"),
    OptionSpec("--day", "YYYY-MM-DD", "of this UTC day"),
  ]
  static let entryFilters =
    timelessFilters + [
      OptionSpec("--from", "TIME", "from this time on"), OptionSpec("--to", "TIME", "before this time"),
    ]
  static let filters =
    entryFilters + [
      OptionSpec("--rule", "ID", "decided by the entry with this id"),
      OptionSpec("--code", "CODE", "decided with this code"),
      OptionSpec("--action", "ACTION", choices: RecordedAction.self, "approved or rejected"),
      OptionSpec(switch: "--overridden", "touched by an override"),
    ]
}

/// What a recorded verdict says.
enum RecordedAction: String, CaseIterable {
  case approved, rejected
}

extension CommandContext {
  /// The language that is asked for.
  func language(_ arguments: Arguments) throws(HostError) -> Language {
    if let language: Language = try arguments.choice("--lang") { return language }
    return try environment.choice("ENTRYGATE_LANG") ?? .zh
  }

  /// The log, on standard error.
  func log(_ arguments: Arguments, default level: LogLevel) throws(HostError) -> Log {
    let (level, format) = try logSettings(arguments, default: level)
    return Log(level: level, format: format, output: errors)
  }

  /// What is logged, and how.
  func logSettings(
    _ arguments: Arguments, default level: LogLevel
  ) throws(HostError) -> (level: LogLevel, format: LogFormat) {
    (try arguments.choice("--log-level") ?? level, try arguments.choice("--log-format") ?? .text)
  }

  /// Reads rules.
  var loader: ChainLoader { ChainLoader(registry: registry, environment: environment.variables) }

  /// The chain of the rules that are asked for.
  func chain(path: String) throws(HostError) -> RuleChain { try rules(path: path).chain }

  /// The text of the rules that are asked for, and their chain.
  func rules(path: String) throws(HostError) -> (text: SourceText, chain: RuleChain) {
    let bytes: [UInt8]
    do {
      bytes = try FileBytes.read(path: path)
    } catch {
      guard case .cannotRead(_, let code) = error else { throw error }
      throw .noRules(path: path, errno: code)
    }
    let source = SourceText(name: path, bytes: bytes)
    do {
      return (source, try loader.load(source))
    } catch {
      throw .configuration(error)
    }
  }

  /// The chain of `--rules`, with the overrides beside it.
  func chain(_ arguments: Arguments) throws(HostError) -> RuleChain {
    try chainInForce(arguments, path: arguments.value("--rules") ?? "rules.json")
  }
}

extension CommandContext {
  /// What to warn of before the first signal; empty where all is well.
  func startWarnings(_ chain: RuleChain) -> [LocalizedText] {
    var warnings: [LocalizedText] = []
    if !chain.entries.contains(where: { $0.isEnabled && $0.mode == .enforce }) {
      warnings.append(
        LocalizedText(
          zh: "⚠️ 没有启用且强制执行的规则: 所有开仓都会放行",
          en: "⚠️ no entry of the rules is enabled and enforced: every entry will be approved"))
    }
    // A misspelled variable leaves its default in force, which may well be an open gate.
    let own = ["TRADING_NETWORK", "ENTRYGATE_LANG", Webhook.urlVariable, Webhook.formatVariable]
    let known = own + chain.variables.map(\.name)
    let foreign = environment.variables.keys.filter { name in
      (name.hasPrefix("TRADING_") || name.hasPrefix("ENTRYGATE_")) && !known.contains(name)
    }
    for name in foreign.sorted() {
      guard let nearest = NearestName(to: name, among: known).nearest else { continue }
      warnings.append(
        LocalizedText(
          zh: "⚠️ 环境变量 \(name) 没有任何作用; 是否想写 \(nearest)?",
          en: "⚠️ the variable \(name) means nothing here; is it \(nearest)?"))
    }
    return warnings
  }
}

extension Arguments {
  /// Which records are asked for.
  ///
  /// - Parameter nowMs: now; nil for a command whose `--from` and `--to` are no times.
  func filter(nowMs: Int64?) throws(HostError) -> StoreReader.Filter {
    let day = value("--day").flatMap { CivilTime.ms(iso8601: $0 + "T00:00:00Z") }
    if value("--day") != nil, day == nil { throw badValue("--day", expected: "a day as 2026-03-25") }
    if let action = value("--action"), RecordedAction(rawValue: action) == nil {
      throw badValue("--action", expected: "approved or rejected")
    }
    if let pair = value("--pair"), pair.contains("/") {
      throw badValue("--pair", expected: "the coins of symbol and base symbol, as 'PURR|HYPE', or one, as PURR")
    }
    var (from, until): (Int64?, Int64?)
    if let nowMs {
      from = try pastMs("--from", nowMs: nowMs)
      until = try pastMs("--to", nowMs: nowMs)
    }
    if let from, let until, from >= until {
      throw badValue("--to", expected: "a time after --from, which is \(CivilTime(ms: from).iso8601)")
    }
    return StoreReader.Filter(
      pair: value("--pair"), coin: value("--coin"), rule: value("--rule"), action: value("--action"),
      code: value("--code"), direction: try choice("--direction"), strategy: value("--strategy"),
      fromMs: [from, day].compactMap(\.self).max(),
      toMs: [until, day.map { $0 + CivilTime.msOfDay }].compactMap(\.self).min(), isOverridden: has("--overridden"))
  }

  /// The value of an option as a moment; nil where it is not given.
  private func pastMs(_ name: String, nowMs: Int64) throws(HostError) -> Int64? {
    guard let text = value(name) else { return nil }
    let ms =
      text.hasPrefix("-")
      ? TimeSpan.ms(text.dropFirst()).map { nowMs - $0 }
      : Int64(text) ?? CivilTime.ms(iso8601: text) ?? CivilTime.ms(iso8601: text + "T00:00:00Z")
    guard let ms, (0...JSONScanner.maxTimeMs).contains(ms) else {
      throw badValue(
        name,
        expected: "a time as 2026-03-25T09:00:00Z, a UTC day, milliseconds since 1970, or -2h before now (s, m, h, d)")
    }
    return ms
  }
}
