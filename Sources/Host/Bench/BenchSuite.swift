/// All benchmarks, from the smallest work to the whole host.
enum BenchSuite {
  static var benchmarks: [Benchmark] {
    DecisionBenchmarks.all + LineBenchmarks.all + PipelineBenchmarks.all + RunBenchmarks.all
  }

  /// The benchmarks that some texts name: one of that very name, else those whose names begin so; all where there is none.
  static func benchmarks(named texts: [String]) -> [Benchmark] {
    let all = benchmarks
    guard !texts.isEmpty else { return all }
    let names = Set(all.map(\.name))
    return all.filter { benchmark in
      texts.contains { names.contains($0) ? benchmark.name == $0 : benchmark.name.hasPrefix($0) }
    }
  }
}
