import Foundation
@testable import Host
import Testing

/// Lines of the log.
@Suite struct LogTests {
  private let entry = LogEntry(
    level: .warning, timeMs: 1_774_432_000_007, message: #"⚠️ 期现 | "perp"=$0.001245 \ spot"#)

  @Test func `is time, level and message as text`() {
    #expect(
      Log.line(entry, .text) == "2026-03-25T09:46:40.007Z WARNING ⚠️ 期现 | \"perp\"=$0.001245 \\ spot\n")
    let start = LogEntry(level: .info, timeMs: 0, message: "")
    #expect(Log.line(start, .text) == "1970-01-01T00:00:00.000Z INFO \n")
  }

  @Test func `is an object a line as JSON, its keys in this order`() throws {
    let line = Log.line(entry, .json)
    #expect(line.hasPrefix(#"{"time":"2026-03-25T09:46:40.007Z","level":"warning","message":"#))
    #expect(line.hasSuffix("}\n"))
    let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String]
    #expect(
      object == ["time": "2026-03-25T09:46:40.007Z", "level": "warning", "message": #"⚠️ 期现 | "perp"=$0.001245 \ spot"#])
  }

  @Test func `names the signal in JSON alone`() {
    var named = entry
    named.signalID = "s-1"
    #expect(Log.line(named, .text) == Log.line(entry, .text))
    #expect(Log.line(named, .json).contains(#""level":"warning","signal_id":"s-1","message":"#))
  }

  @Test func `stays on one line whatever the message holds`() {
    let forged = LogEntry(level: .info, timeMs: 0, message: "a\nb\r\u{1B}[2J\u{85}\u{2028}c")
    #expect(Log.line(forged, .text) == "1970-01-01T00:00:00.000Z INFO a b  [2J  c\n")
    let line = Log.line(LogEntry(level: .error, timeMs: 1, message: "a\nb\r\u{1B}\u{0}"), .json)
    #expect(line.dropLast().allSatisfy { !$0.isNewline } && line.contains(#"a\nb\r\u001b\u0000"#))
  }

  @Test(arguments: LogLevel.allCases) func `leaves out what is below its level`(level: LogLevel) throws {
    let folder = try ScratchFolder()
    let file = try LineFeed.File(folder.path("log"))
    let output = TextOutput(descriptor: file.descriptor, name: "log")
    let log = Log(level: level, format: .text, output: output)
    for level in LogLevel.allCases { log.write(LogEntry(level: level, timeMs: 0, message: "m")) }
    try output.flush()
    let order = ["DEBUG", "INFO", "WARNING", "ERROR"]
    let index = try #require(order.firstIndex(of: level.rawValue.uppercased()))
    let expected = order[index...].map { "1970-01-01T00:00:00.000Z \($0) m\n" }.joined()
    #expect(try folder.text("log") == expected)
  }

  @Test func `orders its levels`() {
    #expect(LogLevel.allCases == LogLevel.allCases.reversed().sorted())
    #expect(LogLevel.debug < .info && LogLevel.info < .warning && LogLevel.warning < .error)
  }

  @Test func `stops nothing where it cannot be written`() throws {
    let output = TextOutput(descriptor: -1, name: "<stderr>")
    let log = Log(level: .debug, format: .text, output: output)
    log.write(LogEntry(level: .error, timeMs: 0, message: String(repeating: "x", count: 1 << 17)))
    try output.write("x")
    let error = try #require(throws: HostError.self) { try output.flush() }
    #expect("\(error)".hasPrefix("cannot write to <stderr>: ") && error.exitCode == .inputOutput)
    // What could not be written is not written later.
    try output.flush()
  }
}
