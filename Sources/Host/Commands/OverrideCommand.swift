internal import RuleEngine

/// `override`: says that an entry does not block, for whom, until when, and who answers for it.
enum OverrideCommand: Command {
  static let help = CommandHelp(
    name: "override", summary: "lets signals pass an entry of the rules until a time; names who answers for it",
    arguments: "add | list",
    details: """
      add writes an override into overrides.json beside the rules, or into the file of --overrides. A running host takes it
      when it reads its rules again: at once with --watch, else at SIGHUP. The entry is evaluated and recorded as ever;
      where it would block, the verdict names the override instead. From its end on it has no effect. To end it before,
      take it out of the file. list shows those of the file.
      """,
    options: [
      OptionSpec("--entry", "ID", "the entry, a top-level one of the rules"),
      OptionSpec("--coins", "COIN...", isList: true, "for these coins; '*' for all"),
      OptionSpec("--pairs", "PAIR...", isList: true, "for these pairs, as 'PURR|HYPE'"),
      OptionSpec(
        "--directions", "DIRECTION...", isList: true, choices: Signal.Direction.self, "for long or short alone"),
      OptionSpec("--strategies", "NAME...", isList: true, "for these strategies"),
      OptionSpec("--author", "NAME", "who answers for it"),
      OptionSpec("--reason", "TEXT", "why, as it stands in every verdict that it touches"),
      OptionSpec("--until", "TIME", "when it ends: 2099-12-31T12:00:00Z, or +30m from now (s, m, h, d)"), .rules,
      .overrides,
    ],
    example: "entrygate override add --entry purr-futures-spot-arb --coins PURR --author mei "
      + "--reason 'spot book moves' --until +2h")

  private static let limits = ["coins", "pairs", "directions", "strategies"]

  static func run(_ arguments: Arguments, _ context: CommandContext) throws(HostError) -> ExitCode {
    try arguments.allowRest(1)
    let rulesPath = arguments.value("--rules") ?? "rules.json"
    let chain = try context.chain(path: rulesPath)
    let file = OverridesFile(named: arguments.value("--overrides"), rulesPath: rulesPath)
    switch arguments.rest.first {
    case "add":
      try add(arguments, chain, file, context)
    case "list":
      let nowMs = HostClock.system.wallMs()
      let overridden = try file.applied(to: chain)
      try warn(of: overridden, file, nowMs: nowMs, context)
      let table = OverridesTable.text(overridden, nowMs: nowMs)
      try context.output.write(table.isEmpty ? "\(file.path): no override\n" : table)
    case let word?: throw .usage(.unexpectedArgument(word), command: "override")
    case nil: throw .usage(.missingOption("add or list", what: "what to do with overrides"), command: "override")
    }
    return .done
  }

  /// Warns of overrides that have nothing to lift. One that ends soon is as it should be.
  private static func warn(
    of chain: RuleChain, _ file: OverridesFile, nowMs: Int64, _ context: CommandContext
  ) throws(HostError) {
    for finding in OverrideLint.findings(in: chain, file: file.path, nowMs: nowMs) {
      guard case .idleOverride = finding.problem else { continue }
      try context.errors.write("\(finding)\n")
    }
  }

  private static func add(
    _ arguments: Arguments, _ chain: RuleChain, _ file: OverridesFile, _ context: CommandContext
  ) throws(HostError) {
    let nowMs = HostClock.system.wallMs()
    let entry = try arguments.required("--entry", what: "which entry of the rules does not block")
    guard limits.contains(where: { !arguments.list("--\($0)").isEmpty }) else {
      throw .usage(.missingOption("--coins", what: "for whom; '*' is for all coins"), command: "override")
    }
    let author = try arguments.required("--author", what: "who answers for it")
    let reason = try arguments.required("--reason", what: "say why")
    let time = try arguments.required("--until", what: "when it ends")
    guard let end = HaltEnd(time, nowMs: nowMs), end.ms > nowMs else {
      throw arguments.badValue(
        "--until", expected: "a time to come, \(HaltEnd.forms); it is \(CivilTime(ms: nowMs).iso8601)")
    }
    let members = { (writer: inout JSONWriter) in
      writer.member("entry", entry)
      writer.key("scope")
      writer.object { writer in
        for limit in limits where !arguments.list("--\(limit)").isEmpty {
          writer.key(named: limit)
          writer.array { writer in for name in arguments.list("--\(limit)") { writer.string(name) } }
        }
      }
      writer.member("author", author)
      writer.member("reason", reason)
      // A replay of the days before must not be let pass by it.
      writer.member("from", CivilTime(ms: nowMs).iso8601)
      writer.member("until", CivilTime(ms: end.ms).iso8601)
    }
    try checkAlone(members, chain)
    var overridden = chain
    try FileReplacement.replace(file.path) { isThere throws(HostError) in
      // What is wrong with the file as it is has its place there, not in the one to be written.
      if isThere { _ = try file.applied(to: chain) }
      let text = Array(OverridesText.adding(to: isThere ? try file.source() : nil, members).utf8)
      do throws(ConfigurationFaults) {
        overridden = chain.overridden(
          by: try OverridesLoader(for: chain).load(SourceText(name: file.path, bytes: text)))
      } catch {
        throw .configuration(error)
      }
      return text
    }
    try warn(of: overridden, file, nowMs: nowMs, context)
    try context.output.write(
      OverridesTable.text(overridden, nowMs: nowMs)
        + "written to \(file.path); a running host takes it with --watch at once, else at SIGHUP\n")
  }

  /// Loads the override as if there were no other: what is wrong with it is wrong with an option.
  private static func checkAlone(
    _ members: (inout JSONWriter) -> Void, _ chain: RuleChain
  ) throws(HostError) {
    let text = OverridesText.adding(to: nil, members)
    do throws(ConfigurationFaults) {
      _ = try OverridesLoader(for: chain).load(SourceText(name: "", bytes: Array(text.utf8)))
    } catch {
      // The options are called as the keys are, and lists have places: `overrides[0].scope.coins[1]`.
      guard let fault = error.diagnostics.first, let key = fault.path.split(separator: ".").last else {
        throw .configuration(error)
      }
      throw .usage(.refused(option: "--\(key.prefix { $0 != "[" })", fault.problem), command: "override")
    }
  }
}
