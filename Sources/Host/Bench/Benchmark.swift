internal import RuleEngine

/// One of the program's own benchmarks: a name, what is measured, and the work.
struct Benchmark {
  /// What a figure counts.
  enum Unit: String {
    /// Nanoseconds for one iteration.
    case nanoseconds = "ns"
    /// Microseconds for one iteration.
    case microseconds = "us"
    /// Millions of bytes of input in a second.
    case megabytesPerSecond = "MB/s"
  }

  /// The name, from general to special, with dots between.
  let name: String
  /// What its figure counts.
  let unit: Unit
  /// What is done, in a few words.
  let summary: String
  /// Makes what the work needs, which is not measured.
  let prepare: (BenchPlace) throws(HostError) -> Workload

  init(
    _ name: String, _ summary: String, in unit: Unit = .nanoseconds,
    prepare: @escaping (BenchPlace) throws(HostError) -> Workload
  ) {
    self.name = name
    self.unit = unit
    self.summary = summary
    self.prepare = prepare
  }
}

/// Work that can be done again and again.
struct Workload {
  /// How the work is measured.
  enum Work {
    /// Does the iterations, timed as a whole; the sum it returns depends on what was done, so that nothing is left out.
    case steady((Int) throws(HostError) -> Int)
    /// Does the iterations and tells each one's nanoseconds.
    case latencies((Int) throws(HostError) -> [Int64])
  }

  let work: Work
  /// The clock that work is timed by as a whole; latencies are always of time that passes.
  var clock = BenchClock.processor
  /// How many bytes of input an iteration reads, on average; 0 where that says nothing.
  var bytesPerIteration = 0.0
  /// How many operations an iteration is.
  var operationsPerIteration = 1.0
  /// The iterations a round has; nil where they are chosen by the time they take.
  var iterations: Int?
  /// Ends what was begun.
  var finish: () -> Void = {}

  /// Work that is timed as a whole.
  static func steady(_ run: @escaping (Int) throws(HostError) -> Int) -> Workload { Workload(work: .steady(run)) }
}
