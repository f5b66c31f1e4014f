internal import RuleEngine

/// `diff`: which verdicts other rules would have given otherwise.
enum DiffCommand: Command {
  static let help = CommandHelp(
    name: "diff", summary: "which verdicts other rules would have given otherwise", arguments: "--rules NEW",
    details: """
      Every recorded entry is judged again by the rules of the file, with the history that they would have made. What they
      look at and the record does not tell is not guessed: such verdicts are counted as not known, unless they are the
      same either way. Overrides count where they had an effect. The filters limit what is shown and counted, not the
      history. The exit code is 1 where a verdict changes.
      """,
    options: [
      .rules, .store, OptionSpec("--judged-by", "FILE...", isList: true, "rules that the store has no text of"),
    ] + OptionSpec.span + [OptionSpec("--last", "N", "the table's last N changes; default 20"), .diffJSON],
    example: "entrygate diff --rules stricter.rules.json --store entrygate.sqlite")

  static func run(_ arguments: Arguments, _ context: CommandContext) throws(HostError) -> ExitCode {
    try arguments.allowRest(0)
    let rules = try arguments.required("--rules", what: "the rules to judge by")
    let last = try arguments.count("--last") ?? 20
    let filter = try arguments.comparisonFilter()
    let chain = try context.chain(path: rules)
    var output = DiffOutput(context.output, isJSON: arguments.has("--json"), last: last)
    var comparison = Comparison(chain, registry: context.registry, filter: filter)
    try context.recordedItems(arguments, for: chain) { (item: RecordedRun.Item) throws(HostError) in
      if let flip = comparison.take(item) { try output.add(flip) }
    }
    try output.finish(comparison.summary)
    return comparison.summary.flips.sum == 0 ? .done : .found
  }
}

extension OptionSpec {
  /// Which entries are shown and counted.
  static let span = [
    OptionSpec("--pair", "PAIR", "of this pair, as PURR|HYPE"), OptionSpec("--coin", "COIN", "of this coin, as PURR"),
    OptionSpec("--day", "YYYY-MM-DD", "of this UTC day"),
    OptionSpec("--from", "TIME", "from this time on, as 2026-03-25 or 2026-03-25T08:00:00Z"),
    OptionSpec("--to", "TIME", "before this time"),
  ]
  static let diffJSON = OptionSpec(switch: "--json", "JSON, a line for each change, and one that sums up")
}

extension Arguments {
  /// Which entries are asked for.
  func comparisonFilter() throws(HostError) -> Comparison.Filter {
    let records = try filter()
    var filter = Comparison.Filter(pair: records.pair, coin: records.coin)
    if let day = records.day, let fromMs = CivilTime.ms(iso8601: day + "T00:00:00Z") {
      (filter.fromMs, filter.toMs) = (fromMs, fromMs + 86_400_000)
    }
    if let fromMs = try timeMs("--from") { filter.fromMs = max(filter.fromMs, fromMs) }
    if let toMs = try timeMs("--to") { filter.toMs = min(filter.toMs, toMs) }
    return filter
  }

  private func timeMs(_ name: String) throws(HostError) -> Int64? {
    guard let text = value(name) else { return nil }
    guard let timeMs = CivilTime.ms(iso8601: text) ?? CivilTime.ms(iso8601: text + "T00:00:00Z") else {
      throw badValue(name, expected: "a day as 2026-03-25, or a time as 2026-03-25T08:00:00Z")
    }
    return timeMs
  }
}

extension CommandContext {
  /// Hands on what stands in the store that is asked for, in its order.
  ///
  /// - Parameter chain: the rules that are tried on it.
  func recordedItems(
    _ arguments: Arguments, for chain: RuleChain, _ body: (RecordedRun.Item) throws(HostError) -> Void
  ) throws(HostError) {
    var handedIn: [RuleChain] = []
    for path in arguments.list("--judged-by") { handedIn.append(try self.chain(path: path)) }
    let worker: WorkerPool
    do { worker = try WorkerPool(threads: 1) } catch { throw .network(error) }
    let path = arguments.value("--store") ?? "entrygate.sqlite"
    do {
      let reader = try StoreReader(path: path)
      try reader.holdStill()
      let chains = try RecordedChains(reader, handedIn: handedIn, registry: registry)
      let progress = ProgressBar(errors, total: try reader.verdictCount(), of: "records")
      var run = try RecordedRun(reader, chains, for: chain)
      var count: Int64 = 0
      var batch = try run.next(on: worker)
      while let items = batch?.wait() {
        // The next ones are read while these are judged.
        batch = try run.next(on: worker)
        for item in items { try body(item) }
        count += Int64(items.count)
        progress.show(count)
      }
      progress.clear()
    } catch let error as StoreError {
      throw .store(path: path, error)
    } catch let error as HostError {
      throw error
    } catch {
      // The block throws nothing else; the compiler cannot see it through the mixed calls.
      throw .store(path: path, .foreign)
    }
  }
}
