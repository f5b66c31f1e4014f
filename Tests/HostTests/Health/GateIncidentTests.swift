import Foundation
import RuleEngine
import Testing

@testable import Host

/// Four incidents that were found late and by hand elsewhere, acted out: each raises its alarm, or its error.
@Suite(.timeLimit(.minutes(2))) struct GateIncidentTests {
  private static let dayMs: Int64 = 86_400_000

  /// Signals that are said one after the other, so far apart.
  private func say(
    _ count: Int, everyMs: Int64, to fixture: LiveFixture, _ line: @escaping (Int) -> String
  ) -> [() throws -> Void] {
    (1...count).map { number in
      {
        fixture.time.pass(everyMs)
        fixture.say(1, line(number))
      }
    } + [{}, { fixture.time.pass(1000) }, {}]
  }

  private func alarms(_ fixture: LiveFixture) throws -> [String] {
    try fixture.logged().filter { $0.hasPrefix("alert: health") }
  }

  private func findings(_ fixture: LiveFixture, _ sent: [LiveFixture.Sent]) -> [String] {
    let health = sent.compactMap { $0.value?["status"] }.last?["health"]?.elements ?? []
    return health.map { "\($0["id"]?.string ?? "") \($0["finding"]?.string ?? "") \($0["line"]?.whole ?? 0)" }
  }

  private func line(_ number: Int, _ more: String = "") -> String {
    "{\"id\":\"s-\(number)\",\"symbol\":\"PURR\",\"direction\":\"long\"\(more)}"
  }

  @Test func `a threshold of 70 on a field that peaks near 25 blocks everything, and that is said within a day`() throws
  {
    let fixture = try LiveFixture(
      Fixture.rules(Fixture.longOnly("long"), #"{"id":"strong","rule":"z_score_band","params":{"min_abs":70}}"#))
    let signals = say(4, everyMs: 10 * 3_600_000, to: fixture) { line($0, ",\"z_score\":\(20 + $0)") }
    let sent = try fixture.run(signals + [{ fixture.say(1, #"{"command":"status"}"#) }, {}])
    #expect(sent.compactMap(\.word).prefix(4) == ["z_score_low", "z_score_low", "z_score_low", "z_score_low"])
    #expect(try alarms(fixture) == ["alert: health strong blocks_all"])
    #expect(findings(fixture, sent) == ["strong blocks_all 1"])
    #expect(
      try fixture.logged().contains {
        $0.contains("WARNING 🩺 entry strong (line 1) has blocked each of the last 3 signals (z_score_low, since ")
      })
  }

  @Test func `a typo that would loosen a guard is refused with its place, and said as an alarm`() throws {
    let rules = Fixture.rules(Fixture.rate(1))
    let fixture = try LiveFixture(rules)
    let typo = rules.replacing("max_entries", with: "max_entrys").replacing(":1,\"window", with: ":5,\"window")
    let sent = try fixture.run([
      { fixture.say(1, line(1)) },
      {
        try fixture.writeRules(typo)
        fixture.post(.reload)
      }, { fixture.say(1, line(2)) }, { fixture.say(1, #"{"command":"reload"}"#) },
    ])
    #expect(sent.compactMap(\.word) == ["approved", "rate_exceeded"])
    let errors = sent.last?.value?["reload"]?["errors"]?.elements ?? []
    #expect(errors.compactMap(\.string).contains { $0.contains(#"unknown key; nearest is "max_entries""#) })
    #expect(try fixture.logged().contains { $0.contains("ERROR ❌ reload failed, the rules stay | ") })
    #expect(try fixture.logged().contains("alert: reload_failed"))
    // A host that starts with it does not start.
    let folder = try ScratchFolder()
    try folder.file("rules.json", typo)
    let run = try GateProcess(folder: folder).run(["check"])
    #expect(run.code == 78 && run.errors.hasPrefix("rules.json:1:"), "\(run.errors)")
  }

  @Test func `a leg without data is said, though its entry lets every signal pass`() throws {
    let fixture = try LiveFixture(Fixture.rules(Fixture.arb()))
    fixture.market.set(.perp("PURR"), mid: "0.00123")
    let sent = try fixture.run(
      say(20, everyMs: 60_000, to: fixture) { line($0) } + [{ fixture.say(1, #"{"command":"status"}"#) }, {}])
    #expect(sent.compactMap(\.word).count { $0 == "approved" } == 20)
    // From the first signal on: each one that passes without data is one too many.
    #expect(
      try alarms(fixture)
        == ["alert: health purr-futures-spot-arb passed_on_unknown", "alert: health purr-futures-spot-arb no_data"])
    #expect(findings(fixture, sent) == ["purr-futures-spot-arb no_data 1"])
    #expect(try fixture.logged().contains { $0.contains("had no data for the last 20 signals (spot_missing, since ") })
  }

  @Test func `a gate that never fires is said after a week`() throws {
    let fixture = try LiveFixture(
      Fixture.rules(#"{"id":"cap","rule":"notional_cap","params":{"max_notional_usd":1000000}}"#))
    let sent = try fixture.run(
      say(21, everyMs: Self.dayMs / 2, to: fixture) { line($0, #","notional_usd":500"#) }
        + [{ fixture.say(1, #"{"command":"status"}"#) }, {}])
    #expect(try alarms(fixture) == ["alert: health cap never_blocks"])
    #expect(findings(fixture, sent) == ["cap never_blocks 1"])
  }

  @Test func `a gate that is never asked is said, and one that does its work is not`() throws {
    let fixture = try LiveFixture(
      Fixture.rules(Fixture.longOnly("long"), Fixture.longOnly("misspelt", #","scope":{"coins":["PUR"]}"#)))
    let sent = try fixture.run(
      say(20, everyMs: 1000, to: fixture) { Fixture.liveLine("s-\($0)", $0 % 2 == 0 ? "long" : "short") }
        + [{ fixture.say(1, #"{"command":"status"}"#) }, {}])
    #expect(findings(fixture, sent) == ["misspelt never_asked 1"])
    #expect(try alarms(fixture) == ["alert: health misspelt never_asked"])
  }

  @Test func `what is over is said once, and alarms once more when it is back`() throws {
    let fixture = try LiveFixture(Fixture.rules(Fixture.longOnly("long")))
    let short = { (number: Int) in Fixture.liveLine("s-\(number)", "short") }
    _ = try fixture.run(
      say(20, everyMs: 1000, to: fixture, short)
        + say(1, everyMs: 1000, to: fixture) { _ in Fixture.liveLine("l-1", "long") }
        + say(20, everyMs: 1000, to: fixture) { short($0 + 20) })
    #expect(try alarms(fixture) == ["alert: health long blocks_all", "alert: health long blocks_all"])
    #expect(try fixture.logged().count { $0.contains("🩺 entry long is well again: no more blocks_all") } == 1)
  }
}
