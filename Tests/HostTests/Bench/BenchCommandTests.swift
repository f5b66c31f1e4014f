import Foundation
import RuleEngine
import Testing

@testable import Host

/// `bench` as a process of its own.
@Suite struct BenchCommandTests {
  @Test func `each line is a name, a figure and a unit, and the rounds are as many as asked for`() throws {
    let gate = GateProcess(folder: try ScratchFolder())
    let lines = try gate.run(["bench", "decision.p", "rule.mixed", "--iterations", "10", "--rounds", "3"]).output
      .split(separator: "\n").map { $0.split(separator: "\t") }
    #expect(lines.map { $0[0] } == ["rule.mixed", "decision.pass", "decision.pass.text"])
    #expect(lines.allSatisfy { $0.count == 3 && (Double($0[1]) ?? 0) > 0 && $0[2] == "ns" })
    let run = try gate.run(["bench", "decision.p", "--iterations", "10", "--rounds", "3", "--json"])
    let json = try JSONValue(parsing: Array(run.output.utf8))
    #expect(json["format"]?.number == "1" && json["rounds"]?.number == "3")
    #expect(["debug", "release"].contains(json["build"]?.string ?? ""))
    let benchmarks = try #require(json["benchmarks"]?.elements)
    #expect(benchmarks.map { $0["name"]?.string } == ["decision.pass", "decision.pass.text"])
    for benchmark in benchmarks {
      let samples = try #require(benchmark["samples"]?.elements).compactMap { $0.number.flatMap(Double.init) }
      #expect(samples.count == 3 && benchmark["iterations"]?.number == "10")
      #expect(benchmark["median"]?.number.flatMap(Double.init) == samples.sorted()[1])
      #expect(benchmark["min"]?.number.flatMap(Double.init) == samples.min())
      #expect(benchmark["max"]?.number.flatMap(Double.init) == samples.max())
    }
  }

  @Test func `a name that no benchmark begins with is refused, and the nearest is named`() throws {
    let run = try GateProcess(folder: try ScratchFolder()).run(["bench", "decison"])
    #expect(run.code == 64)
    #expect(run.errors.contains("no benchmark begins with \"decison\"") && run.errors.contains("decision"))
  }

  @Test func `nothing is left in the folder of the stores`() throws {
    let folder = try ScratchFolder()
    let run = try GateProcess(folder: folder)
      .run(["bench", "run", "record.one", "--iterations", "2", "--rounds", "1", "--folder", folder.path("")])
    #expect(run.code == 0)
    #expect(
      run.output.split(separator: "\n").map { $0.split(separator: "\t")[0] }
        == ["record.one.p50", "record.one.p99", "run.p50", "run.p99"])
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path(""))
    #expect(!left.contains { $0.hasPrefix("entrygate-bench") })
  }

  @Test func `the data for other programs is what evaluate and replay read`() throws {
    let folder = try ScratchFolder()
    let gate = GateProcess(folder: folder)
    try BenchInputs.write(to: folder.path("."), replayFrames: 400)
    let replay = try gate.run([
      "replay", "--market", folder.path("replay.market.jsonl"), "--signals", folder.path("replay.signals.jsonl"),
      "--rules", folder.path("shipped.rules.json"), "--log-level", "error",
    ])
    #expect(replay.code == 0 && replay.lines.count == 20)
    let evaluate = try gate.run(
      ["evaluate", "--rules", folder.path("scoped-10.rules.json")], input: folder.text("scoped-10.signals.jsonl"))
    #expect(evaluate.code == 0 && evaluate.lines.count == 1000)
    #expect(evaluate.lines.allSatisfy { $0.contains("\"measured\":{\"perp\"") })
  }
}
