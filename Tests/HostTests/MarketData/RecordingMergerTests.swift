@testable import Host
import RuleEngine
import Rules
import TestSupport
import Testing

/// Several recordings as one.
@Suite struct RecordingMergerTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private struct Line {
    let name: String
    let text: String
    let timeNs: Int64?
  }

  private func line(_ name: String, _ random: inout SplitMix64) -> Line {
    // Few distinct times, so that many are equal.
    let ns = Int64.random(in: 0...20, using: &random) * 500_000
    switch Int.random(in: 0..<4, using: &random) {
    case 0:
      let text = RecordingTests.frame(ns / 1_000_000, name)
      return Line(name: name, text: text, timeNs: ns / 1_000_000 * 1_000_000)
    case 1: return Line(name: name, text: "not a frame, \(name)", timeNs: nil)
    default: return Line(name: name, text: "\(ns) \(RecordingTests.frame(1, name))", timeNs: ns)
    }
  }

  @Test func `merges by receipt time, of equal times by the order of the files, as a stable sort does`() throws {
    var random = SplitMix64(seed: 421)
    for _ in 0..<60 {
      var paths: [String] = []
      var all: [(time: Int64, event: String)] = []
      for file in 0..<Int.random(in: 1...4, using: &random) {
        var last: Int64 = 0
        var text = ""
        for number in 0..<Int.random(in: 0...30, using: &random) {
          let line = line("F\(file)L\(number)", &random)
          last = max(last, line.timeNs ?? last)
          text += line.text + "\n"
          all.append((last, line.timeNs == nil ? "notAFrame \(last)" : "\(line.name) \(last)"))
        }
        paths.append(try folder.file("\(file).jsonl", text))
      }
      let expected = all.enumerated().sorted {
        ($0.element.time, $0.offset) < ($1.element.time, $1.offset)
      }.map(\.element.event)
      let merged = try merged(paths)
      #expect(merged == expected)
    }
  }

  private func merged(_ paths: [String]) throws -> [String] {
    let merger = RecordingMerger(try Replay.open(paths))
    var events: [String] = []
    while let time = merger.nextReceivedNs, let event = try merger.take() {
      #expect(event.receivedNs == time)
      switch event.body {
      case .book(let book, _): events.append("\(book.coinID) \(event.receivedNs)")
      case .context(let coin, _): events.append("context \(coin) \(event.receivedNs)")
      case .balance: events.append("balance \(event.receivedNs)")
      case .trail(let coinID, _): events.append("trail \(coinID) \(event.receivedNs)")
      case .marker: events.append("marker \(event.receivedNs)")
      case .skipped(let kind): events.append("\(kind) \(event.receivedNs)")
      }
    }
    #expect(try merger.take() == nil)
    return events
  }

  @Test func `is empty where there is nothing to merge`() throws {
    #expect(try merged([]) == [])
    #expect(try merged([folder.file("a", ""), folder.file("b", "\n")]) == [])
  }

  /// What `replay` ends with, and what it says on standard error.
  private func replay(_ headers: [String], spotMeta: String? = nil) throws -> (ExitCode, String) {
    var words = ["replay", "--signals", try folder.file("signals.jsonl", ""), "--rules"]
    words.append(
      try folder.file(
        "rules.json",
        #"{"version":1,"chain":[{"rule":"futures_spot_arb","scope":{"coins":["PURR"]}}]}"#))
    words.append("--market")
    for (index, header) in headers.enumerated() { words.append(try folder.file("\(index).jsonl", header + "\n")) }
    if let spotMeta { words += ["--spot-meta", try folder.file("meta.json", spotMeta)] }
    let output = try LineFeed.File(folder.path("out"))
    let errors = try LineFeed.File(folder.path("err"))
    let runner = CommandRunner(
      rules: BuiltInRules.all, output: TextOutput(descriptor: output.descriptor, name: "out"),
      errors: TextOutput(descriptor: errors.descriptor, name: "err"))
    return (runner.run(words), try folder.text("err"))
  }

  @Test func `is refused where two headers name different books for a coin`() throws {
    let header = { (book: String) in #"{"recording":1,"spot":{"PURR":"\#(book)"}}"# }
    let (code, message) = try replay([header("PURR/USDC"), header("PURR/USDC"), #"{"recording":1}"#, header("@4")])
    #expect(code == .badInput)
    #expect(message.contains("3.jsonl:1: ") && message.contains("different spot books for PURR"))
    #expect(try replay([header("PURR/USDC"), header("PURR/USDC")]).0 == .done)
    #expect(try replay([header("PURR/USDC"), #"{"recording":1,"spot":{"HYPE":"@107"}}"#]).0 == .done)
  }

  @Test func `is refused where the list of spot pairs is none`() throws {
    for (reply, words) in [("{}", "universe"), ("[", "not JSON at byte 1"), ("null", "universe")] {
      let (code, message) = try replay([#"{"recording":1}"#], spotMeta: reply)
      #expect(code == .badInput)
      #expect(message.contains("meta.json: ") && message.contains(words), "\(message)")
    }
  }
}
