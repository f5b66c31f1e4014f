import Foundation
import RuleEngine
import TestSupport
import Testing

@testable import Host

/// Recordings that other threads parse ahead: what comes out is what comes out without them.
@Suite struct RecordingAheadTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private static let levels = #"[[{"px":"0.0012","sz":"5","n":1}],[{"px":"0.0013","sz":"7","n":2}]]"#

  /// A line as recordings have them, or as they should not.
  private func line(_ timeMs: Int64, _ random: inout SplitMix64) -> String {
    let coin = ["PURR", "PURR/USDC", "HYPE"].randomElement(using: &random) ?? "PURR"
    let time = Int.random(in: 0..<8, using: &random) == 0 ? timeMs - 700 : timeMs
    let book = #"{"coin":"\#(coin)","time":\#(time),"levels":\#(RecordingAheadTests.levels)}"#
    switch Int.random(in: 0..<14, using: &random) {
    case 0: return "not a frame"
    case 1: return String(repeating: " \t", count: Int.random(in: 0...2, using: &random))
    case 2: return #"{"channel":"trades","data":[]}"#
    case 3: return #"{"channel":"l2Book","data":\#(book.dropLast(3))"#
    case 4: return #"{"received":\#(time),"event":"disconnected"}"#
    case 5: return #"{"received":\#(time),"source":"rest","frame":\#(book)}"#
    case 6: return "\(time)000000 {\"channel\":\"l2Book\",\"data\":\(book)}"
    case 7: return #"{"recording":1,"spot":{"PURR":"@1"}}"#
    case 8: return #"{"channel":"l2Book","data":{"coin":"é\u00e9","time":\#(time),"levels":[[],[]]}}"#
    default: return #"{"channel":"l2Book","data":\#(book)}"#
    }
  }

  /// Lines enough for several chunks, whatever ends a chunk.
  private func text(_ random: inout SplitMix64, lines: ClosedRange<Int> = 0...4000) -> String {
    let end = Bool.random(using: &random) ? "\n" : "\r\n"
    var timeMs: Int64 = 1_774_400_000_000
    var text = Bool.random(using: &random) ? #"{"recording":1,"spot":{"PURR":"PURR/USDC"}}"# + end : ""
    for _ in 0..<Int.random(in: lines, using: &random) {
      timeMs += Int64.random(in: 0...300, using: &random)
      text += line(timeMs, &random) + end
    }
    return Bool.random(using: &random) ? text : text + line(timeMs, &random)
  }

  /// Every event, and how the reading ended.
  private func events(_ paths: [String], jobs: Int) throws -> [String] {
    let recordings = try Replay.open(paths, jobs: jobs)
    let merger = RecordingMerger(recordings)
    var events: [String] = []
    do {
      while let event = try merger.take() { events.append("\(event.receivedNs) \(event.body)") }
    } catch {
      events.append("\(error)")
    }
    return events + recordings.map { "\($0.spotCoins) \($0.lateLines)" }
  }

  @Test func `gives the same events for any number of threads, whatever the lines`() throws {
    var random = SplitMix64(seed: 431)
    for round in 0..<12 {
      let texts = (0..<Int.random(in: 1...3, using: &random)).map { _ in text(&random) }
      let paths = try texts.enumerated().map { try folder.file("\(round)-\($0).jsonl", $1) }
      let alone = try events(paths, jobs: 1)
      #expect(alone.count > paths.count)
      for jobs in [2, 4] { #expect(try events(paths, jobs: jobs) == alone) }
    }
  }

  @Test func `gives the same events of compressed files, the damaged ones included`() throws {
    var random = SplitMix64(seed: 432)
    for name in ["a.jsonl", "b.jsonl"] { try folder.file(name, text(&random, lines: 3000...4000)) }
    let gate = GateProcess(folder: folder)
    #expect(try gate.shell("gzip a.jsonl b.jsonl").code == 0)
    let paths = ["a.jsonl.gz", "b.jsonl.gz"].map { folder.path($0) }
    let whole = try events(paths, jobs: 1)
    #expect(whole.count > 5000)
    for jobs in [2, 4] { #expect(try events(paths, jobs: jobs) == whole) }
    try folder.file("b.jsonl.gz", folder.bytes("b.jsonl.gz").dropLast(2000))
    let damaged = try events(paths, jobs: 1)
    #expect(damaged.contains { $0.contains("damaged") } && damaged.count > 1000)
    for jobs in [2, 4] { #expect(try events(paths, jobs: jobs) == damaged) }
  }

  @Test func `passes over lines that are too long, and reads what stands about them`() throws {
    let long = String(repeating: "x", count: 17 << 20)
    let frame = RecordingTests.frame(7)
    let path = try folder.file("r.jsonl", "\(frame)\n\(frame)\n\(long)\n\(frame)\n\(long.prefix(1 << 20))\n\(frame)")
    let alone = try events([path], jobs: 1)
    #expect(alone.count == 7)
    #expect(try events([path], jobs: 2) == alone)
  }

  @Test func `a replay answers the same bytes for any number of threads`() throws {
    let gate = GateProcess(folder: folder)
    let examples = GateProcess.package.appending(path: "Examples")
    let arguments = [
      "replay", "--market", examples.appending(path: "purr.market.jsonl").path, "--signals",
      examples.appending(path: "purr.signals.jsonl").path, "--rules",
      GateProcess.package.appending(path: "rules.json").path,
    ]
    let environment = ["TRADING_FUTURES_SPOT_ARB_ENABLED": "true"]
    let runs = try ["1", "2", "4"].map { try gate.run(arguments + ["--jobs", $0], environment: environment) }
    #expect(runs[0].code == 0 && runs[0].lines.count > 60)
    for run in runs { #expect(run.output == runs[0].output && run.errors == runs[0].errors) }
    for bad in ["0", "65", "two"] {
      let run = try gate.run(arguments + ["--jobs", bad], environment: environment)
      #expect(run.code == 64 && run.errors.contains("--jobs"), "\(run.errors)")
    }
  }
}
