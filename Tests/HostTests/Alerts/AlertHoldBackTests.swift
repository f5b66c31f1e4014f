import RuleEngine
import Testing

@testable import Host

/// Which alerts are held back, in simulated time.
@Suite struct AlertHoldBackTests {
  private let window = AlertHoldBack.windowMs

  @Test func `what is said of signals is never held back`() throws {
    var holdBack = AlertHoldBack()
    let signal = try AlertFixture.signal()
    for _ in 0..<100 {
      #expect(holdBack.decide(.signal(signal), nowMs: 0) == .send(heldBack: 0))
      let rejected = Alert.rejected(signal, AlertFixture.rejection, availableBalanceUSD: nil)
      #expect(holdBack.decide(rejected, nowMs: 0) == .send(heldBack: 0))
    }
  }

  @Test func `one state is said once a window, with the number that was held back`() throws {
    var holdBack = AlertHoldBack()
    let skip = Alert.gateSkipped(try AlertFixture.signal(), AlertFixture.skip())
    #expect(holdBack.decide(skip, nowMs: 1000) == .send(heldBack: 0))
    #expect(holdBack.decide(skip, nowMs: 1001) == .hold)
    #expect(holdBack.decide(skip, nowMs: 1000 + window - 1) == .hold)
    #expect(holdBack.decide(skip, nowMs: 1000 + window) == .send(heldBack: 2))
    #expect(holdBack.decide(skip, nowMs: 1001 + window) == .hold)
    #expect(holdBack.decide(skip, nowMs: 1000 + 2 * window) == .send(heldBack: 1))
  }

  @Test func `entry, coin and cause each make a state of its own, the signal does not`() throws {
    var holdBack = AlertHoldBack()
    let signal = try AlertFixture.signal()
    let other = try AlertFixture.signal("s-2")
    let hype = try AlertFixture.signal("s-3", symbol: "HYPE/USDC:USDC")
    let alerts: [Alert] = [
      .gateSkipped(signal, AlertFixture.skip()), .gateSkipped(signal, AlertFixture.skip("depth")),
      .gateSkipped(signal, AlertFixture.skip(code: "price_stale")), .gateSkipped(hype, AlertFixture.skip()),
    ]
    for alert in alerts { #expect(holdBack.decide(alert, nowMs: 0) == .send(heldBack: 0)) }
    // Two causes that take turns are held back all the same.
    for alert in alerts { #expect(holdBack.decide(alert, nowMs: 1) == .hold) }
    #expect(holdBack.decide(.gateSkipped(other, AlertFixture.skip()), nowMs: 2) == .hold)
  }

  @Test func `a feed is back only after it was down, and each change is said at once`() {
    var holdBack = AlertHoldBack()
    let (down, back) = (Alert.feed(.perp("PURR"), isLive: false), Alert.feed(.perp("PURR"), isLive: true))
    #expect(holdBack.decide(back, nowMs: 0) == .hold)
    #expect(holdBack.decide(down, nowMs: 1) == .send(heldBack: 0))
    #expect(holdBack.decide(down, nowMs: 2) == .hold)
    #expect(holdBack.decide(.feed(.spot("PURR"), isLive: false), nowMs: 3) == .send(heldBack: 0))
    #expect(holdBack.decide(back, nowMs: 4) == .send(heldBack: 0))
    #expect(holdBack.decide(back, nowMs: 5) == .hold)
    #expect(holdBack.decide(down, nowMs: 6) == .send(heldBack: 0))
  }

  @Test func `a reload that fails again is held back unless its faults differ or one has worked`() {
    var holdBack = AlertHoldBack()
    #expect(holdBack.decide(.reloadFailed("a"), nowMs: 0) == .send(heldBack: 0))
    #expect(holdBack.decide(.reloadFailed("a"), nowMs: 1) == .hold)
    #expect(holdBack.decide(.reloadFailed("b"), nowMs: 2) == .send(heldBack: 0))
    holdBack.reloaded()
    #expect(holdBack.decide(.reloadFailed("b"), nowMs: 3) == .send(heldBack: 0))
  }

  @Test func `halts and their ends are news to each other`() {
    var holdBack = AlertHoldBack()
    let halt = Alert.halted(Halt(why: "x", sinceMs: 1, untilMs: nil))
    #expect(holdBack.decide(halt, nowMs: 0) == .send(heldBack: 0))
    #expect(holdBack.decide(halt, nowMs: 1) == .hold)
    #expect(holdBack.decide(.resumed, nowMs: 2) == .send(heldBack: 0))
    #expect(holdBack.decide(halt, nowMs: 3) == .send(heldBack: 0))
    #expect(holdBack.decide(.halted(Halt(why: "x", sinceMs: 9, untilMs: nil)), nowMs: 4) == .send(heldBack: 0))
  }

  @Test func `however many subjects there are, a bounded number is remembered`() throws {
    var holdBack = AlertHoldBack()
    let signal = try AlertFixture.signal()
    let alert = { (number: Int) in Alert.gateSkipped(signal, AlertFixture.skip("e\(number)")) }
    for number in 0...AlertHoldBack.maxSubjects {
      #expect(holdBack.decide(alert(number), nowMs: Int64(number)) == .send(heldBack: 0))
    }
    // The second is remembered still; the first had to go.
    #expect(holdBack.decide(alert(1), nowMs: 2000) == .hold)
    #expect(holdBack.decide(alert(0), nowMs: 2000) == .send(heldBack: 0))
  }
}
