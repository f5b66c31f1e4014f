internal import RuleEngine

/// What was measured of one benchmark.
struct BenchResult {
  /// The version of the JSON form, which changes when old readers would misread it.
  static let formatVersion: Int64 = 1

  let name: String
  let unit: Benchmark.Unit
  let clock: BenchClock
  /// The iterations of a round.
  let iterations: Int
  /// The figure of each round, in the order of the rounds.
  let samples: [Double]

  /// The middle figure.
  var median: Double {
    let sorted = samples.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }

  /// `name<TAB>value<TAB>unit`, and the end of the line.
  var line: String { "\(name)\t\(BenchResult.text(median))\t\(unit.rawValue)\n" }

  /// A figure with about four digits, which is more than a shared machine gives.
  static func text(_ figure: Double) -> String {
    guard figure < 1000 else { return "\(Int64(figure.rounded()))" }
    let places = figure < 10 ? 1000.0 : figure < 100 ? 100 : 10
    let text = "\((figure * places).rounded() / places)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// Everything that is needed to compare two runs.
  static func json(_ results: [BenchResult], rounds: Int, isRelease: Bool) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("format", formatVersion)
      writer.member("version", EntryGate.version)
      writer.member("build", isRelease ? "release" : "debug")
      writer.member("rounds", Int64(rounds))
      writer.key("benchmarks")
      writer.array { writer in for result in results { result.write(to: &writer) } }
    }
    return writer.bytes
  }

  private func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("name", name)
      writer.member("unit", unit.rawValue)
      writer.member("clock", clock.rawValue)
      let figures = [("median", median), ("min", samples.min()), ("max", samples.max())]
      for case (let key, let figure?) in figures {
        writer.key(named: key)
        writer.raw("\(figure)".utf8)
      }
      writer.member("iterations", Int64(iterations))
      writer.key("samples")
      writer.array { writer in for sample in samples { writer.raw("\(sample)".utf8) } }
    }
  }
}
