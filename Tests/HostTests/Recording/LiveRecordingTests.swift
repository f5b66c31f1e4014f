import Foundation
import LoopbackExchange
import RuleEngine
import Synchronization
import Testing

@testable import Host

/// Recordings of a live host beside an exchange on this machine, and of `record`.
@Suite(.timeLimit(.minutes(3))) struct LiveRecordingTests {
  private static let rules = Fixture.rules(
    Fixture.rate(150),
    Fixture.arb(#","on_unavailable":"reject""#, params: #""max_age_ms":60000,"max_skew_ms":60000"#),
    """
    {"id":"funding","rule":"funding_rate_band","mode":"shadow","scope":{"coins":["PURR"]},"params":{"max_cost":0}}
    """,
    """
    {"id":"hype","rule":"min_depth","scope":{"coins":["HYPE"]},\
    "params":{"min_usd":30500000,"leg":"perp","max_age_ms":60000}}
    """)

  private func names(_ folder: ScratchFolder, _ kind: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path("tapes"))
      .filter { $0.contains(".\(kind).") && !$0.hasPrefix(".") }.sorted().map { "tapes/\($0)" }
  }

  @Test func `a live run with drops, polls and reconnections is replayed to the byte`() async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    exchange.with { $0.contexts["PURR"] = .init(funding: "0.0000125", oracle: "0.00123") }
    let folder = try ScratchFolder()
    var settings = Recorder.Settings(folder: folder.path("tapes"))
    settings.maxPieceBytes = 6000
    let gate = try LiveGate(exchange, rules: Self.rules, feedWaitMs: 0, record: settings)
    defer { gate.stop() }
    let coins = ["PURR/USDC:USDC", "HYPE", "NOPE"]
    func ask(_ count: Int) async throws {
      for index in 0..<count {
        let direction = index % 3 == 0 ? "short" : "long"
        _ = try await gate.enter(direction, symbol: coins[index % 7 == 6 ? 2 : index % 2])
        // Frames come between the signals, and into the millisecond of one.
        if index % 3 == 0 { exchange.publish(["PURR": .init(bid: "0.0012\(index % 10)", ask: "0.0013")]) }
        if index % 5 == 0 { exchange.publish(["HYPE": .init(bid: "3\(index % 2)", ask: "32")]) }
      }
    }
    try await gate.live("perp:PURR", "spot:PURR", "perp:HYPE")
    try await ask(60)
    for code in [nil, 1001, 1006] as [UInt16?] {
      let reconnects = gate.driver.status(nowMs: 0).reconnects
      exchange.drop(code: code)
      try await ask(10)
      try await eventually("a new connection") { gate.driver.status(nowMs: 0).reconnects > reconnects }
      try await ask(20)
    }
    exchange.with { $0.refusesSockets = true }
    exchange.drop()
    try await gate.live()
    try await ask(5)
    gate.advance(5001)
    try await gate.live("perp:PURR", "spot:PURR", "perp:HYPE")
    try await ask(40)
    exchange.with { $0.refusesSockets = false }
    gate.advance(30_000)
    try await eventually("the socket") {
      gate.driver.status(nowMs: 0).feeds.allSatisfy { $0.source == .webSocket }
    }
    try await ask(60)
    gate.say("no signal")
    gate.say(#"{"command":"halt","why":"a pause"}"#)
    try await ask(3)
    // What has been answered is handed to the recorder before the next question is.
    let status = try await gate.ask(#"{"command":"status"}"#)
    #expect(status.description.contains(#""recording":{"folder""#) && status.description.contains(#""lost":0"#))
    let recorder = try #require(gate.recorder)
    try await eventually("the compression") {
      try (names(folder, "market") + names(folder, "signals")).filter { !$0.hasSuffix(".gz") }.count <= 2
    }
    gate.stop()
    recorder.stop(withinMs: RunningHost.patienceMs)
    let live = gate.allAnswers.filter { $0.contains(#""seq":"#) }
    for word in ["approved", "perp_missing", "unknown_coin", #""source":"rest""#, #""source":"ws""#, "halted"] {
      #expect(live.contains { $0.contains(word) }, "no \(word)")
    }
    let market = try names(folder, "market")
    let signals = try names(folder, "signals")
    #expect(market.count > 3 && signals.count > 3 && market.count { $0.hasSuffix(".gz") } >= market.count - 1)
    try folder.file("rules.json", Self.rules)
    let replay = try GateProcess(folder: folder).run(
      ["replay", "--lang", "en", "--log-level", "error", "--market"] + market + ["--signals"] + signals)
    #expect(replay.code == 0, "\(replay.errors)")
    #expect(live.count > 200 && replay.lines.count == live.count)
    #expect(zip(live, replay.lines).first { $0 != $1 } == nil)
  }

  @Test func `the run command records beside its answers, and all of it is there when it has ended`() throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    let gate = GateProcess(folder: try ScratchFolder())
    try gate.folder.file("rules.json", Self.rules)
    let signals = [LiveGate.signal(), "no signal", LiveGate.signal("short"), LiveGate.signal(symbol: "NOPE")]
    let run = try gate.run(
      [
        "run", "--store", "store.sqlite", "--record", "tapes", "--rest-url", "http://127.0.0.1:\(exchange.port)",
        "--ws-url", "ws://127.0.0.1:\(exchange.port)/ws",
      ], input: signals.joined(separator: "\n"), environment: ["no_proxy": "127.0.0.1", "NO_PROXY": "127.0.0.1"])
    #expect(run.code == 65 && run.lines.count == 4, "\(run.errors)")
    let replay = try gate.shell("\"$GATE\" replay --market tapes/*.market.* --signals tapes/*.signals.*")
    #expect(replay.code == 0, "\(replay.errors)")
    #expect(replay.lines == run.lines.filter { $0.contains(#""seq":"#) } && replay.lines.count == 3)
  }

  @Test func `record writes the books until it is told to stop`() async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    let gate = GateProcess(folder: try ScratchFolder())
    try gate.folder.file("rules.json", Self.rules)
    let local = ["no_proxy": "127.0.0.1", "NO_PROXY": "127.0.0.1"]
    let arguments = [
      "record", "--out", "books.jsonl", "--rest-url", "http://127.0.0.1:\(exchange.port)", "--ws-url",
      "ws://127.0.0.1:\(exchange.port)/ws",
    ]
    let process = try gate.start(arguments, output: "stdout", environment: local)
    func text() throws -> String { gate.folder.exists("books.jsonl") ? try gate.folder.text("books.jsonl") : "" }
    try await eventually("the first books") { try text().contains(#""coin":"PURR/USDC""#) }
    exchange.drop(code: 1001)
    // The first ones may come by REST, and a connection does not always last.
    try await eventually("a book of another connection") {
      let parts = try text().components(separatedBy: #""event":"disconnected""#)
      return parts.count > 2 && parts.last?.contains("000000 {") == true
    }
    process.terminate()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    let all = try text().split(separator: "\n")
    // The first contexts come when they come.
    let lines = all.filter { !$0.contains(#""event":"context""#) }
    #expect(lines.count < all.count)
    #expect(lines[0] == #"{"recording":1,"network":"mainnet","spot":{"PURR":"PURR/USDC"}}"#)
    #expect(lines[1].contains(#""event":"disconnected""#) && lines[2].contains(#""event":"connected""#))
    // Another program's recording is not written over.
    let again = try gate.run(arguments + ["--for", "60"], environment: local)
    #expect(again.code == 74 && again.errors.contains("cannot record into books.jsonl"), "\(again.errors)")
    #expect(try text().split(separator: "\n").count == all.count)
    try gate.folder.file("signals.jsonl", "")
    let replay = try gate.run(["replay", "--market", "books.jsonl", "--signals", "signals.jsonl", "--lang", "en"])
    #expect(replay.code == 0 && !replay.errors.contains("malformed"), "\(replay.errors)")
  }

  @Test func `record ends where no more can be written, with whole lines in its file`() throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    let gate = GateProcess(folder: try ScratchFolder())
    try gate.folder.file("rules.json", Self.rules)
    let isOver = Mutex(false)
    defer { isOver.withLock { $0 = true } }
    try HostThread.start {
      while !isOver.withLock({ $0 }) {
        exchange.publish()
        poll(nil, 0, 1)
      }
    }
    // A limit for files ends them as a full disk does: in the middle of a line. The thread sanitizer's runtime maps a file
    // that it writes, where it finds a folder for it; it would find it cut.
    let command = "trap '' XFSZ; ulimit -f 40; TMPDIR=/none exec \"$GATE\" record --out books.jsonl --lang en"
    let addresses = " --rest-url http://127.0.0.1:\(exchange.port) --ws-url ws://127.0.0.1:\(exchange.port)/ws"
    let run = try gate.run(
      ["-c", command + addresses],
      environment: ["GATE": GateProcess.executable.path, "no_proxy": "127.0.0.1", "NO_PROXY": "127.0.0.1"],
      executable: URL(filePath: "/bin/sh"))
    #expect(run.code == 74 && run.errors.contains("cannot record into books.jsonl: File too large"), "\(run.errors)")
    #expect(run.errors.ranges(of: "recording stopped").count <= 1)
    let text = try gate.folder.text("books.jsonl")
    #expect(text.utf8.count > 10_000 && text.hasSuffix("\n"))
  }

  @Test func `record has something to say where nothing can be recorded`() throws {
    let gate = GateProcess(folder: try ScratchFolder())
    try gate.folder.file("rules.json", Fixture.rules(Fixture.longOnly("longs")))
    let none = try gate.run(["record", "--out", "books.jsonl"])
    #expect(none.code == 78 && none.errors.contains("nothing to record"))
    try gate.folder.file("rules.json", Self.rules)
    let nowhere = try gate.run(["record", "--out", "no/such/books.jsonl"])
    #expect(nowhere.code == 74 && nowhere.errors.contains("cannot record into"), "\(nowhere.errors)")
    #expect(try gate.run(["record", "--out", "books.jsonl.gz"]).code == 64)
    #expect(try gate.run(["record"]).code == 64)
  }
}
