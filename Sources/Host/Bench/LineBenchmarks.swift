internal import RuleEngine

/// Texts in, values or lines out: rules, books, recordings and signals.
enum LineBenchmarks {
  static var all: [Benchmark] { loads + ingests + lines }

  private static var loads: [Benchmark] {
    [100, 1000, 10_000].map { count in
      Benchmark("load.\(count)", "rules.json of as many entries", in: .microseconds) { place throws(HostError) in
        let source = SourceText(name: "bench.json", bytes: Array(BenchRules.scoped(count: count).utf8))
        let loader = ChainLoader(registry: place.registry, environment: [:])
        return .steady { iterations throws(HostError) in
          var sum = 0
          do throws(ConfigurationFaults) {
            for _ in 0..<iterations { sum += try loader.load(source).entries.count }
          } catch {
            throw .configuration(error)
          }
          return sum
        }
      }
    }
  }

  private static var ingests: [Benchmark] {
    [
      Benchmark("ingest.full", "an l2Book frame, every level validated", in: .megabytesPerSecond) { _ in
        ingest { bytes in
          var scanner = JSONScanner(bytes)
          guard case .book(let book, _)? = try? FrameParser.frame(&scanner) else { return 0 }
          return book.bid == nil ? 0 : 1
        }
      },
      Benchmark("ingest.recording", "a recording's line, top of book", in: .megabytesPerSecond) { _ in
        ingest { bytes in
          guard case .book(let book, _, _)? = try? RecordingLine.parse(bytes) else { return 0 }
          return book.bid == nil ? 0 : 1
        }
      },
    ]
  }

  private static var lines: [Benchmark] {
    [
      Benchmark("line.full", "a signal's line with its quotes, to the line of its verdict") { place throws(HostError) in
        try lines(place)
      },
      Benchmark("line.brief", "the same, to the id, the action and the code alone") { place throws(HostError) in
        try lines(place, isBrief: true)
      },
    ]
  }

  private static func ingest(_ parse: @escaping (UnsafeRawBufferPointer) -> Int) -> Workload {
    let frames = BenchBooks.frames(count: BenchBooks.frameCount, seed: 11)
    var workload = Workload.steady { iterations in
      var sum = 0
      var index = 0
      for _ in 0..<iterations {
        sum += frames[index].withUnsafeBytes(parse)
        index = index + 1 == frames.count ? 0 : index + 1
      }
      return sum
    }
    workload.bytesPerIteration = Double(frames.reduce(0) { $0 + $1.count + 1 }) / Double(frames.count)
    return workload
  }

  private static func lines(_ place: BenchPlace, isBrief: Bool = false) throws(HostError) -> Workload {
    let chain = try place.chain(BenchRules.gate)
    let source = SignalSource(requiresTime: true, acceptsMarket: true, chain: chain, name: "bench")
    let judge = Judge(chain: chain, messages: MessageWriter(language: .en))
    let writer = VerdictWriter(chain: chain, network: .mainnet)
    let lines = BenchSignal.mixed(count: 2000, seed: 7).map(\.line)
    return .steady { iterations in
      var line = JSONWriter(capacity: 4096)
      var sum = 0
      var index = 0
      for number in 0..<iterations {
        let reading = lines[index].withUnsafeBytes { source.read(BenchSignal.line($0)) }
        if case .signal(let signal, let quotes, let history, let balance) = reading {
          let entry = EntryContext(
            signal: signal, quotes: quotes, history: history, balance: balance, nowMs: BenchSignal.timeMs,
            wantsEvidence: !isBrief)
          line.removeAll()
          if isBrief {
            let decision = chain.decide(entry, listing: .blocking)
            VerdictWriter.writeBrief(signalID: signal.id ?? "", code: decision.decidingCode, &line)
          } else {
            writer.write(judge.verdict(on: entry, signalID: signal.id ?? "", seq: Int64(number)), &line)
          }
          sum += line.withBytes(\.count)
        }
        index = index + 1 == lines.count ? 0 : index + 1
      }
      return sum
    }
  }
}
