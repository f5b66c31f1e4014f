import RuleEngine
import Testing

@testable import Host

/// What the tests have seen of each entry, and what there is to be seen.
@Suite struct VerdictCoverageTests {
  private func possible(_ entry: String) throws -> [String: [Outcome.Kind]] {
    var coverage = VerdictCoverage()
    coverage.add(try Fixture.chain(Fixture.rules(entry)))
    return Dictionary(
      uniqueKeysWithValues: coverage.rows.map { row in
        (row.id, Outcome.Kind.allCases.filter(row.possible.contains))
      })
  }

  @Test func `an entry can have what its rule documents, and be out of its scope`() throws {
    let cap = #""rule":"notional_cap","params":{"max_notional_usd":1}"#
    #expect(try possible(Fixture.longOnly("a")) == ["a": [.pass, .reject]])
    let scoped = Fixture.longOnly("a", #","scope":{"coins":["X"]}"#)
    #expect(try possible(scoped) == ["a": [.pass, .reject, .notApplicable]])
    #expect(try possible(#"{"id":"a",\#(cap)}"#) == ["a": [.pass, .reject, .unavailable]])
  }

  @Test(
    arguments: [
      (#""compare","params":{"left":"utc_hour","op":"<","right":12}"#, [.pass, .reject], ["comparison_failed"]),
      (
        #""compare","params":{"left":"z_score","op":"<","right":{"fact":"attribute","name":"rsi"}}"#,
        [.pass, .reject, .unavailable], ["z_score_missing", "attribute_missing", "comparison_failed"]
      ),
      (
        #""compare","scope":{"coins":["X"]},"params":{"left":{"fact":"mid_ratio","of":"spot:A","to":"spot:B"},"op":"<","right":2}"#,
        Outcome.Kind.allCases, ["spot_missing", "stale", "comparison_failed"]
      ),
      (
        #""compare","scope":{"coins":["X"]},"params":{"left":"perp_best_bid","op":"<","right":"spot_mid"}"#,
        Outcome.Kind.allCases, ["perp_missing", "spot_missing", "stale", "book_unknown", "comparison_failed"]
      ),
      (
        #""min_depth","scope":{"coins":["X"]},"params":{"leg":"spot","min_usd":1}"#, Outcome.Kind.allCases,
        ["spot_missing", "stale", "book_unknown", "book_crossed", "depth_low"]
      ),
      (
        #""z_score_band","params":{"min_abs":1}"#, [.pass, .reject, .unavailable], ["z_score_missing", "z_score_low"]
      ),
      (#""direction_allow","params":{"directions":["long","short"]}"#, [.pass], []),
    ] as [(String, [Outcome.Kind], [String])])
  func `what an entry cannot have with its parameters is not waited for`(
    _ entry: String, _ kinds: [Outcome.Kind], _ codes: [String]
  ) throws {
    let rules = Fixture.rules(#"{"id":"a","rule":\#(entry)}"#)
    var coverage = VerdictCoverage()
    coverage.add(try Fixture.chain(rules))
    #expect(Set(coverage.rows[0].possible) == Set(kinds))
    #expect(Set(coverage.rows[0].codes.map(\.rawValue)) == Set(codes))
    // What a case may expect is the same list.
    let text = TableFixture.file(
      #"{"name":"x","signal":{},"expect":{"action":"rejected","rule":"a","code":"zzzzzzzzzzzzzzzzzzzzzzzzzzz"}}"#)
    let fault = try #require(try TableFixture(rules).faults(text).first)
    let listed = fault.matches(of: #/"([a-z_]+)"/#).map { String($0.1) }.filter { !$0.hasPrefix("zz") }
    #expect(Set(listed) == Set(codes), "\(fault)")
  }

  @Test func `a combination can have what its children allow`() throws {
    let cap = #"{"id":"cap","rule":"notional_cap","params":{"max_notional_usd":1}}"#
    let (a, scoped) = (Fixture.longOnly("a"), Fixture.longOnly("b", #","scope":{"coins":["X"]}"#))
    #expect(try possible(#"{"id":"c","all":[\#(a),\#(cap)]}"#)["c"] == [.pass, .reject, .unavailable])
    #expect(try possible(#"{"id":"c","all":[\#(a),\#(scoped)]}"#)["c"] == [.pass, .reject])
    #expect(try possible(#"{"id":"c","all":[\#(scoped)]}"#)["c"] == [.pass, .reject, .notApplicable])
    #expect(try possible(#"{"id":"c","not":\#(a)}"#)["c"] == [.pass, .reject])
    #expect(try possible(#"{"id":"c","any":[\#(cap)],"scope":{"coins":["X"]}}"#)["c"] == Outcome.Kind.allCases)
    // A child of the same scope is never asked outside it.
    #expect(
      try possible(#"{"id":"c","any":[\#(scoped)],"scope":{"coins":["X"]}}"#)["b"] == [.pass, .reject])
  }

  @Test func `written cases cover, generated ones are counted beside them`() throws {
    let purr = try TableFixture.purr()
    let one = TableFixture.file(#"{"name":"x","signal":{},"expect":{"action":"approved"}}"#)
    let run = try purr.run(one)
    // A rate: 2, the gate: 4, the cap: 3; each was seen passing, and that alone.
    #expect(run.total == (3, 9) && run.percent == 33)
    let rows = run.coverages[0].coverage.rows
    #expect(rows.map(\.id) == ["rate", "purr-futures-spot-arb", "cap"])
    #expect(rows[1].missing == [.reject, .notApplicable, .unavailable])
    #expect(rows[1].count(.unavailable, .generated) > 0 && rows[1].count(.pass, .written) == 1)
    #expect(rows[1].missingCodes.count == 7)
    #expect(rows[2].missing == [.reject, .unavailable])
  }

  @Test func `tables of the same rules are counted together, and switched off entries not at all`() throws {
    let rules = Fixture.rules(Fixture.longOnly("a"), Fixture.longOnly("off", #","enabled":false"#))
    let fixture = try TableFixture(rules)
    var run = TestRun()
    for direction in ["long", "short"] {
      let action = direction == "long" ? "approved" : "rejected"
      let text = TableFixture.file(
        #"{"name":"x","signal":{"direction":"\#(direction)"},"expect":{"action":"\#(action)"}}"#)
      run.run(try fixture.table(text), language: .en) { _ in }
    }
    #expect(run.failureCount == 0 && run.caseCount == 2)
    #expect(run.coverages.count == 1 && run.total == (2, 2) && run.percent == 100)
  }
}
