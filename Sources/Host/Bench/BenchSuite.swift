/// All benchmarks, from the smallest work to the whole host.
enum BenchSuite {
  static var benchmarks: [Benchmark] {
    DecisionBenchmarks.all + LineBenchmarks.all + PipelineBenchmarks.all + RunBenchmarks.all
  }

  /// The benchmarks whose names begin with one of some texts; all of them where there is none.
  static func benchmarks(named prefixes: [String]) -> [Benchmark] {
    guard !prefixes.isEmpty else { return benchmarks }
    return benchmarks.filter { benchmark in prefixes.contains { benchmark.name.hasPrefix($0) } }
  }
}
