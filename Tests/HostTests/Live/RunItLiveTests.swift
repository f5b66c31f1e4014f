#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif
import Foundation
import LoopbackExchange
import RuleEngine
import Testing

@testable import Host

/// The passage "Run it live" of the README works as it stands there, line by line.
///
/// Only the port is another, and nothing is built anew.
@Suite(.timeLimit(.minutes(5))) struct RunItLiveTests {
  /// The commands of each shell block, by what the comment above it calls it.
  static func passage(_ document: String) throws -> [String: [String]] {
    let text = try String(contentsOf: GateProcess.package.appending(path: document), encoding: .utf8)
    let parts = text.components(separatedBy: "<!-- run it live: ").dropFirst().map { part in
      let halves = part.components(separatedBy: " -->\n```sh\n")
      return (halves[0], commands(halves[1].components(separatedBy: "\n```")[0]))
    }
    return Dictionary(parts, uniquingKeysWith: +)
  }

  /// The commands of a block; one may go on over several lines.
  private static func commands(_ block: String) -> [String] {
    var commands: [String] = []
    var goesOn = false
    for line in block.split(separator: "\n").map(String.init) {
      if goesOn { commands[commands.count - 1] += "\n" + line } else { commands.append(line) }
      goesOn = line.hasSuffix("\\") || line.hasSuffix("|")
    }
    return commands
  }

  static let hasPython = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .contains { FileManager.default.isExecutableFile(atPath: $0 + "/python3") }

  private let gate: GateProcess
  private let environment = ["ENTRYGATE_BUILD": ".build/release", "no_proxy": "127.0.0.1", "NO_PROXY": "127.0.0.1"]

  init() throws { gate = GateProcess(folder: try ScratchFolder()) }

  @Test(.enabled(if: hasPython)) func `every line of it does what it says`() async throws {
    let passage = try Self.passage("README.md")
    try layOut()
    let port = try Loopback.closedPort()
    let exchange = try start(try #require(passage["the exchange"]), port, output: "exchange.txt")
    defer { kill(exchange.processIdentifier, SIGKILL) }
    try await eventually("the exchange") { try gate.folder.text("exchange.txt").contains("listening on") }
    let host = try start(try #require(passage["the gate"]), port, output: "gate.txt")
    defer { kill(host.processIdentifier, SIGKILL) }
    try await eventually("the gate") { (try? status()) != nil }

    let lines = try #require(passage["a strategy and its operator"])
    try #require(lines.count == 10)
    #expect(try isVerdict(run(lines[0], port)))
    let first = try run(lines[1], port)
    #expect(first.contains("mainnet, open") && first.ranges(of: "live").count >= 2, "\(first)")
    _ = try run(lines[2], port)
    #expect(try run(lines[3], port).contains("lunch"))
    _ = try run(lines[4], port)
    let digest = try status()["chain"]?["digest"]?.string
    _ = try run(lines[5], port)
    try await eventually("the new rules") { try status()["chain"]?["digest"]?.string != digest }
    _ = try run(lines[6], port)
    let last = try run(lines[7], port)
    #expect(!last.contains("lunch") && !last.contains("rules on disk"), "\(last)")
    #expect(try isVerdict(run(lines[8], port)))
    // The head, its lines and what is said below it.
    let table = try run(lines[9], port).split(separator: "\n")
    #expect(table.count { $0.contains("PURR|HYPE") } == 3, "\(table)")

    let piped = try #require(passage["a pipe"]?.first)
    let answer = PipelineFixture.Answer(description: try run(piped, port))
    #expect(["approved", "spread_insufficient"].contains(answer.word), "\(answer)")

    for process in [host, exchange] {
      kill(process.processIdentifier, SIGINT)
      process.waitUntilExit()
      #expect(process.terminationReason == .exit && process.terminationStatus == 0)
    }
    #expect(!gate.folder.exists("live/entrygate.sock"))
    #expect(try gate.folder.text("exchange.txt").contains("exchange: stopped"))
  }

  @Test func `it is the same in Chinese`() throws {
    let english = try Self.passage("README.md").mapValues { $0.map { $0.replacing(" --lang en", with: "") } }
    #expect(english.count == 4)
    #expect(try Self.passage("README.zh-CN.md") == english)
  }

  @Test func `the exchange says what its script says of it`() throws {
    let program = GateProcess.executable.deletingLastPathComponent().appending(path: "loopback-exchange")
    let help = try gate.run(["--help"], executable: program)
    #expect(help.code == 0 && help.output.contains("Example: Scripts/exchange"))
    for wrong in [["--prot", "1"], ["--port", "0"], ["--port", "65536"], ["--drop-every"]] {
      let run = try gate.run(wrong, executable: program)
      #expect(run.code == 64 && run.errors.contains(wrong[0]), "\(run.errors)")
    }
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    let run = try gate.run(["--port", "\(exchange.port)"], executable: program)
    #expect(run.code == 74 && run.errors.contains("\(exchange.port)"), "\(run.errors)")
  }

  /// A folder that looks like the top of the package, built.
  private func layOut() throws {
    let files = FileManager.default
    for name in ["Scripts", "Examples", "rules.json"] {
      try files.createSymbolicLink(
        at: gate.folder.url.appending(path: name), withDestinationURL: GateProcess.package.appending(path: name))
    }
    try files.createDirectory(at: gate.folder.url.appending(path: ".build"), withIntermediateDirectories: false)
    try files.createSymbolicLink(
      at: gate.folder.url.appending(path: ".build/release"),
      withDestinationURL: GateProcess.executable.deletingLastPathComponent())
  }

  /// Runs what comes before the last command, and starts that one.
  private func start(_ commands: [String], _ port: UInt16, output: String) throws -> Process {
    for command in commands.dropLast() { _ = try run(command, port) }
    // The process that gets Ctrl-C is the program's own, as it is in a terminal.
    let last = "exec env \(try #require(commands.last))".replacing("18080", with: "\(port)")
    return try gate.start(["-c", last], output: output, environment: environment, executable: Self.shell)
  }

  /// Runs a command to its end.
  private func run(_ command: String, _ port: UInt16) throws -> String {
    let run = try gate.run(
      ["-c", command.replacing("18080", with: "\(port)")], environment: environment, executable: Self.shell)
    #expect(run.code == 0, "\(command): \(run.errors)")
    return run.output
  }

  private static let shell = URL(filePath: "/bin/bash")

  /// Whether a strategy was told yes or no.
  private func isVerdict(_ output: String) -> Bool {
    output.hasPrefix("approved") || output.hasPrefix("rejected spread insufficient")
  }

  /// The status of the host, asked for on its socket.
  private func status() throws -> JSONValue {
    let answer = try HostConnection(gate.folder.path("live/entrygate.sock")).ask(#"{"command":"status"}"#)
    return try #require(try JSONValue(parsing: Array(answer.utf8))["status"])
  }
}
