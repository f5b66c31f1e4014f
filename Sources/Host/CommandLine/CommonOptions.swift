internal import RuleEngine

// The options that several commands have, and what they mean.

extension OptionSpec {
  static let rules = OptionSpec("--rules", "PATH", "the rules; default rules.json")
  static let store = OptionSpec("--store", "PATH", "the store; default entrygate.sqlite")
  static let language = OptionSpec(
    "--lang", "zh|en", "the language of reasons and log lines; default ENTRYGATE_LANG, else zh")
  static let logLevel = OptionSpec("--log-level", "LEVEL", "debug, info, warning or error; default info")
  static let quietLogLevel = OptionSpec("--log-level", "LEVEL", "debug, info, warning or error; default warning")
  static let logFormat = OptionSpec("--log-format", "FORMAT", "text or json; default text")
  static let json = OptionSpec(switch: "--json", "JSON, a line each")
  static let filters = [
    OptionSpec("--pair", "PAIR", "of this pair, as PURR|HYPE"), OptionSpec("--coin", "COIN", "of this coin, as PURR"),
    OptionSpec("--rule", "ID", "decided by the entry with this id"),
    OptionSpec("--action", "ACTION", "approved or rejected"),
    OptionSpec("--day", "YYYY-MM-DD", "of this UTC day"),
  ]
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

  /// The chain of the rules that are asked for.
  func chain(path: String) throws(HostError) -> RuleChain {
    let bytes: [UInt8]
    do {
      bytes = try FileBytes.read(path: path)
    } catch {
      guard case .cannotRead(_, let code) = error else { throw error }
      throw .noRules(path: path, errno: code)
    }
    let source = SourceText(name: path, bytes: bytes)
    do {
      return try ChainLoader(registry: registry, environment: environment.variables).load(source)
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
  func filter() throws(HostError) -> StoreReader.Filter {
    if let day = value("--day"), !Arguments.isDay(day) {
      throw badValue("--day", expected: "a day as 2026-03-25")
    }
    if let action = value("--action"), action != "approved", action != "rejected" {
      throw badValue("--action", expected: "approved or rejected")
    }
    if let pair = value("--pair"), pair.contains("/") {
      throw badValue("--pair", expected: "the coins of symbol and base symbol, as 'PURR|HYPE', or one, as PURR")
    }
    return StoreReader.Filter(
      pair: value("--pair"), coin: value("--coin"), rule: value("--rule"), action: value("--action"),
      day: value("--day"))
  }

  private static func isDay(_ text: String) -> Bool { CivilTime.ms(iso8601: text + "T00:00:00Z") != nil }
}
