import Testing

@testable import Host

/// Lines that are commands, and lines that only look like one.
@Suite struct HostCommandTests {
  private func command(_ line: String) -> HostCommand? { Array(line.utf8).withUnsafeBytes { HostCommand($0) } }

  private func reason(_ line: String) -> String? {
    if case .unknown(let reason) = command(line) { reason } else { nil }
  }

  @Test(arguments: [
    (#"{"command":"status"}"#, HostCommand.status()), (#" { "command" : "reload" } "#, .reload),
    (#"{"command":"status","answers":true}"#, .status(answers: true)),
    (#"{"command":"resume"}"#, .resume), (#"{"command":"verdicts"}"#, .verdicts(last: 10)),
    (#"{"last":1,"command":"verdicts"}"#, .verdicts(last: 1)),
    (#"{"command":"verdicts","last":10000}"#, .verdicts(last: 10_000)),
    (#"{"command":"halt","why":"upgrade"}"#, .halt(why: "upgrade", untilMs: nil)),
    (#"{"command":"halt","why":"upgrade","until":null}"#, .halt(why: "upgrade", untilMs: nil)),
    (#"{"command":"halt","why":"维护","until":1774400000000}"#, .halt(why: "维护", untilMs: 1_774_400_000_000)),
  ])
  func `reads every command`(line: String, expected: HostCommand) { #expect(command(line) == expected) }

  @Test(arguments: [
    "", "command", #""command""#, #"["command"]"#, #"{"command":"status""#, #"{"command":"status"}}"#,
    #"{"symbol":"PURR","direction":"long"}"#, #"{"symbol":"PURR","direction":"long","note":"\"command\""}"#,
    #"{"a":{"command":"status"}}"#, #"{"COMMAND":"status"}"#,
  ])
  func `a line without a command of its own is none`(line: String) { #expect(command(line) == nil) }

  @Test(arguments: ["0", "-1", "10001", "1.5", "\"10\"", "true", "[]", "null", "1e99"])
  func `a wrong count of verdicts is refused with its range`(last: String) {
    #expect(reason("{\"command\":\"verdicts\",\"last\":\(last)}")?.contains("1 to 10000") == true)
  }

  @Test(arguments: ["0", "-1", "1.5", "\"2026-03-25T12:00:00Z\"", "true", "1e30", "9223372036854775807"])
  func `a wrong time of a halt's end is refused, and never read as a halt without end`(until: String) {
    #expect(reason("{\"command\":\"halt\",\"why\":\"x\",\"until\":\(until)}")?.contains("until") == true)
  }

  @Test(arguments: [
    #"{"command":"halt"}"#, #"{"command":"halt","why":""}"#, #"{"command":"halt","why":1}"#,
    #"{"command":"halt","why":null}"#,
  ])
  func `a halt without a reason is refused`(line: String) { #expect(reason(line)?.contains("why") == true) }

  @Test func `an unknown command is told the nearest one, and what is no text that it is none`() {
    #expect(reason(#"{"command":"statsu"}"#)?.contains("status") == true)
    #expect(reason(#"{"command":1}"#) == #""command" is a string"#)
    #expect(reason(#"{"command":null}"#) == #""command" is a string"#)
  }
}
