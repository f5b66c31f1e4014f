import RuleEngine
import Testing

@testable import Host

/// A file of table tests is read strictly, and a fault has its place in the file.
@Suite struct TableReaderTests {
  private let purr: TableFixture

  init() throws { purr = try TableFixture.purr() }

  @Test func `every fault of a file is reported in its order, with its place and what was probably meant`() {
    let text = """
      {"version":2,"rule":"x","env":{"A":1,"A":"1"},"signal":[],
       "cases":[
        {"name":"a","signal":{},"expect":{"action":"aproved","outcomes":{"rat":"pass","cap":"pas"}}},
        {"name":"a","signal":{},"expect":{"action":"approved","rule":"rate"}},
        {"name":"b","signal":{},"expects":{}},
        {"name":"c","signal":7,"expect":{"action":"rejected","rule":"rates","code":"rate_exceded"}},
        {"name":"d","signal":{},"expect":{"action":"rejected","rule":"rate","code":"thin"}},
        {"name":"e","signal":{},"expect":{"action":"rejected","stage":"store","outcomes":{"rate":"reject x"}}}]}
      """
    let faults = purr.faults(text)
    let places = faults.map { $0.split(separator: " ")[0] }
    #expect(
      places == [
        "t.tests.json:1:12:", "t.tests.json:1:14:", "t.tests.json:1:36:", "t.tests.json:1:38:", "t.tests.json:1:56:",
        "t.tests.json:3:46:", "t.tests.json:3:68:", "t.tests.json:3:87:",
        "t.tests.json:4:11:", "t.tests.json:4:64:",
        "t.tests.json:5:3:", "t.tests.json:5:27:",
        "t.tests.json:6:24:", "t.tests.json:6:63:", "t.tests.json:6:78:",
        "t.tests.json:7:78:",
        "t.tests.json:8:65:", "t.tests.json:8:92:",
      ], "\(faults.joined(separator: "\n"))")
    for words in [
      #"cases[0].expect.outcomes.rat: unknown key; nearest is "rate""#, #"nearest is "pass""#,
      "nothing: an approval has no rule", #"missing "expect""#, #"nearest is "expect""#, #"nearest is "rate_exceeded""#,
      "a name that no other case has",
    ] {
      #expect(faults.contains { $0.contains(words) }, "\(words)")
    }
  }

  @Test func `a file that is no JSON, no object or without cases is refused`() {
    #expect(purr.faults("[") == ["t.tests.json:1:2: error: not JSON: the text ends where , or ] was expected"])
    #expect(purr.faults("[]") == ["t.tests.json:1:1: error: expected an object, found an empty list"])
    #expect(
      purr.faults(#"{"version":1,"cases":[]}"#)
        == ["t.tests.json:1:22: error: cases: expected a list of one or more cases, found an empty list"])
    #expect(purr.faults(#"{"version":1}"#) == [#"t.tests.json:1:1: error: missing "cases""#])
  }

  @Test func `a case without a signal of its own has that of all cases, if there is one`() throws {
    let bare = #"{"name":"as all","expect":{"action":"approved"}}"#
    let table = try purr.table(TableFixture.file(bare))
    guard case .entry(let context) = try #require(table.cases.first).signal else {
      Issue.record("no signal")
      return
    }
    #expect(context.signal.notionalUSD == 500 && context.spot?.mid == "0.001249")
    #expect(
      purr.faults(#"{"version":1,"cases":[\#(bare)]}"#)
        == [#"t.tests.json:1:23: error: cases[0]: missing "signal""#])
  }

  @Test func `a case says only what differs from the signal of all cases`() throws {
    let table = try purr.table(
      TableFixture.file(
        #"{"name":"as all","signal":{},"expect":{"action":"approved"}}"#,
        #"""
        {"name":"differs","signal":{"direction":"short","notional_usd":null,"strategy":"s",
        "market":{"perp":{"PURR":{"bid":"0.0012","ask":"0.0013","age_ms":7}},"spot":{"PURR":{"ask":null}}}},
        "expect":{"action":"approved"}}
        """#))
    let contexts = table.cases.compactMap { testCase -> EntryContext? in
      if case .entry(let context) = testCase.signal { context } else { nil }
    }
    try #require(contexts.count == 2)
    #expect(contexts[0].signal.notionalUSD == 500 && contexts[0].signal.direction == .long)
    #expect(contexts[0].perp?.mid == "0.00123" && contexts[0].spot?.mid == "0.001249")
    #expect(contexts[1].signal.notionalUSD == nil && contexts[1].signal.direction == .short)
    #expect(contexts[1].signal.strategy == "s" && contexts[1].signal.pair == "PURR|HYPE")
    #expect(contexts[1].perp?.ageMs(now: contexts[1].nowMs) == 7 && contexts[1].perp?.mid == "0.00125")
    #expect(contexts[1].spot == nil)
  }

  @Test(
    arguments: [
      (#"{"name":"x","signal":{"direction":"up"},"expect":EXPECT}"#, "6:35"),
      (#"{"name":"x","signal":{"market":{"prep":{}}},"expect":EXPECT}"#, "6:33"),
      (#"{"name":"x","signal":{"market":{"spot":{"PURR":{"bid":"0"}}}},"expect":EXPECT}"#, "6:55"),
      (#"{"name":"x","signal":{"time":null},"expect":EXPECT}"#, "6:22"),
      (#"{"name":"x","signal":{"symbol":"?"},"expect":EXPECT}"#, "6:32"),
      (#"{"name":"x","signal":{"symbol":"purr"},"expect":EXPECT}"#, "6:32"),
    ])
  func `a signal that is none fails its case at its place, and satisfies no other expectation`(
    _ text: String, _ place: String
  ) throws {
    for expectation in [#"{"action":"rejected"}"#, #"{"action":"rejected","rule":"rate"}"#] {
      let run = try purr.run(TableFixture.file(text.replacing("EXPECT", with: expectation), head: "\n"))
      #expect(run.failureCount == 1)
      let error = try #require(run.parts[0].errors.first)
      #expect(error.hasPrefix("t.tests.json:\(place): error: case \"x\": expected rejected"), "\(error)")
      #expect(error.contains("found no entry signal ("), "\(error)")
    }
  }

  @Test func `a case may expect that its signal is refused, by its code`() throws {
    let file = { (code: String) in
      TableFixture.file(
        #"{"name":"an exit","signal":{"reduce_only":true},"expect":{"action":"rejected","code":"CODE"}}"#
          .replacing("CODE", with: code))
    }
    #expect(try purr.run(file("not_an_entry")).failureCount == 0)
    #expect(try purr.run(file("bad_signal")).failureCount == 1)
    #expect(try purr.run(file("rate_exceeded")).failureCount == 1)
  }
}
