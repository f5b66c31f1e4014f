@testable import Host
import RuleEngine
import Testing

/// The verdicts before a signal that come with it.
@Suite struct SignalHistoryTests {
  private func history(_ list: String, sourceLocation: SourceLocation = #_sourceLocation) -> History {
    guard case .signal(_, _, let history, _) = SignalTexts.parse(SignalTexts.line(#""history":\#(list)"#)) else {
      Issue.record("no signal", sourceLocation: sourceLocation)
      return History()
    }
    return history
  }

  @Test func `counts the approvals it lists, in any order`() {
    let history = history(
      #"""
      [{"time":900,"symbol":"PURR/USDC:USDC","base_symbol":"HYPE-PERP","strategy":"bands","action":"approved"},
      {"action":"approved","symbol":"PURR","time":800},
      {"time":700,"symbol":"HYPE","base_symbol":null,"strategy":null,"code":null,"action":"approved"},
      {"time":850,"symbol":"PURR","action":"rejected","code":"cooling_down"},
      {"time":860,"symbol":"PURR","action":"rejected"}]
      """#)
    func count(_ group: History.Group) -> Int { history.approvals(in: group, now: 1000, windowMs: 1000) }
    #expect(count(.all) == 3 && count(.coin("PURR")) == 2 && count(.coin("HYPE")) == 1)
    #expect(count(.pair("PURR|HYPE")) == 1 && count(.pair("PURR")) == 1 && count(.pair("HYPE")) == 1)
    #expect(count(.strategy("bands")) == 1 && count(.strategy(nil)) == 2)
    #expect(history.lastApproval(in: .coin("PURR"), now: 1000) == 900)
    #expect(history.lastRejection(in: .coin("PURR"), now: 1000, ignoring: "cooling_down") == 860)
    #expect(history.lastRejection(in: .coin("PURR"), now: 855, ignoring: "cooling_down") == nil)
    #expect(history.lastRejection(in: .coin("PURR"), now: 855, ignoring: "other") == 850)
  }

  @Test func `is empty where nothing is listed`() {
    #expect(history("[]").approvals(in: .all, now: .max, windowMs: 1000) == 0)
    #expect(history("null").approvals(in: .all, now: 1000, windowMs: 1000) == 0)
  }

  static let entry = #""time":1,"symbol":"PURR","action":"approved""#
  static let keys = #""time", "symbol", "base_symbol", "strategy", "action", "code", "closed", "pnl_usd""#

  static let wrong = [
    BadLine("‸{}", #""history": expected a list"#), BadLine("‸7", #""history": expected a list"#),
    BadLine("[‸7]", #""history": expected a list of objects"#),
    BadLine("[{\(entry)},‸[]]", #""history": expected a list of objects"#),
    BadLine("[‸{}]", #"missing "time""#), BadLine(#"[‸{"time":null,"symbol":"A"}]"#, #"missing "time""#),
    BadLine(#"[‸{"time":1,"action":"approved"}]"#, #"missing "symbol""#),
    BadLine(#"[{\#(entry)}, ‸{"time":1,"symbol":"A"}]"#, #"missing "action""#),
    BadLine(#"[{"time":‸"1"}]"#, #""time": expected milliseconds since 1970, a whole number"#),
    BadLine(#"[{"time":‸-1}]"#, #""time": expected milliseconds since 1970, a whole number"#),
    BadLine(#"[{"time":‸9223372036855}]"#, #""time": expected milliseconds since 1970, a whole number"#),
    BadLine(#"[{"symbol":‸1}]"#, #""symbol": expected a string"#),
    BadLine(#"[{"action":‸true}]"#, #""action": expected a string"#),
    BadLine(#"[{"strategy":‸{}}]"#, #""strategy": expected a string"#),
    BadLine(
      #"[{"time":1,"symbol":"A","action":‸"maybe"}]"#, #""action": expected "approved" or "rejected""#),
    BadLine(
      #"[{"time":1,"symbol":‸"期","action":"approved"}]"#,
      #""symbol": no coin in "期"; a coin is as PURR, kPEPE or xyz:SP500"#),
    BadLine(
      #"[{\#(entry),"base_symbol":‸""}]"#, #""base_symbol": no coin in ""; a coin is as PURR, kPEPE or xyz:SP500"#),
    BadLine("[{\(entry),‸\"time\":1}]", #"duplicate key "time""#),
    BadLine("[{\(entry),‸\"action\":\"approved\"}]", #"duplicate key "action""#),
    BadLine("[{\(entry),\"strategy\":null,‸\"strategy\":\"x\"}]", #"duplicate key "strategy""#),
    BadLine(#"[{"time":null,‸"time":1}]"#, #"duplicate key "time""#),
    BadLine("[{\(entry),‸\"base_symbl\":\"A\"}]", #"unknown key "base_symbl"; nearest is "base_symbol""#),
    BadLine("[{\(entry),‸\"verdict\":1}]", #"unknown key "verdict"; valid are \#(keys)"#),
  ]

  @Test(arguments: wrong) func `points at what is wrong in the history`(line: BadLine) throws {
    try BadLine(SignalTexts.line(#""history":\#(line.text)"#), line.message).check()
  }
}
