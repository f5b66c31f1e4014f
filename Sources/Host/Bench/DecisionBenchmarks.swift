internal import RuleEngine

/// Decisions, in memory: the rule alone, the chain, and what is said of a decision in words.
enum DecisionBenchmarks {
  static var all: [Benchmark] { words + chains }

  private static var words: [Benchmark] {
    var benchmarks = [
      Benchmark("rule.mixed", "the gate's rule alone, of different signals") { place throws(HostError) in
        try rule(place, BenchSignal.mixed(count: 10_000, seed: 7))
      },
      Benchmark("decision.mixed", "a chain of the gate alone, of different signals") { place throws(HostError) in
        try decision(place, BenchRules.gate, BenchSignal.mixed(count: 10_000, seed: 7))
      },
      Benchmark("decision.mixed.text", "the same, with what is said of it in words") { place throws(HostError) in
        try text(place, BenchSignal.mixed(count: 10_000, seed: 7))
      },
    ]
    for (name, answer) in [("pass", BenchSignal.Answer.pass), ("reject", .reject), ("unavailable", .unavailable)] {
      // 250 of each, with one seed for all.
      func signals() -> [BenchSignal] {
        Array(BenchSignal.mixed(count: 5000, seed: 7).filter { $0.answer == answer }.prefix(250))
      }
      benchmarks += [
        Benchmark("decision.\(name)", "a chain of the gate alone") { place throws(HostError) in
          try decision(place, BenchRules.gate, signals())
        },
        Benchmark("decision.\(name).text", "the same, with what is said of it in words") { place throws(HostError) in
          try text(place, signals())
        },
      ]
    }
    return benchmarks
  }

  private static func gates(_ count: Int) -> String { count == 1 ? "1 gate" : "\(count) gates" }

  private static var chains: [Benchmark] {
    var benchmarks: [Benchmark] = []
    for count in [1, 10, 100, 1000, 10_000] {
      benchmarks.append(
        Benchmark("chain.scoped.\(count)", "\(gates(count)), each of its own coin: one in scope") {
          place throws(HostError) in
          let signals = BenchSignal.spread(overCoins: count, count: 1000, seed: 11)
          return try decision(place, BenchRules.scoped(count: count), signals)
        })
    }
    for count in [1, 10, 100, 1000, 10_000] {
      benchmarks.append(
        Benchmark("chain.in_scope.\(count)", "\(gates(count)), all in scope") { place throws(HostError) in
          try decision(place, BenchRules.inScope(count: count), BenchSignal.mixed(count: 1000, seed: 7))
        })
    }
    benchmarks.append(
      Benchmark("chain.nested", "combinators three deep, eight gates below") { place throws(HostError) in
        try decision(place, BenchRules.nested, BenchSignal.mixed(count: 1000, seed: 7))
      })
    return benchmarks
  }

  /// An entry that is asked where it stands: taken out of an array it would be copied, which no caller does.
  private final class Held {
    let entry: EntryContext

    init(_ entry: EntryContext) { self.entry = entry }

    func passes(_ rule: any EntryRule) -> Bool { if case .pass = rule.evaluate(entry) { true } else { false } }

    func isApproved(by chain: borrowing RuleChain) -> Bool { chain.decide(entry, listing: .blocking).isApproved }
  }

  private static func entries(_ chain: RuleChain, _ signals: [BenchSignal]) -> [Held] {
    let source = SignalSource(requiresTime: true, acceptsMarket: true, chain: chain, name: "bench")
    return signals.compactMap { signal in
      signal.entry(source).map { entry in
        Held(
          EntryContext(
            signal: entry.signal, quotes: entry.quotes, history: entry.history, balance: entry.balance,
            nowMs: entry.nowMs, wantsEvidence: false))
      }
    }
  }

  private static func rule(_ place: BenchPlace, _ signals: [BenchSignal]) throws(HostError) -> Workload {
    let chain = try place.chain(BenchRules.gate)
    guard case .rule(let instance) = chain.entries[0].node.body else { return .steady { _ in 0 } }
    let rule = instance.rule
    let entries = entries(chain, signals.filter { $0.coin == "PURR" })
    return .steady { iterations in
      entries.withUnsafeBufferPointer { entries in
        var sum = 0
        var index = 0
        for _ in 0..<iterations {
          if entries[index].passes(rule) { sum += 1 }
          index = index + 1 == entries.count ? 0 : index + 1
        }
        return sum
      }
    }
  }

  private static func decision(
    _ place: BenchPlace, _ rules: String, _ signals: [BenchSignal]
  ) throws(HostError) -> Workload {
    let chain = try place.chain(rules)
    let entries = entries(chain, signals)
    return .steady { iterations in
      entries.withUnsafeBufferPointer { entries in
        var sum = 0
        var index = 0
        for _ in 0..<iterations {
          if entries[index].isApproved(by: chain) { sum += 1 }
          index = index + 1 == entries.count ? 0 : index + 1
        }
        return sum
      }
    }
  }

  private static func text(_ place: BenchPlace, _ signals: [BenchSignal]) throws(HostError) -> Workload {
    let chain = try place.chain(BenchRules.gate)
    let messages = MessageWriter(language: .en)
    let entries = entries(chain, signals)
    return .steady { iterations in
      var sum = 0
      var index = 0
      for _ in 0..<iterations {
        let entry = entries[index].entry
        let decision = chain.decide(entry)
        if let deciding = decision.deciding {
          sum += messages.reason(chain.entries[deciding.entryIndex].node, deciding.trace, entry).utf8.count
        } else {
          sum += messages.lines(decision, chain, entry).count
        }
        index = index + 1 == entries.count ? 0 : index + 1
      }
      return sum
    }
  }
}
