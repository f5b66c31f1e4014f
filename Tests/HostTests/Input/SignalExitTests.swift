@testable import Host
import RuleEngine
import Testing

/// An exit is never gated: it is told from an entry even where the line is broken otherwise.
@Suite struct SignalExitTests {
  @Test(
    arguments: [
      SignalTexts.line(#""event":"entry""#), SignalTexts.line(#""reduce_only":false"#),
      SignalTexts.line(#""event":null,"reduce_only":null"#), SignalTexts.line(#""event":"\u0065ntry""#),
      SignalTexts.line(#""Event":"entry","reduceOnly":false"#), SignalTexts.line(#""eventful":"exit""#),
    ])
  func `takes an entry that says so`(text: String) throws { _ = try SignalTexts.signal(text) }

  static let exits = [
    BadLine(
      SignalTexts.line(#"‸"reduceOnly":true"#),
      "reduceOnly: only entries are gated; an exit has signal_id and neither symbol nor direction",
      code: "not_an_entry"),
    BadLine(
      SignalTexts.line(#"‸"Reduce-Only":"true""#),
      "Reduce-Only: only entries are gated; an exit has signal_id and neither symbol nor direction",
      code: "not_an_entry"),
    BadLine(
      SignalTexts.line(#"‸"Event":"exit""#),
      "Event: only entries are gated; an exit has signal_id and neither symbol nor direction", code: "not_an_entry"),
    BadLine(
      SignalTexts.line(#""event":‸"exit""#),
      #"event "exit": only entries are gated; an exit has signal_id and neither symbol nor direction"#,
      code: "not_an_entry"),
    BadLine(
      SignalTexts.line(#""event":‸"Entry""#),
      #"event "Entry": only entries are gated; an exit has signal_id and neither symbol nor direction"#,
      code: "not_an_entry"),
    BadLine(
      SignalTexts.line(#""event":‸"""#),
      #"event "": only entries are gated; an exit has signal_id and neither symbol nor direction"#, code: "not_an_entry"
    ),
    BadLine(
      SignalTexts.line(#""id":"x-1","reduce_only":‸true"#),
      "reduce_only: only entries are gated; an exit has signal_id and neither symbol nor direction",
      code: "not_an_entry", id: "x-1"),
    BadLine(
      #"{"reduce_only":‸true}"#,
      "reduce_only: only entries are gated; an exit has signal_id and neither symbol nor direction",
      code: "not_an_entry"),
    BadLine(
      #"{"event":‸"exit"}"#,
      #"event "exit": only entries are gated; an exit has signal_id and neither symbol nor direction"#,
      code: "not_an_entry"),
    BadLine(
      #"{"symbol":7,"direction":"up","time":"now","z_score":[],"a":{},"a":1,"event":‸"exit","id":"x-2"}"#,
      #"event "exit": only entries are gated; an exit has signal_id and neither symbol nor direction"#,
      code: "not_an_entry", id: "x-2"),
    BadLine(
      #"{"reduce_only":‸true,"market":{"perp":7},"history":[{"x":[1,{"y":null}]}],"symbol":"","id":"x-3"}"#,
      "reduce_only: only entries are gated; an exit has signal_id and neither symbol nor direction",
      code: "not_an_entry", id: "x-3"),
    BadLine(
      #"{"symbol":"purr","direction":"long","time":1,"event":‸"close","event":"entry"}"#,
      #"event "close": only entries are gated; an exit has signal_id and neither symbol nor direction"#,
      code: "not_an_entry"),
    BadLine(
      #"{"reduce_only":‸true,"reduce_only":false,"symbol":"PURR","direction":"long","time":1}"#,
      "reduce_only: only entries are gated; an exit has signal_id and neither symbol nor direction",
      code: "not_an_entry"),
  ]

  @Test(arguments: exits) func `answers an exit as one`(line: BadLine) throws { try line.check() }

  @Test func `calls a line that is not JSON bad, for nothing in it can be believed`() throws {
    let text = #"{"id":"x-1","event":"exit","symbol":"PURR" ‸"direction":"long"}"#
    try BadLine(text, "not JSON: expected , or }", id: "x-1").check()
  }
}
