import RuleEngine
import Testing

@testable import Host

/// Halts, reloads and questions about the host itself.
@Suite struct LiveHostCommandTests {
  private let rules = Fixture.rules(Fixture.longOnly("longs"), Fixture.rate(100))

  @Test func `a halt rejects at the stage of the gates until it is ended`() throws {
    let host = try LiveFixture(rules)
    let sent = try host.run([
      { host.say(1, #"{"command":"halt","why":"upgrade"}"#) }, { host.say(1, Fixture.liveLine("a")) },
      { host.time.pass(365 * 86_400_000) }, { host.say(1, Fixture.liveLine("b")) },
      { host.say(2, #"{"command":"resume"}"#) }, { host.say(1, Fixture.liveLine("c")) },
      { host.say(1, Fixture.liveLine("a")) },
    ])
    #expect(sent[0].text == #"{"halt":true}"#)
    #expect(sent[3].text == #"{"resume":true}"#)
    #expect([sent[1], sent[2], sent[4]].map(\.word) == ["halted", "halted", "approved"])
    #expect(sent[1].value?["stage"]?.string == "gates" && sent[1].value?["rule"] == nil)
    #expect(sent[1].value?["reason"]?.string?.contains("upgrade") == true)
    // The first verdict of an id stays its verdict.
    #expect(sent[5].word == "halted" && sent[5].value?["duplicate"]?.bool == true)
  }

  @Test func `a halt with an end holds until that very millisecond, also across a restart`() throws {
    let host = try LiveFixture(rules)
    let until = Fixture.nowMs + 60_000
    let first = try host.run([
      { host.say(1, "{\"command\":\"halt\",\"why\":\"x\",\"until\":\(until)}") },
      { host.say(1, Fixture.liveLine("a")) },
    ])
    #expect(first.last?.word == "halted")
    let second = try host.run([
      { host.time.pass(59_999) }, { host.say(1, Fixture.liveLine("b")) }, { host.time.pass(1) },
      { host.say(1, Fixture.liveLine("c")) }, { host.say(1, #"{"command":"status"}"#) },
    ])
    #expect(second.prefix(2).map(\.word) == ["halted", "approved"])
    #expect(second.last?.value?["status"]?["halted"]?.bool == false)
  }

  @Test func `a halt that another connection wrote is heeded from the next signal on, and so is its end`() throws {
    let host = try LiveFixture(rules)
    let sent = try host.run([
      { host.say(1, Fixture.liveLine("a")) },
      {
        let halt = Halt(why: "by hand", sinceMs: Fixture.nowMs, untilMs: nil)
        _ = try HaltWriter.write(halt, to: host.storePath, nowMs: Fixture.nowMs)
        host.say(1, Fixture.liveLine("b"))
      },
      {
        _ = try HaltWriter.write(nil, to: host.storePath, nowMs: Fixture.nowMs)
        host.say(1, Fixture.liveLine("c"))
      },
    ])
    #expect(sent.map(\.word) == ["approved", "halted", "approved"])
  }

  @Test func `a valid file is put in force, one that says the same is not, and one with faults changes nothing`() throws
  {
    let host = try LiveFixture(rules)
    let reload = #"{"command":"reload"}"#
    let status = #"{"command":"status"}"#
    let shorts = #"{"id":"longs","rule":"direction_allow","params":{"directions":["short"]}}"#
    let sent = try host.run([
      { host.say(1, reload) },
      {
        try host.writeRules(Fixture.rules(shorts))
        host.say(1, Fixture.liveLine("a"))
        host.say(1, reload)
        host.say(1, Fixture.liveLine("b"))
      },
      {
        try host.writeRules("{\"version\":1,\"chain\":[{\"rule\":\"nope\"}]}")
        host.say(1, reload)
        host.say(1, reload)
        host.say(1, Fixture.liveLine("c"))
        host.say(1, status)
      },
      {
        try host.writeRules(Fixture.rules(shorts))
        host.post(.reload)
        host.say(1, status)
      },
    ])
    let digests = try [rules, Fixture.rules(shorts)].map { try Fixture.chain($0).digest }
    #expect(sent[0].text == "{\"reload\":{\"ok\":true,\"chain\":\"\(digests[0])\"}}")
    #expect(sent[2].text == "{\"reload\":{\"ok\":true,\"chain\":\"\(digests[1])\"}}")
    // Signals of one round are judged by the chain that was in force when their turn came.
    #expect([sent[1], sent[3], sent[6]].map(\.word) == ["approved", "direction_not_allowed", "direction_not_allowed"])
    #expect([sent[1], sent[3], sent[6]].map { $0.value?["chain"]?.string } == [digests[0], digests[1], digests[1]])
    let refused = try #require(sent[4].value?["reload"])
    #expect(refused["ok"]?.bool == false && refused["chain"] == nil)
    #expect(refused["errors"]?.elements?.first?.string?.contains("no rule named \"nope\"") == true, "\(sent[4].text)")
    let faulty = try #require(sent[7].value?["status"]?["chain"])
    #expect(faulty["digest"]?.string == digests[1] && faulty["generation"]?.number == "2")
    #expect(faulty["disk_digest"]?.isNull == true && faulty["error"]?.string != nil)
    let healed = try #require(sent[8].value?["status"]?["chain"])
    #expect(healed["disk_digest"]?.string == digests[1] && healed["error"]?.isNull == true)
    #expect(healed["generation"]?.number == "2")
    #expect(host.market.followed == [digests[1]])
    // The same fault is said once.
    #expect(try host.logged().count { $0.contains("reload failed") } == 1)
  }

  @Test func `a file that is gone is a fault like any other`() throws {
    let host = try LiveFixture(rules)
    let sent = try host.run([
      {
        try host.folder.remove("rules.json")
        host.say(1, #"{"command":"reload"}"#)
        host.say(1, Fixture.liveLine("a"))
      }
    ])
    #expect(sent[0].value?["reload"]?["ok"]?.bool == false)
    #expect(sent[0].value?["reload"]?["errors"]?.elements?.isEmpty == false)
    #expect(sent[1].word == "approved")
  }

  @Test func `status has the keys of the contract, in their order`() throws {
    let host = try LiveFixture(rules)
    let sent = try host.run([
      {
        host.say(1, Fixture.liveLine("a"))
        host.say(1, Fixture.liveLine("b", "short"))
      },
      { host.time.pass(1234) }, { host.say(1, #"{"command":"status"}"#) },
      { host.say(1, #"{"command":"halt","why":"x","until":1999999999999}"#) },
      { host.say(1, #"{"command":"status"}"#) }, { host.say(1, #"{"command":"status","answers":true}"#) },
    ])
    let status = try #require(sent[2].value?["status"])
    func keys(_ value: JSONValue?) -> [String]? { value?.members?.map(\.key) }
    #expect(keys(sent[2].value) == ["status"])
    #expect(
      keys(status) == [
        "uptime_ms", "network", "market_network", "halted", "chain", "connection", "feeds", "entries", "store",
        "outbox",
      ])
    #expect(keys(status["chain"]) == ["digest", "disk_digest", "generation", "loaded_at", "error"])
    #expect(keys(status["connection"]) == ["state", "reconnects"])
    #expect(keys(status["feeds"]?.elements?[0]) == ["feed", "coin", "live", "mid", "age_ms", "frames", "source"])
    #expect(
      keys(status["entries"]?.elements?[0]) == [
        "id", "rule", "mode", "enabled", "pass", "reject", "unavailable", "not_applicable",
      ])
    #expect(keys(status["store"]) == ["path", "records", "bytes"])
    #expect(keys(status["outbox"]) == ["pending", "failed"])
    #expect(status["uptime_ms"]?.number == "1234")
    #expect(status["network"]?.string == "mainnet" && status["market_network"]?.string == "mainnet")
    #expect(status["halted"]?.bool == false)
    #expect(status["chain"]?["loaded_at"]?.number == "\(Fixture.nowMs)")
    #expect(status["entries"]?.elements?[0]["pass"]?.number == "1")
    #expect(status["entries"]?.elements?[0]["reject"]?.number == "1")
    #expect(status["entries"]?.elements?[1]["pass"]?.number == "2")
    #expect(status["store"]?["records"]?.number == "2")
    // Who asks for no more is told no more than the contract says.
    let answers = sent[5].value?["status"]?["answers"]
    #expect(answers?["approved"]?.number == "1" && answers?["rejected"]?.number == "1")
    let halted = sent[4].value?["status"]?["halted"]
    #expect(halted?["why"]?.string == "x" && halted?["until"]?.number == "1999999999999")
  }

  @Test func `verdicts gives the last answers as they were sent, the oldest first`() throws {
    let host = try LiveFixture(rules)
    let sent = try host.run([
      {
        for index in 0..<12 { host.say(1, Fixture.liveLine("s\(index)", index.isMultiple(of: 2) ? "long" : "short")) }
      },
      {
        host.say(1, #"{"command":"verdicts"}"#)
        host.say(1, #"{"command":"verdicts","last":2}"#)
        host.say(1, #"{"command":"verdict"}"#)
      },
    ])
    let answers = sent.prefix(12).map(\.text)
    #expect(sent[12].text == "{\"verdicts\":[\(answers.suffix(10).joined(separator: ","))]}")
    #expect(sent[13].text == "{\"verdicts\":[\(answers.suffix(2).joined(separator: ","))]}")
    #expect(sent[14].value?.members?.map(\.key) == ["error", "reason"])
    #expect(sent[14].value?["error"]?.string == "unknown_command")
  }
}
