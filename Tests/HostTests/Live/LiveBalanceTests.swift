import RuleEngine
import Testing

@testable import Host

/// Signals that wait for a balance at the start, and what is recorded of one.
@Suite struct LiveBalanceTests {
  private let rules = Fixture.rules(Fixture.longOnly("longs"), riskReview: [AccountTexts.floor("100")])

  private func balance(_ usd: ExactDecimal, ageMs: Int64 = 0) -> AvailableBalance {
    AvailableBalance(amountUSD: usd, receivedMs: Fixture.nowMs - ageMs)
  }

  @Test func `after the start signals wait for the first word of the balance, and for ten seconds at most`() throws {
    let host = try LiveFixture(rules)
    host.account.wait()
    let sent = try host.run([
      { host.say(1, Fixture.liveLine("a")) }, { host.time.pass(9999) },
      { host.account.set(self.balance("100")) }, {},
    ])
    #expect(sent.map(\.word) == ["approved"])
    #expect(sent.map(\.step) == [2])
    let late = try LiveFixture(rules)
    late.account.wait()
    let blind = try late.run([
      { late.say(1, Fixture.liveLine("a")) }, { late.time.pass(9999) }, { late.time.pass(1) }, {},
      // Once begun, nobody waits for a balance.
      { late.say(1, Fixture.liveLine("b")) },
    ])
    #expect(blind.map(\.word) == ["balance_missing", "balance_missing"])
    #expect(blind.map(\.step) == [2, 4])
  }

  @Test func `a balance that no entry reads is not waited for`() throws {
    let off = #"{"id":"off","rule":"min_available_balance","enabled":false,"params":{"min_usd":1}}"#
    let host = try LiveFixture(Fixture.rules(Fixture.longOnly("longs"), riskReview: [off]))
    host.account.wait()
    let sent = try host.run([{ host.say(1, Fixture.liveLine("a")) }, {}])
    #expect(sent.map(\.step) == [0])
  }

  @Test func `an old balance is recorded with its age, and no alert mentions it`() throws {
    let host = try LiveFixture(rules)
    let sent = try host.run([
      {
        host.account.set(self.balance("150", ageMs: 90_000))
        host.say(1, Fixture.liveLine("a", "short"))
      },
      {
        host.account.set(self.balance("150", ageMs: 90_001))
        host.say(1, Fixture.liveLine("b", "short"))
      },
    ])
    #expect(sent.count == 2)
    let rejections = try host.logged().filter { $0.hasPrefix("alert: rejected") }
    #expect(
      rejections == [
        "alert: rejected a direction_not_allowed balance=150", "alert: rejected b direction_not_allowed",
      ])
    let left = try LeftStore(host.folder)
    #expect(left.brokenLinks == 0 && left.verdicts.count == 2)
    let connection = try SQLiteConnection(path: host.storePath, .readWrite, busyTimeoutMs: 10_000)
    let evidence = try StoreFixture.rows("SELECT evidence FROM verdicts ORDER BY seq", connection, columns: 1)
    let received = Fixture.nowMs - 90_000
    #expect(
      evidence.map { $0[0] } == [
        #"{"inputs":[],"account":{"available_usd":"150","age_ms":90000,"received":\#(received)}}"#,
        #"{"inputs":[],"account":{"available_usd":"150","age_ms":90001,"received":\#(received - 1)}}"#,
      ])
  }

  @Test func `a signal that is rejected before the chain is asked has the balance too`() throws {
    let host = try LiveFixture(rules)
    host.account.set(balance("150"))
    _ = try host.run([
      { host.say(1, Fixture.line("old", time: Fixture.nowMs - 30_001)) },
      { host.say(1, #"{"command":"halt","why":"x"}"#) }, { host.say(1, Fixture.liveLine("a")) },
    ])
    let rejections = try host.logged().filter { $0.hasPrefix("alert: rejected") }
    #expect(
      rejections == [
        "alert: rejected old signal_stale balance=150", "alert: rejected a halted balance=150",
      ])
  }
}
