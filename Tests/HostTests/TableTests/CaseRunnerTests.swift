import RuleEngine
import Testing

@testable import Host

/// A case is judged as `evaluate` judges a line, and what differs is said with its numbers.
@Suite struct CaseRunnerTests {
  private let purr: TableFixture

  init() throws { purr = try TableFixture.purr() }

  private func errors(_ signal: String, _ expectation: String) throws -> [String] {
    let text = TableFixture.file(#"{"name":"x","signal":\#(signal),"expect":\#(expectation)}"#)
    return try purr.run(text).parts[0].results.flatMap { $0.errors(in: "t.tests.json") }
  }

  private static let dear = #"{"market":{"perp":{"PURR":"0.001245"}}}"#
  private static let gate = "purr-futures-spot-arb"

  @Test(
    arguments: [
      ("{}", #"{"action":"approved"}"#),
      ("{}", #"{"action":"approved","outcomes":{"rate":"pass","purr-futures-spot-arb":"pass","cap":"pass"}}"#),
      (dear, #"{"action":"rejected"}"#),
      (dear, #"{"action":"rejected","stage":"gates","rule":"\#(gate)","code":"spread_insufficient"}"#),
      (dear, #"{"action":"rejected","outcomes":{"\#(gate)":"reject spread_insufficient"}}"#),
      (#"{"market":null}"#, #"{"action":"approved","outcomes":{"\#(gate)":"unavailable perp_missing"}}"#),
      (#"{"symbol":"BTC"}"#, #"{"action":"approved","outcomes":{"\#(gate)":"not_applicable"}}"#),
      (#"{"notional_usd":1001}"#, #"{"action":"rejected","stage":"risk_review","rule":"cap"}"#),
      (#"{"notional_usd":null}"#, #"{"action":"rejected","code":"notional_missing"}"#),
    ])
  func `what holds holds`(_ signal: String, _ expectation: String) throws {
    #expect(try errors(signal, expectation).isEmpty)
  }

  @Test func `what does not hold is told with what was found, its reason and its margin`() throws {
    #expect(
      try errors(Self.dear, #"{"action":"approved"}"#) == [
        """
        t.tests.json:5:1: error: case "x": expected approved, found rejected in gates by purr-futures-spot-arb: \
        spread insufficient | long | spread=-0.3203% (need ≤-1.0000%) | perp=$0.001245 spot=$0.001249 \
        (spread_insufficient), margin -0.006797438
        """
      ])
    #expect(
      try errors("{}", #"{"action":"rejected","rule":"cap","code":"notional_over"}"#) == [
        #"t.tests.json:5:1: error: case "x": expected rejected by cap with notional_over, found approved"#
      ])
    #expect(
      try errors(#"{"notional_usd":1001}"#, #"{"action":"rejected","rule":"rate"}"#) == [
        """
        t.tests.json:5:1: error: case "x": expected rejected by rate, found rejected in risk_review by cap: \
        notional_over | long | notional_usd=1001 (max_notional_usd=1000), margin -1
        """
      ])
  }

  @Test func `each outcome that is named is compared, those that were not evaluated too`() throws {
    let found = try errors(
      Self.dear,
      #"{"action":"rejected","outcomes":{"rate":"reject","\#(Self.gate)":"reject skewed","cap":"not_applicable"}}"#)
    #expect(
      found.map { $0.replacing("t.tests.json:5:1: error: case \"x\": ", with: "") } == [
        "expected rate reject, found pass, margin 1",
        "expected \(Self.gate) reject skewed, found reject spread_insufficient, margin -0.006797438",
        "expected cap not_applicable, found that it was not evaluated",
      ])
  }

  @Test(arguments: [("stage", "input"), ("stage", "risk_review"), ("code", "stale"), ("rule", "rate")])
  func `each part of an expectation counts by itself`(_ key: String, _ value: String) throws {
    #expect(try errors(Self.dear, #"{"action":"rejected","\#(key)":"\#(value)"}"#).count == 1)
  }

  @Test func `reasons are in the language that is asked for`() throws {
    let text = TableFixture.file(#"{"name":"x","signal":\#(Self.dear),"expect":{"action":"approved"}}"#)
    #expect(try purr.run(text, language: .zh).parts[0].errors[0].contains("期现价差不足"))
  }
}
