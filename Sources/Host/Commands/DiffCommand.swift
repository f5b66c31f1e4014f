internal import RuleEngine

/// `diff`: which verdicts other rules would have given otherwise.
enum DiffCommand: Command {
  static let help = CommandHelp(
    name: "diff", summary: "which verdicts other rules would have given otherwise", arguments: "--rules NEW",
    details: """
      Every recorded entry is judged again by the rules of the file, with the history that they would have made. What they
      look at and the record does not tell is not guessed: such verdicts are counted as not known, unless they are the
      same either way. Overrides count where they had an effect. The filters limit what is shown and counted, not the
      history. With --market and --signals the verdicts are those of a recording by the rules of --old, where all is known,
      and what the market did after each changed entry is shown: the return of the perp's mid in the trade's favour, 1, 5
      and 60 minutes later. The exit code is 1 where a verdict changes.
      """,
    options: [OptionSpec.rules] + TrialSource.options + OptionSpec.entryFilters + [
      OptionSpec("--last", "N", "the table's last N changes; default 20"),
      OptionSpec(switch: "--json", "JSON, a line for each change, and one that sums up"),
    ],
    example: "entrygate diff --rules stricter.rules.json --store entrygate.sqlite")

  static func run(_ arguments: Arguments, _ context: CommandContext) throws(HostError) -> ExitCode {
    try arguments.allowRest(0)
    let rules = try arguments.required("--rules", what: "the rules to judge by")
    let last = try arguments.count("--last") ?? 20
    let filter = try arguments.filter(nowMs: HostClock.system.wallMs())
    let source = try TrialSource(arguments, context)
    let chain = try context.chain(path: rules)
    var output = DiffOutput(context.output, isJSON: arguments.has("--json"), last: last)
    var comparison = Comparison(chain, registry: context.registry, filter: filter)
    let badLines = try source.forEachBatch(for: chain) { items throws(HostError) in
      for item in items { if let flip = comparison.take(item) { try output.add(flip) } }
    }
    try output.finish(comparison.summary)
    return badLines > 0 ? .badInput : comparison.summary.flips.sum == 0 ? .done : .found
  }
}
