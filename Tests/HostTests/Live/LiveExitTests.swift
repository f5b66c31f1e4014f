import Foundation
import RuleEngine
import Testing

@testable import Host

/// Exits as a live host takes them: by any client, while entries are halted, in the order of the questions.
@Suite(.timeLimit(.minutes(2))) struct LiveExitTests {
  private static let rules = Fixture.rules(
    #"{"id":"open","rule":"max_open_entries","params":{"max_open":1,"max_age_s":3600,"per":"all"}}"#)

  private static func exit(_ id: String, _ pnl: String = "-1") -> String {
    #"{"event":"exit","signal_id":"\#(id)","pnl_usd":\#(pnl)}"#
  }

  @Test func `a strategy enters, reports the exit, and may enter again`() throws {
    let host = try LiveFixture(Self.rules)
    let sent = try host.run([
      {
        host.say(1, Fixture.liveLine("a"))
        host.say(1, Fixture.liveLine("b"))
        host.say(1, Self.exit("a"))
        host.say(1, Fixture.liveLine("c"))
      },
      { host.say(2, #"{"command":"halt","why":"x"}"#) }, { host.say(2, Self.exit("c", "2.50")) },
    ])
    let exits = ["a", "c"].map { #"{"exit":{"signal_id":"\#($0)","recorded":true}}"# }
    #expect(sent[..<2].map(\.word) == ["approved", "open_entries_exceeded"])
    #expect(sent[2].text == exits[0])
    #expect(sent[3].word == "approved")
    #expect(sent[5].text == exits[1])
    #expect(try host.logged().contains { $0.contains("exit recorded | PURR | c | pnl=2.5 USD") })
  }

  @Test func `what is no exit of an entry is answered with a reason, and said on the log`() throws {
    let host = try LiveFixture(Self.rules)
    let sent = try host.run([
      {
        host.say(1, Fixture.liveLine("a"))
        host.say(1, Fixture.liveLine("b"))
        for line in [Self.exit("z"), Self.exit("b"), Self.exit("a"), Self.exit("a", "-2"), Self.exit("a", "1e99")] {
          host.say(1, line)
        }
      }
    ])
    let codes = sent[2...].map { $0.value?["exit"]?["code"]?.string }
    #expect(codes == ["exit_unknown", "exit_not_approved", nil, "exit_conflict", "bad_exit"])
    #expect(sent[5].value?["exit"]?["reason"]?.string?.hasPrefix("<client 1>:6:1: the entry is closed already") == true)
    #expect(try host.logged().count { $0.contains("WARNING <client 1>:") } == 4)
  }

  @Test func `an exit behind a signal that waits for its feed waits with it`() throws {
    let host = try LiveFixture(
      Fixture.rules(
        #"{"id":"open","rule":"max_open_entries","params":{"max_open":1,"max_age_s":3600,"per":"all"}}"#,
        Fixture.arb(params: #""min_spread":0.01"#)))
    for feed in [Feed.perp("PURR"), .spot("PURR")] { host.market.set(feed, mid: "0.001") }
    let sent = try host.run([
      {},
      {
        host.market.kill(.perp("PURR"))
        host.say(1, Fixture.liveLine("a"))
        host.say(1, Self.exit("a"))
        host.say(1, Self.exit("z"))
      },
      { host.market.set(.perp("PURR"), mid: "0.0009") },
    ])
    #expect(sent.map(\.step) == [2, 2, 2])
    #expect(sent[0].word == "approved")
    #expect(sent[1].text == #"{"exit":{"signal_id":"a","recorded":true}}"#)
    #expect(sent[2].value?["exit"]?["code"]?.string == "exit_unknown")
  }

  @Test func `a host that is started again knows what is open`() throws {
    let host = try LiveFixture(Self.rules)
    #expect(try host.run([{ host.say(1, Fixture.liveLine("a")) }]).map(\.word) == ["approved"])
    host.time.pass(3_599_999)
    let sent = try host.run([
      { host.say(1, Fixture.liveLine("b")) }, { host.say(1, Self.exit("a")) }, { host.say(1, Fixture.liveLine("c")) },
    ])
    #expect(sent[0].word == "open_entries_exceeded" && sent[2].word == "approved")
    host.time.pass(3_600_000)
    #expect(try host.run([{ host.say(1, Fixture.liveLine("d")) }]).map(\.word) == ["approved"])
  }
}
