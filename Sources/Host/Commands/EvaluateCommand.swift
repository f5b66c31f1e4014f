#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif
internal import RuleEngine

/// `evaluate`: signals with their quotes in, verdicts out, a line each. No store, no network.
enum EvaluateCommand: Command {
  static let help = CommandHelp(
    name: "evaluate", summary: "signals with quotes on standard input, verdicts on standard output, a line each",
    arguments: "",
    details: """
      Each line is a signal as JSON and is judged by itself: its "market" object holds the quotes and the asset
      contexts, its "history" list the verdicts before it, and its "account" object the available balance. Without a
      history nothing came before: signals of the same run do not count towards limits and cooldowns, and a repeated id
      is judged again. Nothing is recorded; replay does all of that.
      A line that is no entry signal is answered in its place; the exit code is then 65.
      """,
    options: [
      .rules, .overrides,
      OptionSpec(switch: "--brief", "prints the id, the action and the deciding code alone, and logs no gate"),
      .language, .quietLogLevel, .logFormat,
    ],
    example: "entrygate evaluate --rules rules.json < signals.jsonl")

  static func run(_ arguments: Arguments, _ context: CommandContext) throws(HostError) -> ExitCode {
    try arguments.allowRest(0)
    let chain = try context.chain(arguments)
    let language = try context.language(arguments)
    let judge = Judge(chain: chain, messages: MessageWriter(language: language))
    let log = try context.log(arguments, default: .warning)
    let writer = VerdictWriter(chain: chain, network: try context.environment.network())
    let signals = SignalSource(requiresTime: true, acceptsMarket: true, chain: chain, name: "<stdin>")
    for warning in context.startWarnings(chain) { try context.errors.write("\(warning[language])\n") }
    if isatty(STDIN_FILENO) == 1 {
      try context.errors.write("entrygate: reading signals from the terminal; end with Ctrl-D\n")
    }
    // What was answered goes out before the next signal is waited for.
    let reader = LineReader(descriptor: STDIN_FILENO, name: "<stdin>") { () throws(HostError) in
      try context.output.flush()
      try? context.errors.flush()
    }
    let isBrief = arguments.has("--brief")
    var line = JSONWriter(capacity: 4096)
    var seq: Int64 = 0
    var badCount = 0
    while let text = try reader.next() {
      switch signals.read(text) {
      // The source lets no exit through where signals bring their history.
      case .blank, .exit: continue
      case .bad(let answer, let report):
        badCount += 1
        try context.output.writeLine(answer)
        try? context.errors.write(report.printable + "\n")
      case .signal(let signal, let quotes, let history, let balance):
        seq += 1
        let signalID = signal.id ?? "auto-\(seq)"
        // The parser lets no signal without a time through here.
        let entry = EntryContext(
          signal: signal, quotes: quotes, history: history, balance: balance, nowMs: signal.timeMs ?? 0,
          wantsEvidence: !isBrief)
        line.removeAll()
        if isBrief {
          let decision = chain.decide(entry, listing: .blocking)
          VerdictWriter.writeBrief(signalID: signalID, code: decision.decidingCode, &line)
        } else {
          let verdict = judge.verdict(on: entry, signalID: signalID, seq: seq)
          writer.write(verdict, &line)
          if log.level <= .warning, let decision = verdict.decision {
            for var line in judge.messages.lines(decision, chain, entry, atLeast: log.level) {
              line.signalID = signalID
              log.write(line)
            }
          }
        }
        try line.withBytes { bytes throws(HostError) in try context.output.writeLine(bytes) }
      }
    }
    return badCount == 0 ? .done : .badInput
  }
}
