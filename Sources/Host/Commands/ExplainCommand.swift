#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif
internal import RuleEngine

/// `explain`: why a signal is approved or rejected, or was.
enum ExplainCommand: Command {
  static let help = CommandHelp(
    name: "explain", summary: "why a signal is approved or rejected, or was: every outcome with its numbers",
    arguments: "",
    details: """
      Without --verdict, signals are read as evaluate reads them and judged by the rules. With --verdict, a record of the
      store is explained; what it shows of outcomes comes from the record alone. With --rules too, which then has no
      default, and if these are the rules that were in force, it shows what was not evaluated, why, and the lines.
      A margin is how far a measured value is from its threshold; the headline has that of the deciding entry, or of an
      approval the nearest one. Lines are broken at 80 columns.
      """,
    options: [
      OptionSpec("--signal", "FILE", "signals with their quotes; default standard input"),
      OptionSpec("--verdict", "ID", "the recorded verdict of the signal with this id"),
      OptionSpec("--seq", "N", "the recorded verdict with this seq, where several have one id"), .rules, .overrides,
      .store,
      .language,
      OptionSpec(
        "--color", "WHEN", choices: ColourChoice.self,
        "auto, always or never; default auto: on a terminal without NO_COLOR"),
      .json,
    ],
    example: "entrygate explain --verdict s-003 --store replay.sqlite --rules rules.json")

  static func run(_ arguments: Arguments, _ context: CommandContext) throws(HostError) -> ExitCode {
    if let word = arguments.rest.first {
      let what = "--verdict \(word) explains a recorded verdict, --signal \(word) the signals of a file"
      throw .usage(.missingOption("an option before \"\(word)\"", what: what), command: help.name)
    }
    let seq = try arguments.count("--seq")
    let output = try writer(arguments, context)
    if arguments.has("--verdict") || seq != nil {
      if arguments.has("--signal") {
        throw arguments.badValue("--signal", expected: "nothing, since a recorded verdict is to be explained")
      }
      try context.output.write(output(try recorded(arguments, seq: seq, context)))
      return .done
    }
    if arguments.has("--store") {
      throw .usage(.missingOption("--verdict", what: "which verdict of the store to explain"), command: "explain")
    }
    return try explainSignals(arguments, context, output)
  }

  /// How explanations are written.
  private static func writer(
    _ arguments: Arguments, _ context: CommandContext
  ) throws(HostError) -> (Explanation) -> String {
    let words = ExplanationWords(language: try context.language(arguments))
    let choice: ColourChoice = try arguments.choice("--color") ?? .auto
    if arguments.has("--json") { return { $0.json + "\n" } }
    let isOn = choice.isOn(isTerminal: context.output.isTerminal, context.environment.variables)
    let text = ExplanationText(words: words, palette: Palette(isOn: isOn))
    return { text.text($0) }
  }

  private static func recorded(
    _ arguments: Arguments, seq: Int?, _ context: CommandContext
  ) throws(HostError) -> Explanation {
    let path = arguments.value("--store") ?? "entrygate.sqlite"
    let id = arguments.value("--verdict")
    let records: [StoreReader.StoredRecord]
    let pruning: Pruning?
    do {
      let reader = try StoreReader(path: path)
      records = try reader.records(signalID: id, seq: seq)
      pruning = try reader.lastPruning()
    } catch {
      throw .store(path: path, error)
    }
    guard let record = records.first else {
      let what = [id.map { "of the signal \"\($0)\"" }, seq.map { "with seq \($0)" }].compactMap(\.self)
      throw .explain(.noVerdict(what.joined(separator: " "), store: path, pruning))
    }
    if records.count > 1 { throw .explain(.repeated(id: id ?? "", seqs: records.map(\.seq), store: path)) }
    let reader = ExplanationReader(registry: context.registry)
    guard var explanation = reader.read(verdict: record.verdict, evidence: record.evidence) else {
      throw .explain(.damaged(seq: record.seq, store: path))
    }
    guard let file = arguments.value("--rules") else { return explanation }
    let parser = SignalParser(requiresTime: false, acceptsMarket: false)
    guard let (signal, _, _, _) = record.signalLine.withUnsafeBytes({ try? parser.read($0) }) else {
      throw .explain(.damaged(seq: record.seq, store: path))
    }
    explanation.add(try context.chain(path: file), of: signal, file: file)
    return explanation
  }

  private static func explainSignals(
    _ arguments: Arguments, _ context: CommandContext, _ write: (Explanation) -> String
  ) throws(HostError) -> ExitCode {
    let file = arguments.value("--rules") ?? "rules.json"
    let chain = try context.chain(arguments)
    let judge = Judge(chain: chain, messages: MessageWriter(language: try context.language(arguments)))
    let verdicts = VerdictWriter(chain: chain, network: try context.environment.network())
    let explanations = ExplanationReader(registry: context.registry)
    let path = arguments.value("--signal")
    let name = path ?? "<stdin>"
    if path == nil, isatty(STDIN_FILENO) == 1 {
      try context.errors.write("entrygate: reading a signal from the terminal; end with Ctrl-D\n")
      try context.errors.flush()
    }
    let lines =
      try path.map { path throws(HostError) in try LineReader(path: path, takesPipes: false) }
      ?? LineReader(descriptor: STDIN_FILENO, name: name)
    let signals = SignalSource(requiresTime: true, acceptsMarket: true, chain: chain, name: name)
    var count = 0
    var code = ExitCode.done
    while let line = try lines.next() {
      switch signals.read(line) {
      // The source lets no exit through where signals bring their history.
      case .blank, .exit: continue
      case .bad(_, let report):
        code = .badInput
        try context.errors.write(report.printable + "\n")
      case .signal(let signal, let quotes, let history, let balance):
        // The parser lets no signal without a time through here.
        let entry = EntryContext(
          signal: signal, quotes: quotes, history: history, balance: balance, nowMs: signal.timeMs ?? 0)
        let verdict = judge.verdict(on: entry, signalID: signal.id ?? "auto-\(count + 1)", seq: 1)
        guard var explanation = explanations.read(verdict, verdicts) else { continue }
        explanation.seq = nil
        explanation.add(chain, of: signal, file: file)
        if count > 0, !arguments.has("--json") { try context.output.write("\n") }
        try context.output.write(write(explanation))
      }
      count += 1
    }
    if count == 0 { throw .explain(.noSignal(name: name)) }
    return code
  }
}
