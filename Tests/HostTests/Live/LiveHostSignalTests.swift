import RuleEngine
import Testing

@testable import Host

/// Signals that a live host refuses, or lets wait for a feed.
@Suite struct LiveHostSignalTests {
  private let perp = Feed.perp("PURR")
  private let spot = Feed.spot("PURR")

  private func live(_ settings: LiveSettings = .init()) throws -> LiveFixture {
    try LiveFixture(Fixture.rules(Fixture.arb()), settings: settings)
  }

  @Test func `a signal as old or as far ahead as allowed is judged, one millisecond more is refused`() throws {
    let host = try LiveFixture(Fixture.rules(Fixture.longOnly("longs")))
    let now = Fixture.nowMs
    let sent = try host.run([
      {
        host.say(1, Fixture.line("old", time: now - 30_000))
        host.say(1, Fixture.line("older", time: now - 30_001))
        host.say(1, Fixture.line("ahead", time: now + 2000))
        host.say(1, Fixture.line("further", time: now + 2001))
        host.say(1, #"{"id":"timeless","symbol":"PURR","direction":"long"}"#)
      }
    ])
    #expect(sent.map(\.word) == ["approved", "signal_stale", "approved", "signal_future", "approved"])
    #expect(sent.map { $0.value?["stage"]?.string } == [nil, "input", nil, "input", nil])
    #expect(sent.map { $0.value?["seq"]?.number } == ["1", "2", "3", "4", "5"])
    #expect(sent.allSatisfy { $0.value?["time"]?.number == "\(now)" })
  }

  @Test func `another age can be allowed, and what a signal waited for a feed counts as age`() throws {
    var settings = LiveSettings()
    settings.maxSignalAgeMs = 1000
    let host = try live(settings)
    host.market.set(perp, mid: "0.00123")
    host.market.set(spot, mid: "0.001249")
    let sent = try host.run([
      { host.say(1, Fixture.line("a", time: Fixture.nowMs - 1000)) },
      { host.say(1, Fixture.line("b", time: Fixture.nowMs - 1001)) },
      { host.market.kill(self.perp) },
      { host.say(1, Fixture.line("c", time: Fixture.nowMs)) },
      {
        host.time.pass(1001)
        host.market.set(self.perp, mid: "0.00123")
      },
    ])
    #expect(sent.map(\.word) == ["approved", "signal_stale", "signal_stale"])
  }

  @Test func `a coin that the exchange does not list is refused, recorded and numbered`() throws {
    let host = try live()
    host.market.unlist("NOPE")
    let sent = try host.run([
      { host.say(1, Fixture.line("a", symbol: "NOPE/USDC:USDC")) }, { host.say(1, Fixture.line("b")) },
      { host.say(1, Fixture.line("a", symbol: "NOPE/USDC:USDC")) },
    ])
    #expect(sent.map(\.word) == ["unknown_coin", "approved", "unknown_coin"])
    #expect(sent[0].value?["stage"]?.string == "input" && sent[0].value?["seq"]?.number == "1")
    #expect(sent[0].value?["reason"]?.string == "unknown_coin | long | the exchange lists no perp NOPE")
    #expect(sent[2].value?["duplicate"]?.bool == true && sent[2].value?["seq"]?.number == "1")
  }

  @Test func `a signal waits for its dead feed until that lives`() throws {
    let host = try live()
    host.market.set(perp, mid: "0.00123")
    host.market.set(spot, mid: "0.001249")
    let sent = try host.run([
      { host.market.kill(self.perp) }, { host.say(1, Fixture.line("a")) }, { host.time.pass(1999) },
      { host.market.set(self.perp, mid: "0.001245") }, {},
    ])
    #expect(sent.map(\.word) == ["spread_insufficient"])
    #expect(sent.map(\.step) == [3])
  }

  @Test func `a signal whose feed stays dead is judged as it stands when its time is up, not before`() throws {
    let host = try live()
    host.market.set(spot, mid: "0.001249")
    let sent = try host.run([
      { host.market.kill(self.perp) }, { host.time.pass(10_000) }, { host.say(1, Fixture.line("a")) },
      { host.time.pass(1999) }, { host.time.pass(1) }, {},
    ])
    #expect(sent.map(\.word) == ["approved"])
    #expect(sent.map(\.step) == [4])
    #expect(sent[0].text.contains(#""warnings":[{"id":"purr-futures-spot-arb","code":"perp_missing"}]"#))
  }

  @Test func `a clock on the wall that jumps neither shortens nor lengthens the wait`() throws {
    let host = try live()
    let sent = try host.run([
      { host.market.kill(self.perp) }, { host.time.pass(10_000) },
      { host.say(1, #"{"id":"a","symbol":"PURR","direction":"long"}"#) },
      { host.time.jump(86_400_000) }, { host.time.jump(-172_800_000) }, { host.time.pass(2000) }, {},
    ])
    #expect(sent.map(\.step) == [5])
  }

  @Test func `after the start every signal waits for all feeds`() throws {
    let host = try live()
    host.market.kill(perp)
    host.market.kill(spot)
    let sent = try host.run([
      { host.say(1, Fixture.line("a", symbol: "HYPE", base: nil)) }, { host.say(2, Fixture.line("b")) },
      { host.time.pass(5000) }, { host.market.set(self.perp, mid: "0.00123") }, { host.time.pass(4999) },
      { host.market.set(self.spot, mid: "0.001249") }, {},
    ])
    #expect(sent.map(\.id) == ["a", "b"])
    #expect(sent.map(\.step) == [5, 5])
    #expect(sent.map(\.word) == ["approved", "approved"])
  }

  @Test func `the start is over when every feed was live once, though nobody asked then`() throws {
    let host = try live()
    host.market.kill(perp)
    let sent = try host.run([
      {}, { host.market.set(self.perp, mid: "0.00123") }, { host.market.kill(self.perp) },
      { host.say(1, Fixture.line("a")) }, { host.time.pass(1999) }, { host.time.pass(1) }, {},
    ])
    #expect(sent.map(\.step) == [5])
  }

  @Test func `ten seconds after the start nobody waits for the start any more`() throws {
    let host = try live()
    host.market.kill(perp)
    let sent = try host.run([
      { host.say(1, Fixture.line("a", symbol: "HYPE", base: nil)) }, { host.say(2, Fixture.line("b")) },
      { host.time.pass(9999) }, { host.time.pass(1) },
      // Its feed is not among them.
      { host.say(1, Fixture.line("c", symbol: "HYPE", base: nil)) }, { host.say(2, Fixture.line("d")) },
      { host.time.pass(1999) }, { host.time.pass(1) }, {},
    ])
    #expect(sent.map(\.id) == ["a", "b", "c", "d"])
    #expect(sent.map(\.step) == [3, 3, 4, 7])
  }

  @Test func `answers keep the order of each client's questions, and another client's waiting signal delays nobody`()
    throws
  {
    let host = try live()
    host.market.set(perp, mid: "0.00123")
    let sent = try host.run([
      { host.market.kill(self.spot) }, { host.time.pass(10_000) },
      {
        host.say(1, Fixture.line("a1"))
        host.say(1, Fixture.line("a2", symbol: "HYPE", base: nil))
        host.say(1, "no signal")
        host.say(1, "")
        host.say(1, #"{"command":"verdicts"}"#)
        host.say(2, Fixture.line("b1", symbol: "HYPE", base: nil))
        host.say(2, "")
        host.say(2, #"{"command":"resume"}"#)
      },
      { host.say(2, Fixture.line("b2", symbol: "HYPE", base: nil)) },
      { host.market.set(self.spot, mid: "0.001249") }, {},
    ])
    let first = sent.filter { $0.client == .socket(1) }
    #expect(first.map(\.step) == [4, 4, 4, 4])
    #expect(first.map(\.word) == ["approved", "approved", "bad_signal", nil])
    #expect(first.prefix(2).map(\.id) == ["a1", "a2"])
    #expect(first.last?.text.hasPrefix(#"{"verdicts":["#) == true)
    let second = sent.filter { $0.client == .socket(2) }
    #expect(second.map(\.step) == [2, 2, 3])
    #expect(second.map(\.id) == ["b1", nil, "b2"])
  }

  @Test func `a host that ends answers what waits for a feed, as it stands`() throws {
    let host = try live()
    let sent = try host.run([
      { host.market.kill(self.perp) }, { host.say(1, Fixture.line("a")) },
    ])
    #expect(sent.map(\.id) == ["a"])
    #expect(sent.map(\.step) == [2])
  }

  @Test(arguments: 0..<12, [false, true])
  func `signals of a coin are decided in the order in which they came, whenever their feed comes to live`(
    looks: Int, hasStarted: Bool
  ) throws {
    let host = try live()
    for feed in [perp, spot] { host.market.set(feed, mid: "0.00123") }
    let words = ["a", "b", "c", "d", "e"].map { Fixture.line($0) }
    let kill = { host.market.kill(self.perp) }
    if !hasStarted { kill() }
    let sent = try host.run([
      kill,
      {
        host.market.revive(afterLooks: looks)
        for line in words.prefix(3) { host.say(1, line) }
      },
      { for line in words.dropFirst(3) { host.say(1, line) } }, {}, {},
    ])
    #expect(sent.map { $0.value?["seq"]?.number } == ["1", "2", "3", "4", "5"])
  }

  @Test func `a client that has gone is sent nothing, and its signal is recorded all the same`() throws {
    let host = try live()
    let sent = try host.run([
      { host.market.kill(self.perp) }, { host.say(1, Fixture.line("a")) }, { host.post(.closed(.socket(1))) },
      { host.time.pass(10_000) }, { host.say(2, Fixture.line("a")) }, { host.time.pass(2000) },
    ])
    #expect(sent.map(\.client) == [.socket(2)])
    #expect(sent[0].value?["duplicate"]?.bool == true)
  }
}
