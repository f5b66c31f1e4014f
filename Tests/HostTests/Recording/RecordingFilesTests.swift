import Foundation
import RuleEngine
import Testing

@testable import Host

/// Names, sizes and days of recordings' files; and their lines.
@Suite struct RecordingFilesTests {
  private static func start(_ session: Int, atMs: Int64 = Fixture.nowMs, spot: [Coin: String] = [:]) -> RecordedItem {
    .begin(
      RecordingStart(
        session: session, atMs: atMs, network: .testnet, chain: "sha256:1", spotCoins: spot,
        head: [.marker(atMs: atMs, isConnected: false)]))
  }

  private static func line(_ atMs: Int64 = Fixture.nowMs) -> RecordedItem {
    .line(.dead(atMs: atMs, coinID: "PURR"))
  }

  private static func signal(_ session: Int, _ atMs: Int64 = Fixture.nowMs) -> RecordedItem {
    .signal(RecordedSignal(session: session, nowMs: atMs, line: Array(#"{"symbol":"PURR"}"#.utf8)))
  }

  /// What is opened and closed.
  private func steps(_ actions: [RecordingFiles.Action]) -> [String] {
    actions.compactMap { action in
      switch action {
      case .open(_, let name): "open \(name)"
      case .close(let kind): "close \(kind)"
      case .write: nil
      }
    }
  }

  @Test func `a day, a size and another recording begin another file`() {
    var files = RecordingFiles(.folder, maxPieceBytes: 400)
    let day: Int64 = 86_400_000
    #expect(steps(files.take(Self.start(1))) == [])
    #expect(steps(files.take(Self.line())) == ["open 20260325T005320000Z-1.market.00001.jsonl"])
    #expect(steps(files.take(Self.line())) == [])
    let lines = (0..<3).flatMap { _ in files.take(Self.line()) }
    #expect(steps(lines) == ["close market", "open 20260325T005320000Z-1.market.00002.jsonl"])
    #expect(steps(files.take(Self.line(Fixture.nowMs + day))).count == 2)
    #expect(steps(files.take(Self.signal(1))) == ["open 20260325T005320000Z-1.signals.00001.jsonl"])
    #expect(steps(files.take(Self.signal(1, Fixture.nowMs + day))).count == 2)
    #expect(steps(files.take(Self.start(2, atMs: Fixture.nowMs + day))) == ["close market"])
    // A signal of the recording before may still come; the first of the new one ends its file.
    #expect(steps(files.take(Self.signal(1, Fixture.nowMs + day))) == [])
    #expect(
      steps(files.take(Self.signal(2, Fixture.nowMs + day))) == [
        "open 20260326T005320000Z-2.market.00001.jsonl", "close signals",
        "open 20260326T005320000Z-2.signals.00001.jsonl",
      ])
  }

  @Test func `the first line names the network, the spot books and the chain`() {
    var files = RecordingFiles(.folder)
    _ = files.take(Self.start(1, spot: ["PURR": "PURR/USDC"]))
    _ = files.take(.named(["PURR": "PURR/USDC", "HYPE": "@107"]))
    let written = files.take(Self.line()).compactMap { action -> String? in
      if case .write(_, let bytes) = action { String(decoding: bytes, as: UTF8.self) } else { nil }
    }
    #expect(
      written == [
        #"{"recording":1,"network":"testnet","spot":{"HYPE":"@107","PURR":"PURR/USDC"},"chain":"sha256:1"}"# + "\n",
        #"{"received":1774400000000,"event":"disconnected"}"# + "\n",
        #"{"received":1774400000000,"dead":true,"frame":{"coin":"PURR","time":1774400000000,"levels":[[],[]]}}"# + "\n",
      ])
    // A name that is new once the file has begun begins another one.
    #expect(steps(files.take(.named(["X": "@9"]))) == ["close market"])
  }

  @Test func `a text over several lines is one line`() {
    let line = RecordedLine.book(atMs: 5, text: Array("{\r\n \"coin\" : \"A\"\n}".utf8), .rest)
    #expect(
      String(decoding: line.bytes, as: UTF8.self)
        == #"{"received":5,"source":"rest","frame":{   "coin" : "A" }}"# + "\n")
    let frame = RecordedLine.book(atMs: 5, text: Array("{\n}".utf8), .webSocket)
    #expect(String(decoding: frame.bytes, as: UTF8.self) == "5000000 { }\n")
  }

  @Test(
    arguments: [
      (#"{"symbol":"P"}"#, #"{"time":7,"symbol":"P"}"#),
      (#" { "time" : 12.0e3 , "symbol":"P"}"#, #" { "time" : 7 , "symbol":"P"}"#),
      (#"{"note":"\"time\":1","t\u0069me":null}"#, #"{"note":"\"time\":1","t\u0069me":7}"#),
    ])
  func `a signal is recorded with its now, and nothing else of it changes`(line: String, recorded: String) throws {
    var signal = RecordedSignal(session: 1, nowMs: 7, line: Array(line.utf8))
    #expect(String(decoding: signal.bytes, as: UTF8.self) == recorded + "\n")
    signal.rejection = RecordedRejection(stage: .gates, code: "halted", reason: "a \"pause\"")
    let (rejection, part) = try #require(
      signal.bytes.dropLast().withUnsafeBytes { RecordedRejection.parse($0) })
    #expect(rejection == signal.rejection)
    #expect(String(decoding: signal.bytes[part], as: UTF8.self) == recorded.drop { $0 == " " })
  }

  @Test(
    arguments: [
      #"{"symbol":"P"}"#, #"{"rejected":{"stage":"gates","code":"halted"}}"#, #"{"rejected":true,"signal":{}}"#,
      #"{"rejected":{"stage":"nowhere","code":"x"},"signal":{}}"#, "[1]", "",
      #"{"rejected":{"stage":"gates","code":"x"},"signal":{},"more":1}"#,
      #"{"rejected":{"stage":"gates","code":"x"},"signal":7}"#,
    ])
  func `other lines are no rejected signals`(line: String) {
    #expect(Array(line.utf8).withUnsafeBytes { RecordedRejection.parse($0) } == nil)
  }

  @Test func `what the store refused is told apart from what it took`() throws {
    var fixture = try PipelineFixture(Fixture.rules(Fixture.longOnly("longs")))
    fixture.store.failingAppends = [1]
    try fixture.submit(Fixture.line("a"))
    fixture.submitBad("{}")
    try fixture.submit(Fixture.line("b", "short"))
    _ = fixture.commit()
    #expect(fixture.pipeline.refusedByStore == [0, 2])
    _ = try fixture.answer(Fixture.line("a"))
    #expect(fixture.pipeline.refusedByStore.isEmpty)
  }

  @Test func `a compressed recording is read, and a damaged one is an error that says what to do`() throws {
    let folder = try ScratchFolder()
    let gate = GateProcess(folder: folder)
    try folder.file("rules.json", Fixture.rules(Fixture.longOnly("longs")))
    try folder.file("m.jsonl", String(repeating: "no frame at all, but text\n", count: 3000))
    try folder.file("s.jsonl", Fixture.line("a"))
    _ = try gate.shell("gzip m.jsonl s.jsonl")
    let read = try gate.run(["replay", "--market", "m.jsonl.gz", "--signals", "s.jsonl.gz", "--lang", "en"])
    #expect(read.code == 0 && read.lines.count == 1 && read.errors.contains("3000 not a frame"), "\(read.errors)")
    try folder.file("m.jsonl.gz", folder.bytes("m.jsonl.gz").dropLast(20))
    let damaged = try gate.run(["replay", "--market", "m.jsonl.gz", "--signals", "s.jsonl.gz"])
    #expect(damaged.code == 65 && damaged.errors.contains("m.jsonl.gz: gzip finds it damaged"), "\(damaged.errors)")
    let without = try gate.run(
      ["replay", "--market", "m.jsonl.gz", "--signals", "s.jsonl.gz"], environment: ["PATH": folder.path("")])
    #expect(without.code == 74 && without.errors.contains("install gzip"), "\(without.errors)")
    let missing = try gate.run(["replay", "--market", "none.jsonl.gz", "--signals", "s.jsonl.gz"])
    #expect(missing.code == 66)
  }
}
