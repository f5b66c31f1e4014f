import LoopbackExchange
import Testing

@testable import Host

/// The host as a process of its own, with signals on its standard input.
@Suite(.timeLimit(.minutes(2))) struct LiveProcessTests {
  @Test func `the run command answers its input by live books, and ends with it`() throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    let gate = GateProcess(folder: try ScratchFolder())
    let rules = try gate.folder.file("rules.json", LiveGate.rules)
    let signals = [LiveGate.signal(), "", LiveGate.signal("short"), LiveGate.signal(symbol: "NOPE")]
    let run = try gate.run(
      [
        "run", "--rules", rules, "--store", gate.folder.path("store.sqlite"),
        "--rest-url", "http://127.0.0.1:\(exchange.port)", "--ws-url", "ws://127.0.0.1:\(exchange.port)/ws",
      ], input: signals.joined(separator: "\n"), environment: ["no_proxy": "127.0.0.1", "NO_PROXY": "127.0.0.1"])
    #expect(run.code == 0, "\(run.errors)")
    let answers = run.lines.map { PipelineFixture.Answer(description: $0) }
    #expect(answers.map(\.word) == ["approved", "spread_insufficient", "unknown_coin"])
    #expect(answers.map(\.seq) == [1, 2, 3])
    #expect(answers.first?.input("spot:PURR", "mid") == "0.001249")
  }
}
