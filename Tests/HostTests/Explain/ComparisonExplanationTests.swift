import RuleEngine
import Testing

@testable import Host

/// What a person reads of gates that are written of comparisons alone.
@Suite struct ComparisonExplanationTests {
  private static let books = Fixture.market(
    perp: #"{"bid":"0.98","ask":"1","bid_size":"60","ask_size":"70","age_ms":870}"#,
    spot: #"{"bid":"0.99","ask":"1.01","bid_size":"30","ask_size":"20","age_ms":340}"#)

  private static func compare(_ id: String, _ left: String, _ op: String, _ right: String) -> String {
    #"{"id":"\#(id)","rule":"compare","params":{"left":\#(left),"op":"\#(op)","right":\#(right)}}"#
  }

  private static func all(_ children: String..., more: String = "") -> String {
    #"{"id":"gate","scope":{"coins":["PURR"]}\#(more),"all":[\#(children.joined(separator: ","))]}"#
  }

  /// The lines about one comparison of a verdict, from its numbers on.
  private func numbers(
    _ left: String, _ op: String, _ right: String, more: String = books, withRules: Bool = true
  ) throws -> String {
    let fixture = try ExplainFixture(Fixture.rules(Self.all(Self.compare("it", left, op, right))))
    let text = try #require(try fixture.text(Fixture.line("s-1", more: more), withRules: withRules))
    let lines = text.split(separator: "\n").map { $0.drop { $0 == " " } }
    let start = try #require(lines.lastIndex { $0.contains("  it  compare") })
    return lines[(start + 1)...].prefix { !$0.hasPrefix("input") && !$0.hasPrefix("chain") }.joined(separator: "; ")
  }

  @Test(arguments: [
    (#""perp_best_ask""#, ">", "0.99", "perp_best_ask 1 USD; above 0.99 USD: passed by 0.01 USD (1 % of it)"),
    (#""perp_mid""#, "<", #""spot_mid""#, "perp_mid 0.99 USD; below spot_mid 1 USD: passed by 0.01 USD (1 % of it)"),
    (#""basis""#, "<=", "-0.02", "basis -1 %; at_most -2 %: over by 1 percentage points (50 % of it)"),
    // A threshold of 0 is no scale, nor is an hour.
    (#""basis""#, "<=", "0", "basis -1 %; at_most 0 %: passed by 1 percentage points"),
    (#""utc_hour""#, ">=", "8", "utc_hour 0; at_least 8: short by 8 hours"),
    (#""utc_weekday""#, "<=", "2", "utc_weekday 3; at_most 2: over by 1 day"),
    (
      #""perp_book_spread_bps""#, "<=", "100",
      "perp_book_spread_bps 202.02020202 bps; at_most 100 bps: over by 102.02020202 bps (102 % of it)"
    ),
    (#""skew_ms""#, "<=", "3000", "skew_ms 530 ms; at_most 3000 ms: passed by 2470 ms (82.3 % of it)"),
    (#""legs_depth_usd""#, ">=", "20", "legs_depth_usd 20.2 USD; at_least 20 USD: passed by 0.2 USD (1 % of it)"),
    (#""crossed_books""#, "==", "0", "crossed_books 0; equal 0 books: exactly at the threshold"),
    (
      #"{"fact":"mid_ratio","of":"perp:PURR","to":"spot:PURR"}"#, "<", "1",
      "mid_ratio(of=perp:PURR,to=spot:PURR) 0.99; below 1: passed by 0.01 (1 % of it)"
    ),
    (
      #"{"fact":"approved_entries","window_s":60,"per":"pair"}"#, "<", "2",
      "approved_entries(window_s=60,per=pair) 0; below 2 entries: passed by 2 entries (100 % of it)"
    ),
    (
      #""z_score""#, ">", #"{"fact":"attribute","name":"rsi"}"#,
      "z_score -2; above attribute(name=rsi) 4: short by 6 (150 % of it)"
    ),
  ])
  func `both sides have the unit of the fact`(_ left: String, _ op: String, _ right: String, _ words: String) throws {
    #expect(try numbers(left, op, right, more: Self.books + #","z_score":-2,"rsi":4"#) == words)
  }

  @Test func `without the rules a record still tells units, and the fact on the right`() throws {
    #expect(
      try numbers(#""perp_mid""#, "<", #""spot_mid""#, withRules: false)
        == "perp_mid 0.99 USD; below spot_mid 1 USD: passed by 0.01 USD (1 % of it)")
    #expect(
      try numbers(#"{"fact":"perp_mid","coin":"PURR"}"#, ">", "0.9", withRules: false)
        == "perp_mid 0.99 USD; above 0.9 USD: passed by 0.09 USD (10 % of it)")
  }

  @Test func `a rejection names every condition that failed, by how much, and how old its inputs are`() throws {
    let fixture = try ExplainFixture(
      Fixture.rules(
        Self.all(
          #"{"id":"flat","not":\#(Self.compare("wide", #""perp_book_spread_bps""#, ">", "100"))}"#,
          Self.compare("cheap", #""perp_best_ask""#, "<", #""spot_best_bid""#),
          Self.compare("in-step", #""skew_ms""#, "<=", "3000"))))
    let text = try #require(try fixture.text(Fixture.line("s-1", more: Self.books)))
    #expect(
      text.hasPrefix(
        """
        ✗ rejected  s-1  PURR|HYPE long  2026-03-25T00:53:20.000Z  mainnet
          gate: negated
            wide (turned by not): perp_book_spread_bps 202.02020202 bps
              above 100 bps: passed by 102.02020202 bps (102 % of it)
              perp:PURR 870 ms old
            cheap: perp_best_ask 1 USD
              below spot_best_bid 0.99 USD: over by 0.01 USD (1 % of it)
              perp:PURR 870 ms old, spot:PURR 340 ms old

        gates
        ✗ reject  gate  all  negated  blocks  rules.json:1
          ✗ reject  flat  not  negated  rules.json:1
            ✓ pass    wide  compare  turned by not  rules.json:1

        """), "\(text)")
  }

  @Test func `of many that failed the first are named, and the rest are counted`() throws {
    let children = (1...7).map { Self.compare("c\($0)", #""perp_mid""#, ">", "\($0)") }
    let fixture = try ExplainFixture(
      Fixture.rules(#"{"id":"gate","scope":{"coins":["PURR"]},"all":[\#(children.joined(separator: ","))]}"#))
    let text = try #require(try fixture.text(Fixture.line("s-1", more: Self.books)))
    #expect(text.contains("    c4: perp_mid 0.99 USD;") && !text.contains("    c5: "))
    #expect(text.contains("\n    3 more below\n\ngates\n"))
  }

  @Test func `a comparison alone says what was compared`() throws {
    let rules = Self.compare("deep", #""legs_depth_usd""#, ">=", "50")
      .replacing(#""rule""#, with: #""scope":{"coins":["PURR"]},"rule""#)
    let text = try ExplainFixture(Fixture.rules(rules)).text(Fixture.line("s-1", more: Self.books))
    #expect(
      text?.contains(
        """
          deep: comparison_failed
            deep: legs_depth_usd 20.2 USD
              at_least 50 USD: short by 29.8 USD (59.6 % of it)
              perp:PURR 870 ms old, spot:PURR 340 ms old

        """) == true, "\(text ?? "")")
  }

  @Test(arguments: [("reject", "  gate: stale\n"), ("allow", "  could not know, allowed: gate stale\n")])
  func `what could not be known says of which conditions, feeds and ages`(_ policy: String, _ start: String) throws {
    let fixture = try ExplainFixture(
      Fixture.rules(
        Self.all(
          Self.compare("basis", #""basis""#, "<=", "0"), Self.compare("in-step", #""skew_ms""#, "<=", "3000"),
          Self.compare("paid", #""funding_rate""#, "<=", "0"),
          Self.compare("ratio", #"{"fact":"mid_ratio","of":"perp:HYPE","to":"perp:PURR"}"#, ">", "100"),
          Self.compare("deep", #""perp_depth_usd""#, ">=", "50"), more: #","on_unavailable":"\#(policy)""#)))
    let market =
      #","market":{"perp":{"PURR":{"bid":"0.98","ask":"1","age_ms":870}},"#
      + #""spot":{"PURR":{"bid":"0.99","ask":"1.01","age_ms":12340}},"#
      + #""context":{"PURR":{"funding_rate":"0","age_ms":61100}}}"#
    let text = try #require(try fixture.text(Fixture.line("s-1", more: market)))
    let causes = """
          basis, in-step: stale; feed spot:PURR, age_ms 12340 ms
            max_age_ms 10000 ms: over by 2340 ms (23.4 % of it)
          paid: context_stale; context:PURR 61100 ms old
          ratio: perp_missing; perp:HYPE missing, perp:PURR 870 ms old
          deep: book_unknown; perp:PURR 870 ms old

      """
    #expect(text.contains(start + causes), "\(text)")
    #expect(text.contains("perp:HYPE missing, perp:PURR 870 ms old\n                 wanted mid_ratio("), "\(text)")
  }

  // MARK: How close it was

  private func nearest(_ children: String...) throws -> String? {
    let fixture = try ExplainFixture(
      Fixture.rules(#"{"id":"gate","scope":{"coins":["PURR"]},"all":[\#(children.joined(separator: ","))]}"#))
    return try fixture.text(Fixture.line("s-1", more: Self.books))?.split(separator: "\n")
      .first { $0.hasPrefix("  nearest: ") }.map { String($0.dropFirst(11)) }
  }

  @Test func `an approval was nearest where a threshold was met exactly, whatever the threshold`() throws {
    let step = Self.compare("step", #""skew_ms""#, "<=", "531")
    #expect(try nearest(step) == "step passed by 1 ms (0.2 % of 531 ms)")
    #expect(try nearest(step, Self.compare("at", #""skew_ms""#, "<=", "530")) == "at exactly at the threshold")
    #expect(
      try nearest(step, Self.compare("zero", #""abs_basis""#, ">", "0")) == "step passed by 1 ms (0.2 % of 531 ms)")
    // Equality has no other distance, a count of two books no scale, and a threshold of 0 no share.
    #expect(
      try nearest(step, Self.compare("not", #""crossed_books""#, "<=", "0")) == "step passed by 1 ms (0.2 % of 531 ms)")
    #expect(
      try nearest(step, Self.compare("same", #""crossed_books""#, "==", "0")) == "step passed by 1 ms (0.2 % of 531 ms)"
    )
    #expect(try nearest(step, Self.compare("low", #""basis""#, "<=", "0")) == "step passed by 1 ms (0.2 % of 531 ms)")
    #expect(try nearest(Self.compare("low", #""basis""#, "<=", "0")) == "low passed by 1 percentage points")
  }

  @Test func `the nearest below a not is said to be turned`() throws {
    let negated = #"{"id":"n","not":\#(Self.compare("wide", #""perp_book_spread_bps""#, ">", "400"))}"#
    #expect(try nearest(negated) == "wide (turned by not) short by 197.97979798 bps (49.5 % of 400 bps)")
  }

  @Test func `as data both sides have units, and a child below a not says so`() throws {
    let negated =
      #"{"id":"n","not":\#(Self.compare("wide", #"{"fact":"perp_mid","coin":"PURR"}"#, ">", #""spot_mid""#))}"#
    let explanation = try #require(
      try ExplainFixture(Fixture.rules(Self.all(negated))).explanation(Fixture.line("s-1", more: Self.books)))
    let entries = try JSONValue(parsing: Array(explanation.json.utf8))["entries"]
    let child = try #require(entries?.elements?.first?["children"]?.elements?.first?["children"]?.elements?.first)
    #expect(child["turned"]?.bool == true)
    let measured = try #require(child["measured"]?.elements?.first)
    #expect(measured["unit"]?.string == "USD" && measured["written"]?.string == "perp_mid(coin=PURR)")
    #expect(child["required"]?.elements?.map { $0["value"]?.string } == ["1", "spot_mid"])
    #expect(child["required"]?.elements?.first?["unit"]?.string == "USD")
    #expect(child["margin"]?["threshold"]?.string == "above")
  }
}
