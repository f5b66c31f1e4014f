import RuleEngine
import Testing

@testable import Host

/// What a quote says of its book before, and what it may not say.
@Suite struct SignalTrailTests {
  private func read(_ quote: String) throws -> SignalLine {
    let line =
      #"{"market":{"perp":{"PURR":\#(quote)}},"time":10000,"symbol":"PURR","direction":"long"}"#
    return Array(line.utf8).withUnsafeBytes { SignalParser(requiresTime: true, acceptsMarket: true).parse($0) }
  }

  private func steps(_ quote: String) throws -> [String] {
    guard case .signal(_, let quotes, _, _) = try read(quote) else { return ["bad"] }
    return quotes[trailOf: .perp("PURR")].steps.map { step in
      let time = step.exchangeTimeMs.map { " of \($0)" } ?? ""
      switch step.top {
      case .book(let bid, let ask): return "\(step.sinceMs) \(bid) \(ask)" + time
      case .mid(let mid): return "\(step.sinceMs) \(mid)" + time
      }
    }
  }

  @Test func `steps count from the signal's time, wherever that stands`() throws {
    let trail = """
      [{"age_ms":9000,"bid":"1","ask":2.5},{"ask":"3","bid":"2","age_ms":1500,"time":8400},\
      {"age_ms":200,"mid":"2"}]
      """
    let expected = ["1000 1 2.5", "8500 2 3 of 8400", "9800 2"]
    #expect(try steps(#"{"trail":\#(trail),"bid":"1","ask":"2","age_ms":200}"#) == expected)
    #expect(try steps(#"{"mid":"1","age_ms":-5,"trail":\#(trail)}"#) == expected)
    #expect(try steps(#"{"mid":"1","trail":[]}"#) == [])
    #expect(try steps(#"{"mid":"1","trail":null}"#) == [])
    #expect(try steps(#"{"bid":"1","trail":\#(trail)}"#) == [])
    #expect(try steps(#"{"mid":"1","trail":[{"age_ms":0,"mid":"2"}]}"#) == ["10000 2"])
  }

  @Test(arguments: [
    "{}", "7", #"[7]"#, "[null]", "[{}]", #"[{"age_ms":5}]"#, #"[{"age_ms":5,"bid":"1"}]"#,
    #"[{"age_ms":5,"ask":"1"}]"#, #"[{"age_ms":5,"bid":"1","mid":"1"}]"#, #"[{"mid":"1"}]"#,
    #"[{"age_ms":5,"bid":"1","ask":"1","mid":"1"}]"#, #"[{"age_ms":-1,"mid":"1"}]"#,
    #"[{"age_ms":1.5,"mid":"1"}]"#, #"[{"age_ms":"5","mid":"1"}]"#, #"[{"age_ms":null,"mid":"1"}]"#,
    #"[{"age_ms":5,"mid":"0"}]"#, #"[{"age_ms":5,"mid":null}]"#, #"[{"age_ms":5,"age_ms":5,"mid":"1"}]"#,
    #"[{"age_ms":5,"mid":"1","size":"1"}]"#, #"[{"age_ms":5,"mid":"1"},{"age_ms":5,"mid":"1"}]"#,
    #"[{"age_ms":5,"mid":"1"},{"age_ms":6,"mid":"1"}]"#, #"[{"age_ms":3,"mid":"1"}]"#,
    #"[{"age_ms":5,"mid":"1","time":-1}]"#, #"[{"age_ms":5,"mid":"1","time":"1"}]"#,
  ])
  func `anything else makes the line bad`(trail: String) throws {
    for quote in [#"{"mid":"1","age_ms":4,"trail":\#(trail)}"#, #"{"trail":\#(trail),"age_ms":4,"mid":"1"}"#] {
      guard case .bad(let fault, _) = try read(quote) else {
        Issue.record("read: \(quote)")
        continue
      }
      #expect(fault.offset > 0)
    }
  }

  @Test(arguments: [(1024, true), (1025, false)])
  func `a trail has no more steps than a host keeps`(count: Int, isRead: Bool) throws {
    let steps = (0..<count).map { #"{"age_ms":\#(2000 - $0),"mid":"1"}"# }
    let found = try self.steps(#"{"mid":"1","trail":[\#(steps.joined(separator: ","))]}"#)
    #expect((found.count == count) == isRead)
  }
}
