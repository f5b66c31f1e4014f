@testable import Host
import RuleEngine
import Testing

/// When connections are made, and what counts of what they report.
@Suite struct FeedMachineConnectionTests {
  private typealias Driver = FeedMachineDriver

  @Test func `without feeds nothing is asked for and nothing is awaited`() {
    var machine = FeedStateMachine()
    for event in [FeedEvent.tick, .start([]), .tick, .needsChanged([]), .stop, .tick] {
      #expect(machine.handle(event, nowMs: 5) { 0.5 } == [])
      #expect(machine.nextDeadlineMs == nil)
    }
  }

  @Test func `feeds whose coin is not known, or not proved, make no connection`() {
    var machine = FeedStateMachine()
    #expect(machine.handle(.start([FeedNeed(feed: .spot("X"), coinID: nil, maxAgeMs: 1)]), nowMs: 0) { 0.5 } == [])
    #expect(machine.nextDeadlineMs == nil)
    #expect(
      machine.handle(.resolved(.spot("X"), coinID: "X/USDC"), nowMs: 0) { 0.5 }
        == [.proveCoin(coinID: "X/USDC", request: 1)])
    #expect(machine.handle(.proved(request: 1, .known), nowMs: 9) { 0.5 } == [.connect(connection: 1)])
  }

  @Test func `an opened connection subscribes to every coin at once`() {
    let driver = Driver([Driver.purr, Driver.spot])
    #expect(
      driver.handle(.opened(connection: 1)) == [
        .send(#"{"method":"subscribe","subscription":{"type":"l2Book","coin":"PURR","fast":true}}"#),
        .send(#"{"method":"subscribe","subscription":{"type":"l2Book","coin":"PURR/USDC","fast":true}}"#),
      ])
  }

  @Test(arguments: [nil, 1000, 1001, 1006, 1012, 4000] as [UInt16?])
  func `a close with any code kills every book and leads to a new connection`(_ code: UInt16?) {
    let driver = Driver.live([Driver.purr, Driver.spot])
    _ = driver.prosper(9_500)
    #expect(
      driver.close(code: code) == [
        .killAllBooks, .feedDown(.perp("PURR"), .disconnected(.closed(code: code))),
        .feedDown(.spot("PURR"), .disconnected(.closed(code: code))),
      ])
    #expect(driver.machine.feeds.allSatisfy { $0.source == nil })
    #expect(driver.pass(249) == [])
    #expect(driver.pass(1) == [.connect(connection: 2)])
    #expect(driver.handle(.opened(connection: 2)).subscribed == ["PURR", "PURR/USDC"])
    #expect(driver.machine.feeds.allSatisfy { $0.source == nil })
    #expect(driver.show("PURR/USDC").live == [.spot("PURR")])
    #expect(driver.machine.feeds.map(\.source) == [nil, .webSocket])
    #expect(driver.machine.reconnects == 1)
  }

  @Test func `nothing that an old connection reports counts`() {
    let driver = Driver.live([Driver.purr])
    _ = driver.close()
    let late = FeedEvent.frame(.book(driver.book("PURR")), connection: 1)
    #expect(driver.handle(late) == [])
    _ = driver.pass(250)
    for event in [late, .opened(connection: 1), .closed(connection: 1, code: nil)] {
      #expect(driver.handle(event) == [])
    }
    _ = driver.handle(.opened(connection: 2))
    for event in [late, .opened(connection: 1), .opened(connection: 2), .closed(connection: 1, code: nil)] {
      #expect(driver.handle(event) == [])
    }
    #expect(driver.machine.feeds.map(\.source) == [nil])
  }

  @Test func `waits grow with each failure and begin anew after ten seconds of life`() {
    let driver = Driver([Driver.purr], fraction: 1)
    var waits: [Int64] = []
    for _ in 0..<8 {
      let before = driver.nowMs
      _ = driver.close(code: nil)
      while !driver.pass(1).connects {}
      waits.append(driver.nowMs - before)
    }
    #expect(waits == [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
    for (life, wait) in [(9_999, 30_000), (10_000, 500)] as [(Int64, Int64)] {
      driver.open()
      driver.show("PURR")
      _ = driver.prosper(life)
      _ = driver.close()
      #expect(driver.machine.link == .waiting(untilMs: driver.nowMs + wait))
      _ = driver.pass(wait)
    }
  }

  @Test func `a connection that lived without a book does not begin the waits anew`() {
    let driver = Driver([Driver.purr], fraction: 1)
    driver.open()
    _ = driver.pass(14_000)
    _ = driver.close()
    driver.open()
    _ = driver.pass(14_000)
    _ = driver.close()
    #expect(driver.machine.link == .waiting(untilMs: driver.nowMs + 1000))
  }

  @Test func `with the shortest waits there are twenty connections in a minute and no more`() {
    let driver = Driver([Driver.purr], fraction: 0)
    var connects: [Int64] = [driver.nowMs]
    for _ in 0..<5990 {
      let isUnderWay = driver.machine.link == .connecting(sinceMs: driver.nowMs)
      if !isUnderWay { driver.nowMs += 20 }
      if (isUnderWay ? driver.close() : driver.handle(.tick)).connects { connects.append(driver.nowMs) }
    }
    for (index, start) in connects.enumerated() {
      #expect(connects[index...].prefix { $0 < start + 60_000 }.count <= 20)
    }
    #expect(connects.count == 40)
  }

  @Test func `a connection that does not open within ten seconds is given up`() {
    let driver = Driver([Driver.purr])
    #expect(driver.pass(9_999).closes == nil)
    #expect(driver.pass(1).contains(.close(connection: 1, .openTimeout)))
    #expect(driver.handle(.opened(connection: 1)) == [])
    #expect(driver.pass(250) == [.connect(connection: 2)])
  }

  @Test func `a clock that steps back stands still`() {
    let driver = Driver.live([Driver.purr])
    driver.nowMs -= 1_000_000
    #expect(driver.handle(.tick) == [])
    #expect(driver.show("PURR").count == 1)
    driver.nowMs += 1_000_000
    #expect(driver.pass(14_999) == [])
  }

  @Test func `stop closes and kills, and nothing follows`() {
    let driver = Driver.live([Driver.purr])
    let actions = driver.handle(.stop)
    #expect(actions.contains(.killAllBooks))
    #expect(actions.closes == .notNeeded)
    #expect(driver.pass(1_000_000) == [])
    #expect(driver.handle(.needsChanged([Driver.purr])) == [])
    #expect(driver.machine.nextDeadlineMs == nil)
  }
}
