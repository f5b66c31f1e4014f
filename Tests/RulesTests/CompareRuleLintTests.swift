import RuleEngine
import Rules
import Testing

/// What `check` warns of in comparisons, and what it does not.
struct CompareRuleLintTests {
  /// The warnings of a chain with these entries, as `PATH: words`.
  private func warnings(_ entries: String...) throws -> [String] {
    try LintedChain(entries).findings.map { "\($0.path): \($0.problem)" }
  }

  private func compare(_ id: String, _ left: String, _ op: String, _ right: String, _ more: String = "") -> String {
    LintedChain.compare(id, left, op, right, more)
  }

  @Test(arguments: [
    ("utc_hour", ">=", "0", "utc_hour >= 0 always holds: it is a whole number from 0 to 23"),
    ("utc_hour", "<", "0", "utc_hour < 0 never holds: it is a whole number from 0 to 23"),
    ("utc_hour", ">", "22.5", nil),
    ("utc_hour", ">", "23", "utc_hour > 23 never holds: it is a whole number from 0 to 23"),
    ("utc_weekday", "==", "2.5", "utc_weekday == 2.5 never holds: it is a whole number from 1 to 7"),
    ("utc_weekday", "!=", "2.5", "utc_weekday != 2.5 always holds: it is a whole number from 1 to 7"),
    ("utc_weekday", "<=", "5", nil),
    (
      "perp_depth_usd", ">=", "0", "perp_depth_usd >= 0 holds wherever perp_depth_usd is known: it is 0 or more"
    ),
    ("perp_depth_usd", ">", "0", nil), ("perp_depth_usd", "==", "0", nil),
    ("skew_ms", "<", "0", "skew_ms < 0 never holds: it is a whole number, 0 or more"),
    ("skew_ms", "<=", "0", nil),
    ("basis", "<=", "-1", "basis <= -1 never holds: it is above -1"), ("basis", "<=", "-0.999", nil),
    ("basis", "==", "0", nil),
    (
      "perp_mid", "==", "0.15",
      "perp_mid == 0.15: perp_mid is hardly ever exactly that; two comparisons, by >= and <=, make a band"
    ),
    (
      "spot_book_spread_bps", "!=", "20",
      "spot_book_spread_bps != 20: spot_book_spread_bps is hardly ever exactly that; two comparisons, by >= and <=, make a band"
    ),
    ("funding_rate", "==", "0.0000125", nil), ("z_score", "==", "3", nil), ("notional_usd", "==", "500", nil),
    (
      "perp_age_ms", "<=", "10000",
      "perp_age_ms <= 10000 holds wherever perp_age_ms is known: it is a whole number from -2000 to 10000; an older quote is stale by max_age_ms"
    ),
    ("perp_age_ms", "<=", "9999", nil),
    (
      "perp_mid", ">=", #""perp_mid""#,
      "perp_mid >= perp_mid holds wherever perp_mid is known: both sides are the same"
    ),
    ("utc_hour", "!=", #""utc_hour""#, "utc_hour != utc_hour never holds: both sides are the same"),
    ("perp_mid", ">=", #""spot_mid""#, nil), ("perp_mid", ">=", #"{"fact":"perp_mid","coin":"BTC"}"#, nil),
  ])
  func `a comparison that the values of its fact settle is named, and no other`(
    left: String, op: String, right: String, doubt: String?
  ) throws {
    #expect(
      try warnings(compare("a", "\"\(left)\"", op, right, LintedChain.purr))
        == (doubt.map { ["chain[0]: \($0)"] } ?? []))
  }

  @Test func `a comparison that never holds contradicts nothing besides`() throws {
    let hour = { (id: String, op: String, number: String) in compare(id, #""utc_hour""#, op, number) }
    let never = "utc_hour < 0 never holds: it is a whole number from 0 to 23"
    let always = "utc_hour >= 0 always holds: it is a whole number from 0 to 23"
    #expect(
      try warnings(hour("a", "<", "0"), hour("b", "<", "5"), hour("c", ">=", "0"))
        == ["chain[0]: \(never)", "chain[2]: \(always)"])
  }

  @Test func `a comparison that always holds has no code for a rejection`() throws {
    func excluded(_ op: String) throws -> Bool {
      let parameters = #"{"left":"utc_hour","op":"\#(op)","right":0}"#
      return try CompareRule.make(parameters: parameters).reach.excludedCodes.contains("comparison_failed")
    }
    #expect(try excluded(">="))
    #expect(try !excluded(">"))
    #expect(try !excluded("<"))
  }

  @Test func `what combinations make of it is named too`() throws {
    let never = compare("a", #""utc_hour""#, "<", "0")
    let doubt = "utc_hour < 0 never holds: it is a whole number from 0 to 23"
    #expect(
      try warnings(#"{"id":"n","not":\#(never)}"#)
        == ["chain[0]: can never reject, whatever the signal; tighten it, or leave it out", "chain[0].not: \(doubt)"])
    #expect(
      try warnings(#"{"id":"n","all":[\#(never),\#(compare("b", #""z_score""#, "<", "1"))]}"#)
        == ["chain[0]: can never pass: every signal in its scope is rejected", "chain[0].all[0]: \(doubt)"])
  }

  @Test func `conditions that no value meets contradict each other`() throws {
    func pair(_ second: String, _ more: String = "") throws -> [String] {
      try warnings(compare("a", #""z_score""#, "<=", "3"), second)
    }
    let first = "contradicts \"a\" in line 2: no z_score"
    let rejected = "so that every signal in both scopes is rejected"
    #expect(try pair(compare("b", #""z_score""#, ">=", "5")) == ["chain[1]: \(first) passes both, \(rejected)"])
    #expect(try pair(compare("b", #""z_score""#, ">", "3")) == ["chain[1]: \(first) passes both, \(rejected)"])
    #expect(try pair(compare("b", #""z_score""#, ">=", "3")) == [])
    #expect(try pair(compare("b", #"{"fact":"attribute","name":"z"}"#, ">=", "5")) == [])
    #expect(
      try pair(#"{"id":"n","not":\#(compare("b", #""z_score""#, "<", "5"))}"#)
        == [
          "chain[1].not: \(first) passes one and is rejected by the other, as a \"not\" asks, \(rejected)"
        ])
    #expect(
      try pair(compare("b", #""z_score""#, ">=", "5", #","on_unavailable":"allow""#))
        == ["chain[1]: \(first) passes both, \(rejected), unless one of the two cannot know and is allowed"])
    // The band of another rule is about the same number.
    let band = #"{"id":"b","rule":"z_score_band","params":{"min_abs":4,"max_abs":5}}"#
    #expect(try pair(band) == [])
    #expect(
      try warnings(compare("a", #""z_score""#, "<=", "3"), compare("c", #""z_score""#, ">", "-4"), band)
        == [])
    #expect(
      try warnings(compare("a", #""z_score""#, "==", "3.5"), band)
        == ["chain[1]: contradicts \"a\" in line 2: no z_score passes both, \(rejected)"])
  }

  @Test func `two facts contradict by their difference, whichever is written first`() throws {
    let lower = compare("a", #""perp_best_ask""#, "<", #""spot_best_bid""#, LintedChain.purr)
    func second(_ left: String, _ op: String, _ right: String) throws -> [String] {
      try warnings(lower, compare("b", "\"\(left)\"", op, "\"\(right)\"", LintedChain.purr))
    }
    let words =
      "chain[1]: contradicts \"a\" in line 2: no difference perp_best_ask - spot_best_bid passes both, so that every signal in both scopes is rejected"
    #expect(try second("perp_best_ask", ">=", "spot_best_bid") == [words])
    #expect(try second("spot_best_bid", "<=", "perp_best_ask") == [words])
    #expect(try second("spot_best_bid", ">", "perp_best_ask") == [])
    #expect(try second("spot_best_bid", "<", "perp_mid") == [])
  }

  @Test func `inside a combination, what follows is said of it`() throws {
    let (low, high) = (compare("a", #""z_score""#, "<", "5"), compare("b", #""z_score""#, ">", "3"))
    let words =
      #"complements "a" in line 2: no z_score is rejected by both, so that "x" rejects no signal in both scopes"#
    #expect(try warnings(#"{"id":"x","any":[\#(low),\#(high)]}"#) == ["chain[0].any[1]: \(words)"])
    #expect(try warnings(#"{"id":"x","mode":"shadow","any":[\#(low),\#(high)]}"#) == ["chain[0].any[1]: \(words)"])
    #expect(try warnings(#"{"id":"x","all":[\#(low),\#(high)]}"#) == [])
    let (below, above) = (compare("a", #""z_score""#, "<=", "3"), compare("b", #""z_score""#, ">=", "5"))
    let other = compare("c", #""utc_hour""#, "<", "5")
    #expect(
      try warnings(#"{"id":"y","any":[\#(other),{"id":"x","all":[\#(below),\#(above)]}]}"#)
        == [
          #"chain[0].any[1].all[1]: contradicts "a" in line 2: no z_score passes both, so that "x" passes no signal in both scopes"#
        ])
    #expect(try warnings(#"{"id":"x","any":[\#(below),\#(above)]}"#) == [])
    // A child that is asked of longs alone leaves the shorts to the other.
    func only(_ direction: String) -> String { #","scope":{"directions":["\#(direction)"]}"# }
    let longs = compare("a", #""z_score""#, "<", "5", only("long"))
    #expect(
      try warnings(#"{"id":"x","any":[\#(longs),\#(compare("b", #""z_score""#, ">", "3", only("short")))]}"#) == [])
  }

  @Test func `a thousand contradictions make a warning each`() throws {
    let children = (0..<1000).map { compare("c\($0)", #""z_score""#, "==", "\($0)") }
    #expect(try LintedChain([#"{"id":"x","all":[\#(children.joined(separator: ","))]}"#]).findings.count == 999)
    let others = (0..<1000).map { compare("c\($0)", #""z_score""#, "!=", "\($0)") }
    #expect(try LintedChain([#"{"id":"x","any":[\#(others.joined(separator: ","))]}"#]).findings.count == 999)
  }

  @Test(arguments: [
    (#"{"coins":["PUR*"]}"#, "\"PUR*\" names no coin; "), (#"{"coins":["PURR","HY*"]}"#, "\"HY*\" names no coin; "),
    (#"{"pairs":["PURR|HYPE"]}"#, "missing coins; "), ("{}", "missing coins; "),
  ])
  func `a scope that names no coin is told from none`(_ scope: String, _ words: String) throws {
    #expect(throws: ConfigurationFaults.self) {
      do {
        _ = try LintedChain([compare("a", #""perp_mid""#, ">", "1", #","scope":\#(scope)"#)])
      } catch let faults as ConfigurationFaults {
        #expect(
          faults.diagnostics.map { "\($0.problem)" }.first?.hasPrefix("\(words)compare reads market data") == true)
        throw faults
      }
    }
  }
}

/// A chain with an entry a line from the second line on, and what `check` warns of.
struct LintedChain {
  let chain: RuleChain
  let findings: [Diagnostic]

  init(_ entries: [String]) throws {
    let text = "{\"version\":1,\"chain\":[\n\(entries.joined(separator: ",\n"))]}"
    chain = try ChainLoader(registry: RuleRegistry(BuiltInRules.all), environment: [:])
      .load(SourceText(name: "rules.json", bytes: Array(text.utf8)))
    findings = ChainLint.findings(in: chain, file: "rules.json", nowMs: 0)
  }

  static let purr = #","scope":{"coins":["PURR"]}"#

  static func compare(
    _ id: String, _ left: String, _ op: String, _ right: String, _ more: String = "", maxAgeMs: Int = 10_000
  ) -> String {
    """
    {"id":"\(id)","rule":"compare",\
    "params":{"left":\(left),"op":"\(op)","right":\(right),"max_age_ms":\(maxAgeMs)}\(more)}
    """
  }
}
