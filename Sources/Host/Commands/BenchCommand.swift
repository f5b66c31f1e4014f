internal import RuleEngine

/// `bench`: the program's own benchmarks.
enum BenchCommand: Command {
  static let help = CommandHelp(
    name: "bench", summary: "the program's own benchmarks, in this process, on data made of fixed seeds",
    arguments: "[NAME...]",
    details: """
      Without a NAME all benchmarks run; a NAME is that of one, or the beginning of several. Each line is a benchmark's
      name, the median of its rounds and the unit, with tabs between. Work in memory is timed by its processor time; what
      waits for a disk or another thread, by the clock on the wall. The rounds of all benchmarks take turns. Figures of
      shared machines vary: compare two programs side by side, in one run, by their ratios.
      """,
    options: [
      OptionSpec(switch: "--list", "the names with what they measure; nothing is run"),
      OptionSpec("--rounds", "N", "how many rounds; default 5"),
      OptionSpec("--iterations", "N", "the iterations of a round, in place of as many as take a tenth of a second"),
      OptionSpec("--folder", "PATH", "on whose disk stores are written; default TMPDIR, else /tmp"),
      OptionSpec(
        "--write-inputs", "PATH", "writes the data as files into a folder, for other programs; nothing is run"),
      OptionSpec(switch: "--json", "one JSON object with all that is needed to compare two runs"),
    ],
    example: "entrygate bench decision chain.scoped --rounds 9")

  static func words(_ registry: RuleRegistry) -> [String] { BenchSuite.benchmarks.map(\.name) }

  static func run(_ arguments: Arguments, _ context: CommandContext) throws(HostError) -> ExitCode {
    let benchmarks = BenchSuite.benchmarks(named: arguments.rest)
    let names = BenchSuite.benchmarks.map(\.name)
    for name in arguments.rest where !names.contains(where: { $0.hasPrefix(name) }) {
      throw .usage(.unknownBenchmark(name, NearestName(to: name, among: names)), command: "bench")
    }
    if arguments.has("--list") {
      var table = TextTable([("Benchmark", .left), ("Unit", .left), ("What is measured", .left)])
      for benchmark in benchmarks { table.append([benchmark.name, benchmark.unit.rawValue, benchmark.summary]) }
      try context.output.write(table.text)
      return .done
    }
    if let folder = arguments.value("--write-inputs") {
      try BenchInputs.write(to: folder)
      return .done
    }
    if !isRelease {
      try context.errors.write("entrygate: this is a debug build, many times slower than swift build -c release\n")
      try context.errors.flush()
    }
    var runner = BenchRunner()
    if let rounds = try arguments.count("--rounds") { runner.rounds = rounds }
    runner.iterations = try arguments.count("--iterations")
    let folder = arguments.value("--folder") ?? context.environment["TMPDIR"] ?? "/tmp"
    let place = try BenchPlace(registry: context.registry, parent: folder)
    let isShown = context.errors.isTerminal
    let show = { (text: String) in
      guard isShown else { return }
      try? context.errors.write("\r\u{1B}[K\(text)")
      try? context.errors.flush()
    }
    defer { show("") }
    let results = try runner.run(benchmarks, in: place, progress: show)
    if arguments.has("--json") {
      try context.output.writeLine(BenchResult.json(results, rounds: runner.rounds, isRelease: isRelease))
    } else {
      for result in results { try context.output.write(result.line) }
    }
    return .done
  }

  /// Whether the compiler has optimized this program.
  private static var isRelease: Bool {
    #if DEBUG
      false
    #else
      true
    #endif
  }
}
