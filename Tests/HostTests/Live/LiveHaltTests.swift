import LoopbackExchange
import RuleEngine
import Testing

@testable import Host

/// What is said of a halt and of its end, by whomever or whatever it ends.
@Suite(.timeLimit(.minutes(2))) struct LiveHaltTests {
  private let rules = Fixture.rules(Fixture.longOnly("longs"))

  private func alerts(_ host: LiveFixture) throws -> [String] {
    try host.logged().filter { $0.hasPrefix("alert: halted") || $0 == "alert: resumed" }
  }

  private static func halt(until: Int64) -> String { "{\"command\":\"halt\",\"why\":\"x\",\"until\":\(until)}" }

  @Test func `a halt that ends by its own time is said to be over, once`() throws {
    let host = try LiveFixture(rules)
    _ = try host.run([
      { host.say(1, Self.halt(until: Fixture.nowMs + 60_000)) }, { host.time.pass(59_999) },
      {
        let said = try self.alerts(host)
        #expect(said == ["alert: halted x"])
        host.time.pass(1)
      },
      {
        let said = try self.alerts(host)
        #expect(said == ["alert: halted x", "alert: resumed"])
        host.time.pass(1)
      },
      // Nobody waits for this any more.
      { host.say(1, #"{"command":"resume"}"#) }, {},
    ])
    #expect(try alerts(host) == ["alert: halted x", "alert: resumed"])
    #expect(try host.logged().count { $0.contains("WARNING ▶️ entries resumed") } == 1)
    #expect(try host.logged().count { $0.contains("WARNING ⛔ entries halted | x | until=") } == 1)
  }

  @Test func `a halt that is over when it comes is refused, and halts nothing`() throws {
    let host = try LiveFixture(rules)
    let sent = try host.run([
      { host.say(1, Self.halt(until: Fixture.nowMs)) }, { host.say(1, Fixture.liveLine("a")) },
      { host.say(1, #"{"command":"resume"}"#) }, { host.say(1, Self.halt(until: Fixture.nowMs + 9)) },
      { host.say(1, #"{"command":"halt","why":"y"}"#) },
    ])
    #expect(sent[0].value?["error"]?.string == "unknown_command")
    #expect(sent[0].value?["reason"]?.string?.contains("is over: it is \(Fixture.nowMs) now") == true)
    #expect(sent[1].word == "approved")
    #expect(sent[2].text == #"{"resume":true,"was_halted":false}"#)
    #expect(sent[3].text == #"{"halt":true}"# && sent[4].text == #"{"halt":true,"replaced":"x"}"#)
  }

  @Test func `a clock that is set back brings the halt back, and that is said too`() throws {
    let host = try LiveFixture(rules)
    let sent = try host.run([
      { host.say(1, Self.halt(until: Fixture.nowMs + 1000)) }, { host.time.pass(1000) },
      { host.time.jump(-500) }, { host.say(1, Fixture.liveLine("a")) },
    ])
    #expect(sent.last?.word == "halted")
    #expect(try alerts(host) == ["alert: halted x", "alert: resumed", "alert: halted x"])
  }

  @Test func `a halt that had expired before the host began is no news`() throws {
    let host = try LiveFixture(rules)
    _ = try host.run([{ host.say(1, Self.halt(until: Fixture.nowMs + 1000)) }])
    host.time.pass(1000)
    _ = try host.run([{}, { host.say(1, Fixture.liveLine("a")) }])
    #expect(try alerts(host) == ["alert: halted x"])
  }

  @Test func `a halt that another process writes is looked for once a second, not at every book`() throws {
    let host = try LiveFixture(Fixture.rules(Fixture.longOnly("longs")))
    var said: [[String]] = []
    let look = { said.append(try alerts(host)) }
    _ = try host.run([
      { _ = try HaltWriter.write(Halt(why: "x", sinceMs: 1, untilMs: nil), to: host.storePath, nowMs: Fixture.nowMs) },
      { host.time.pass(999) }, look, { host.time.pass(1) }, look,
    ])
    #expect(said == [[], ["alert: halted x"]])
  }

  @Test func `the end of a halt is noticed although nothing else happens`() async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    let gate = try LiveGate(exchange, rules: rules)
    defer { gate.stop() }
    #expect(try await gate.ask(Self.halt(until: exchange.clock.wallMs + 300)).description == #"{"halt":true}"#)
    try await eventually("the end of the halt") { try gate.logged("entries resumed") == 1 }
  }
}
