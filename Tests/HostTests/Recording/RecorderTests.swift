import Foundation
import LoopbackExchange
import RuleEngine
import Synchronization
import Testing

@testable import Host

/// The recorder on a disk: what it does when it cannot write, and that it says so once.
@Suite(.timeLimit(.minutes(2))) struct RecorderTests {
  private final class Sayings: Sendable {
    private let texts = Mutex<[String]>([])
    func add(_ text: LocalizedText) { texts.withLock { $0.append(text[.en]) } }
    var all: [String] { texts.withLock { $0 } }
  }

  private let folder: ScratchFolder
  private let clock = MovableClock()
  private let sayings = Sayings()

  init() throws { folder = try ScratchFolder() }

  private func recorder(_ change: (inout Recorder.Settings) -> Void = { _ in }) throws -> Recorder {
    var settings = Recorder.Settings(folder: folder.path("tapes"))
    settings.retryMs = 10
    change(&settings)
    let sayings = sayings
    return try Recorder(settings, clock: clock.host) { sayings.add($1) }
  }

  private func tape(_ recorder: Recorder) -> RecordingTape {
    RecordingTape(network: .mainnet, chain: "sha256:1", sink: recorder.queue.sink, atMs: Fixture.nowMs)
  }

  private func book(_ number: Int64) -> RecordedLine {
    .book(atMs: Fixture.nowMs + number, text: Array(#"{"channel":"l2Book","data":{"n":\#(number)}}"#.utf8), .webSocket)
  }

  private var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path("tapes"))) ?? []).sorted()
  }

  @Test func `a folder that vanishes costs lines and one warning, and the next recording says so`() async throws {
    let recorder = try recorder()
    var tape = tape(recorder)
    tape.record(book(1))
    try await eventually("the first line") { recorder.status.bytes > 0 }
    try FileManager.default.moveItem(atPath: folder.path("tapes"), toPath: folder.path("gone"))
    var number: Int64 = 1
    try await eventually("the fault") {
      clock.advance(1000)
      number += 1
      tape.record(book(number))
      return tape.isInterrupted
    }
    #expect(recorder.status.error == "No such file or directory" && !folder.exists("tapes"))
    try FileManager.default.moveItem(atPath: folder.path("gone"), toPath: folder.path("tapes"))
    let kept = [book(0), book(number)]
    try await eventually("its end") {
      clock.advance(1000)
      return tape.resume(atMs: Fixture.nowMs + number, head: kept)
    }
    tape.record(book(number + 1))
    recorder.stop(withinMs: RunningHost.patienceMs)
    #expect(recorder.status.error == nil && recorder.status.lost > 0)
    #expect(sayings.all.count { $0.contains("recording stopped") } == 1, "\(sayings.all)")
    #expect(sayings.all.count { $0.contains("recording goes on") } == 1, "\(sayings.all)")
    #expect(names.count == 2)
    let lines = try folder.text("tapes/\(names[1])").split(separator: "\n")
    try #require(lines.count == 5, "\(lines)")
    #expect(lines[0].hasPrefix(#"{"recording":1,"network":"mainnet","chain":"sha256:1"}"#))
    #expect(lines[1].contains(#""event":"disconnected""#))
    // A book from before the loss counts as received when all of them died.
    #expect(lines[2].prefix(13) == lines[1].dropFirst(12).prefix(13))
    #expect(lines[4].hasPrefix("\(Fixture.nowMs + number + 1)000000 "))
  }

  @Test func `what waits is bounded, and what did not fit is counted`() throws {
    let queue = try RecordingQueue(limitBytes: 1000)
    var tape = RecordingTape(network: .mainnet, chain: nil, sink: queue.sink, atMs: Fixture.nowMs)
    for number in 1...20 { tape.record(book(Int64(number))) }
    #expect(tape.isInterrupted && tape.session(wholeFrom: .max) == nil)
    let kept = [book(20)]
    let early = tape.resume(atMs: Fixture.nowMs + 20, head: kept)
    #expect(!early)
    let taken = try #require(queue.take(timeoutMs: 0))
    #expect(taken.count > 2 && taken.count + queue.lostCount == 21)
    let late = tape.resume(atMs: Fixture.nowMs + 21, head: kept)
    #expect(late && tape.session(wholeFrom: .max) == 2)
    guard case .begin(let start)? = queue.take(timeoutMs: 0)?.first else {
      Issue.record("no beginning")
      return
    }
    // The first lost line is the first that is missing in what was taken.
    #expect(start.head.first == .marker(atMs: Fixture.nowMs + Int64(taken.count), isConnected: false))
    // A signal of a recording that broke off stands behind the gap, and is left out.
    tape.record(RecordedSignal(session: 1, nowMs: Fixture.nowMs, line: Array("{}".utf8)))
    #expect(queue.take(timeoutMs: 0)?.isEmpty == true)
  }

  @Test func `without a compressor the files stay as they are, and one warning says so`() async throws {
    let recorder = try recorder { settings in
      settings.maxPieceBytes = 100
      settings.compressor = "no-such-program"
    }
    var tape = tape(recorder)
    for number in 1...9 { tape.record(book(Int64(number))) }
    try await eventually("the warning") { !sayings.all.isEmpty }
    recorder.stop(withinMs: RunningHost.patienceMs)
    #expect(sayings.all.count == 1 && sayings.all[0].contains("no-such-program"), "\(sayings.all)")
    #expect(names.count > 3 && names.allSatisfy { $0.hasSuffix(".jsonl") }, "\(names)")
  }

  @Test func `a place that cannot be written is said at once`() throws {
    try folder.file("tapes", "a file")
    let error = try #require(throws: HostError.self) { _ = try recorder() }
    #expect(error.exitCode == .inputOutput && "\(error)".contains("tapes"))
  }
}
