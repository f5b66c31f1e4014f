@testable import Host
import RuleEngine
import Testing

/// Pings, pongs and silence, each at its limit and one millisecond beyond.
@Suite struct FeedMachineHeartbeatTests {
  private typealias Driver = FeedMachineDriver

  @Test func `pings every twenty seconds and not before`() {
    let driver = Driver.live([Driver.purr])
    for _ in 0..<10 {
      var sent = driver.prosper(19_500)
      driver.nowMs += 499
      sent += driver.handle(.tick)
      #expect(!sent.contains(.send(FeedMessage.ping)))
      driver.nowMs += 1
      #expect(driver.handle(.tick) == [.send(#"{"method":"ping"}"#)])
      #expect(driver.frame(.pong) == [])
    }
    #expect(driver.machine.connection == 1)
  }

  @Test func `a pong just in time keeps the connection, and one that is not there then ends it`() {
    for isAnswered in [true, false] {
      let driver = Driver.live([Driver.purr])
      _ = driver.prosper(19_999)
      #expect(driver.pass(1) == [.send(FeedMessage.ping)])
      for _ in 0..<9 {
        driver.nowMs += 1000
        driver.show("PURR")
      }
      #expect(driver.pass(999) == [])
      if isAnswered { _ = driver.frame(.pong) }
      let actions = driver.pass(1)
      if isAnswered {
        #expect(actions == [])
      } else {
        #expect(
          actions == [
            .killAllBooks, .feedDown(.perp("PURR"), .disconnected(.noPong)), .close(connection: 1, .noPong),
          ])
        #expect(driver.pass(250) == [.connect(connection: 2)])
      }
    }
  }

  @Test func `a second ping does not put off the end of the first`() {
    var heartbeat = Heartbeat(openedMs: 0, pingsAtOnce: true)
    heartbeat.pinged(nowMs: 0)
    heartbeat.pinged(nowMs: 9_000)
    #expect(!heartbeat.isDead(nowMs: 9_999))
    #expect(heartbeat.isDead(nowMs: 10_000))
    heartbeat.ponged()
    #expect(!heartbeat.isDead(nowMs: 10_000))
  }

  @Test func `when every feed is silent for fifteen seconds the connection is given up`() {
    var patient = Driver.spot
    patient.maxAgeMs = 60_000
    let driver = Driver.live([Driver.purr, patient])
    driver.nowMs += 5000
    driver.show("PURR")
    #expect(driver.pass(14_999) == [])
    #expect(
      driver.pass(1) == [
        .killAllBooks, .feedDown(.perp("PURR"), .disconnected(.silent)),
        .feedDown(.spot("PURR"), .disconnected(.silent)), .close(connection: 1, .silent),
      ])
  }

  @Test func `pongs, acks, greetings and errors are no life of a feed`() {
    let driver = Driver.live([Driver.purr])
    for step in 1...14 {
      driver.nowMs += 1000
      _ = driver.frame([.pong, .subscriptionAck, .other, .error("Already subscribed: {}")][step % 4])
    }
    driver.nowMs += 1000
    #expect(driver.handle(.tick).closes == .silent)
  }

  @Test func `a book whose time stands still is no life either`() {
    let driver = Driver.live([Driver.purr])
    let book = driver.book("PURR")
    _ = driver.frame(.book(book))
    for _ in 1...14 {
      driver.nowMs += 1000
      #expect(driver.frame(.book(book)) == [.applyBook(book, .webSocket)])
    }
    #expect(driver.pass(1000).closes == .silent)
  }

  @Test func `a connection that never shows a book is given up after fifteen seconds too`() {
    let driver = Driver([Driver.purr])
    #expect(driver.open().subscribed == ["PURR"])
    #expect(driver.pass(14_999).closes == nil)
    #expect(driver.pass(1).closes == .silent)
  }

  @Test(arguments: [(1000, 15_000), (15_000, 15_000), (15_001, 15_001), (40_000, 40_000)] as [(Int64, Int64)])
  func `one silent feed is subscribed to again alone, after the larger of 15 s and its greatest age`(
    _ maxAgeMs: Int64, _ silentMs: Int64
  ) {
    var need = Driver.purr
    need.maxAgeMs = maxAgeMs
    let driver = Driver.live([need, Driver.spot])
    let since = driver.nowMs
    while driver.nowMs < since + silentMs {
      _ = driver.pass(min(1000, since + silentMs - driver.nowMs))
      _ = driver.frame(.pong)
      _ = driver.frame(.book(driver.book("PURR/USDC")))
    }
    #expect(driver.machine.feeds.map(\.source) == [.webSocket, .webSocket])
    let actions = driver.pass(1)
    #expect(Array(actions.prefix(2)) == [.killBook(.perp("PURR")), .feedDown(.perp("PURR"), .silent)])
    #expect(actions.unsubscribed == ["PURR"])
    #expect(actions.subscribed == ["PURR"])
    #expect(actions.count == 4)
    #expect(driver.machine.feeds.map(\.source) == [nil, .webSocket])
    #expect(driver.show("PURR").live == [.perp("PURR")])
    #expect(driver.machine.connection == 1)
  }

  @Test func `a feed that stays silent is subscribed to again and again, and does not put off the end of all`() {
    let driver = Driver.live([Driver.purr, Driver.spot])
    var again = 0
    for _ in 0..<100 {
      let actions = driver.pass(1000)
      if actions.contains(.send(FeedMessage.ping)) { _ = driver.frame(.pong) }
      again += actions.subscribed.count
      _ = driver.frame(.book(driver.book("PURR/USDC")))
    }
    #expect(again == 6)
    var seconds = 0
    while driver.machine.connection == 1, driver.pass(1000).closes == nil, seconds < 60 {
      seconds += 1
      _ = driver.frame(.pong)
    }
    #expect(seconds == 14)
  }

  @Test func `a feed that never had a book does not put off the end either, however often it is subscribed to`() {
    let driver = Driver([Driver.purr, Driver.spot])
    driver.open()
    // The spot feed never says a word, and is subscribed to again after 15 s; the perp falls silent after 14 s.
    for _ in 0..<14 {
      _ = driver.pass(1000)
      driver.show("PURR")
    }
    #expect(driver.pass(1001).subscribed == ["PURR/USDC"])
    #expect(driver.pass(13_998).closes == nil)
    #expect(driver.pass(1).closes == .silent)
  }

  @Test func `the next deadline is that of the pong, of the ping, or of silence, whichever comes first`() {
    let driver = Driver.live([Driver.purr])
    #expect(driver.machine.nextDeadlineMs == driver.nowMs + 15_000)
    _ = driver.prosper(19_999)
    #expect(driver.machine.nextDeadlineMs == driver.nowMs + 1)
    _ = driver.pass(1)
    driver.show("PURR")
    #expect(driver.machine.nextDeadlineMs == driver.nowMs + 10_000)
    _ = driver.frame(.pong)
    #expect(driver.machine.nextDeadlineMs == driver.nowMs + 15_000)
  }
}
