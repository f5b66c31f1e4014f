#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif
internal import RuleEngine

/// `sweep`: what each value of a parameter would have let pass.
enum SweepCommand: Command {
  static let help = CommandHelp(
    name: "sweep", summary: "what each value of a parameter would have let pass",
    arguments: "--entry ID --param NAME --from A --to B --steps N",
    details: """
      The rules judge the record, or a recording with its signals, once for each value, everything else as in the file; the
      value of the file has a * beside it. As in diff, what cannot be known is counted. With a recording the returns of
      the mid in the trade's favour are shown, 1, 5 and 60 minutes after the approved entries.
      """,
    options: [
      .rules, OptionSpec("--entry", "ID", "the entry, or a child of one"),
      OptionSpec("--param", "NAME", "its parameter, a number"), OptionSpec("--from", "A", "the first value"),
      OptionSpec("--to", "B", "the last value"), OptionSpec("--steps", "N", "how many values, both ends included"),
      OptionSpec("--jobs", "N", "threads that work; default as many as there are processors"),
    ] + TrialSource.options + OptionSpec.timelessFilters + [.json],
    example: "entrygate sweep --entry purr-futures-spot-arb --param min_spread --from 0.005 --to 0.02 --steps 7")

  private static let maxSteps = 1000

  static func run(_ arguments: Arguments, _ context: CommandContext) throws(HostError) -> ExitCode {
    try arguments.allowRest(0)
    let entry = try arguments.required("--entry", what: "the entry whose parameter changes")
    let parameter = try arguments.required("--param", what: "the parameter that changes")
    let (from, to) = (try arguments.decimal("--from"), try arguments.decimal("--to"))
    _ = try arguments.required("--steps", what: "how many values it takes")
    let count = try arguments.count("--steps", upTo: maxSteps) ?? 1
    let processors = max(1, min(64, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    let jobs = try arguments.count("--jobs", upTo: 64) ?? processors
    let filter = try arguments.filter(nowMs: nil)
    let path = arguments.value("--rules") ?? "rules.json"
    let (text, chain) = try context.rules(path: path)
    let source = try TrialSource(arguments, context, fallback: chain)
    var lanes: [SweepLane] = []
    let sweep: ParameterSweep
    do {
      sweep = try ParameterSweep(
        text, chain, entry: entry, parameter: parameter, from: from, to: to, count: count)
      for value in sweep.values { lanes.append(SweepLane(value, try sweep.chain(value, context.loader))) }
    } catch {
      throw .sweep(error)
    }
    let pool: WorkerPool
    do { pool = try WorkerPool(threads: jobs) } catch { throw .network(error) }
    let progress = ProgressBar(context.errors, total: Int64(lanes.count), of: "values")
    let badLines = try source.forEachBatch(for: chain) { items in
      let promises = lanes.map { lane in
        pool.begin {
          var lane = lane
          lane.take(items, filter)
          return lane
        }
      }
      for (index, promise) in promises.enumerated() {
        lanes[index] = promise.wait()
        if source.isRecording { progress.show(Int64(index + 1)) }
      }
    }
    progress.clear()
    let output = SweepOutput(current: sweep.current, hasAftermath: source.isRecording)
    try context.output.write(arguments.has("--json") ? output.json(lanes) : output.table(lanes, parameter))
    return badLines > 0 ? .badInput : .done
  }
}

extension Arguments {
  fileprivate func decimal(_ name: String) throws(HostError) -> ExactDecimal {
    let text = try required(name, what: "a value that the parameter takes")
    guard let literal = DecimalLiteral(text), !literal.hasMoreDecimals(than: 9), let number = ExactDecimal(literal)
    else {
      throw badValue(name, expected: "a number with at most 9 decimals")
    }
    return number
  }
}
