import RuleEngine
import Rules
import Testing

@testable import Host

/// The benchmarks do the work that their names say.
@Suite struct BenchSuiteTests {
  private let folder: ScratchFolder
  private let place: BenchPlace

  init() throws {
    folder = try ScratchFolder()
    place = try BenchPlace(registry: try RuleRegistry(BuiltInRules.all), parent: folder.path("."))
  }

  @Test func `each benchmark has a name of its own and does its work`() throws {
    let benchmarks = BenchSuite.benchmarks
    #expect(Set(benchmarks.map(\.name)).count == benchmarks.count)
    for benchmark in benchmarks where !benchmark.name.hasSuffix("0000") {
      let workload = try benchmark.prepare(place)
      defer { workload.finish() }
      switch workload.work {
      case .steady(let run):
        let isLong = workload.operationsPerIteration > 1 || benchmark.name.hasPrefix("load")
        let sum = try run(isLong ? 1 : 40)
        // What is approved is counted, and of 40 different signals some are.
        #expect((sum > 0) == (benchmark.name != "decision.reject"), "\(benchmark.name)")
      case .latencies(let run): #expect(try run(3).allSatisfy { $0 > 0 })
      }
    }
  }

  @Test func `a signal's answer is what the chain says of it`() throws {
    let chain = try place.chain(BenchRules.gate)
    let source = SignalSource(requiresTime: true, acceptsMarket: true, chain: chain, name: "bench")
    var seen: Set<BenchSignal.Answer> = []
    for signal in BenchSignal.mixed(count: 2000, seed: 7) {
      let entry = try #require(signal.entry(source))
      let outcomes = chain.decide(entry).outcomes
      let expected: Outcome.Kind? =
        switch signal.answer {
        case .pass: .pass
        case .reject: .reject
        case .unavailable: .unavailable
        case .notApplicable: nil
        }
      #expect(outcomes.first?.trace.outcome.kind == expected, "\(signal)")
      seen.insert(signal.answer)
    }
    #expect(seen.count == 4)
  }

  @Test func `the same seed gives the same data, another seed other data`() {
    #expect(BenchBooks.frames(count: 20, seed: 3) == BenchBooks.frames(count: 20, seed: 3))
    #expect(BenchBooks.frames(count: 20, seed: 3) != BenchBooks.frames(count: 20, seed: 4))
    let lines = { (seed: UInt64) in BenchSignal.mixed(count: 50, seed: seed).map(\.line) }
    #expect(lines(3) == lines(3) && lines(3) != lines(4))
  }

  @Test func `a frame is a book of twenty sorted levels a side`() throws {
    for frame in BenchBooks.frames(count: 50, seed: 5) {
      let levels = try #require(try JSONValue(parsing: frame)["data"]?["levels"]?.elements)
      #expect(levels.count == 2)
      for (side, sign) in zip(levels, [-1.0, 1.0]) {
        let prices = try #require(side.elements).compactMap { $0["px"]?.string.flatMap(Double.init) }
        #expect(prices.count == 20)
        #expect(zip(prices, prices.dropFirst()).allSatisfy { ($1 - $0) * sign > 0 })
      }
    }
  }

  @Test func `the middle figure is the median, and figures keep about four digits`() {
    let result = { BenchResult(name: "x", unit: .nanoseconds, clock: .wall, iterations: 1, samples: $0) }
    #expect(result([3, 1, 2]).median == 2)
    #expect(result([4, 1, 3, 2]).median == 2.5)
    #expect([1.23456, 12.3456, 123.456, 1234.56, 5].map(BenchResult.text) == ["1.235", "12.35", "123.5", "1235", "5"])
    #expect(result([7]).line == "x\t7\tns\n")
  }

  @Test func `a benchmark's own name names it alone, the beginning of names all that have it`() {
    let names = { (texts: [String]) in BenchSuite.benchmarks(named: texts).map(\.name) }
    #expect(names(["decision.pass"]) == ["decision.pass"])
    #expect(names(["decision.pass."]) == ["decision.pass.text"])
    #expect(names(["run", "decision.p"]) == ["decision.pass", "decision.pass.text", "run"])
    #expect(names([]).count == BenchSuite.benchmarks.count && names(["x"]).isEmpty)
  }
}
