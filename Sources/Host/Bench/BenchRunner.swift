internal import RuleEngine

/// Runs benchmarks: round by round over all of them, so that a machine that slows down slows all of them down.
struct BenchRunner {
  /// How many rounds there are.
  var rounds = 5
  /// The iterations of a round; nil where each benchmark chooses its own.
  var iterations: Int?

  /// How long a round of one benchmark takes, at least, in nanoseconds.
  private static let roundNs: Int64 = 100_000_000

  /// Measures benchmarks, in their order.
  ///
  /// - Parameter progress: is told what comes next.
  func run(
    _ benchmarks: [Benchmark], in place: BenchPlace, progress: (String) -> Void
  ) throws(HostError) -> [BenchResult] {
    var prepared: [(workload: Workload, iterations: Int)] = []
    defer { for item in prepared { item.workload.finish() } }
    for benchmark in benchmarks {
      progress("\(benchmark.name): preparing")
      let workload = try benchmark.prepare(place)
      // To calibrate runs the work, too, so that the first round finds everything warm.
      if let iterations {
        prepared.append((workload, iterations))
      } else {
        prepared.append((workload, try calibrated(workload)))
      }
    }
    var samples: [[[Double]]] = prepared.map { _ in [] }
    for round in 1...rounds {
      for (index, item) in prepared.enumerated() {
        progress("\(benchmarks[index].name): round \(round) of \(rounds)")
        samples[index].append(try measure(item.workload, item.iterations, benchmarks[index].unit))
      }
    }
    return zip(zip(benchmarks, prepared), samples).flatMap { pair, samples in
      results(pair.0, pair.1.workload, pair.1.iterations, samples)
    }
  }

  /// The figures of one round: one, or the median and the 99th percentile of latencies.
  private func measure(
    _ workload: Workload, _ iterations: Int, _ unit: Benchmark.Unit
  ) throws(HostError) -> [Double] {
    switch workload.work {
    case .steady(let run):
      let elapsedNs = try BenchRunner.elapsedNs(workload.clock) { () throws(HostError) in _ = try run(iterations) }
      let operations = Double(iterations) * workload.operationsPerIteration
      switch unit {
      case .nanoseconds: return [Double(elapsedNs) / operations]
      case .microseconds: return [Double(elapsedNs) / operations / 1000]
      case .megabytesPerSecond: return [Double(iterations) * workload.bytesPerIteration * 1000 / Double(elapsedNs)]
      }
    case .latencies(let run):
      let sorted = try run(iterations).sorted()
      guard !sorted.isEmpty else { return [0, 0] }
      let scale = unit == .microseconds ? 1000.0 : 1
      return [50, 99].map { Double(sorted[min(sorted.count * $0 / 100, sorted.count - 1)]) / scale }
    }
  }

  private func results(
    _ benchmark: Benchmark, _ workload: Workload, _ iterations: Int, _ samples: [[Double]]
  ) -> [BenchResult] {
    let names =
      switch workload.work {
      case .steady: [benchmark.name]
      case .latencies: ["\(benchmark.name).p50", "\(benchmark.name).p99"]
      }
    let clock =
      switch workload.work {
      case .steady: workload.clock
      case .latencies: BenchClock.wall
      }
    return names.enumerated().map { column, name in
      BenchResult(
        name: name, unit: benchmark.unit, clock: clock, iterations: iterations, samples: samples.map { $0[column] })
    }
  }

  private func calibrated(_ workload: Workload) throws(HostError) -> Int {
    if let iterations = workload.iterations { return iterations }
    guard case .steady(let run) = workload.work else { return 1000 }
    var iterations = 1
    while true {
      let elapsedNs = try BenchRunner.elapsedNs(workload.clock) { () throws(HostError) in _ = try run(iterations) }
      if elapsedNs >= BenchRunner.roundNs / 4 {
        return max(1, Int(Double(iterations) * Double(BenchRunner.roundNs) / Double(elapsedNs)))
      }
      iterations *= elapsedNs < BenchRunner.roundNs / 64 ? 8 : 4
    }
  }

  private static func elapsedNs(
    _ clock: BenchClock, _ body: () throws(HostError) -> Void
  ) throws(HostError) -> Int64 {
    let start = clock.nowNs()
    try body()
    return max(1, clock.nowNs() - start)
  }
}
