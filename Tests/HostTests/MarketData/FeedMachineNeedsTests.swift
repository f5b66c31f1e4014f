@testable import Host
import RuleEngine
import Testing

/// Feeds that come and go with a reload, and coins that change their names.
@Suite struct FeedMachineNeedsTests {
  private typealias Driver = FeedMachineDriver

  @Test func `a feed that is dropped is unsubscribed and its book forgotten; the others keep theirs`() {
    let driver = Driver.live([Driver.purr, Driver.spot])
    let actions = driver.handle(.needsChanged([Driver.spot]))
    #expect(Array(actions.prefix(2)) == [.killBook(.perp("PURR")), .feedDown(.perp("PURR"), .notNeeded)])
    #expect(actions.unsubscribed == ["PURR"])
    #expect(actions.count == 3)
    #expect(driver.show("PURR") == [])
    #expect(driver.machine.feeds.map(\.source) == [.webSocket])
  }

  @Test func `a new feed is proved and subscribed to on the connection that stands`() {
    let driver = Driver.live([Driver.purr])
    let actions = driver.handle(.needsChanged([Driver.hype, Driver.purr]))
    #expect(actions == [.proveCoin(coinID: "HYPE", request: 2)])
    #expect(driver.prove(actions).subscribed == ["HYPE"])
    #expect(driver.machine.feeds.map(\.source) == [nil, .webSocket])
    #expect(driver.show("HYPE").live == [.perp("HYPE")])
  }

  @Test func `the same needs again change nothing, and another age changes only that`() {
    let driver = Driver.live([Driver.purr, Driver.spot])
    #expect(driver.handle(.needsChanged([Driver.purr, Driver.spot])) == [])
    var need = Driver.purr
    need.maxAgeMs = 60_000
    #expect(driver.handle(.needsChanged([need, Driver.spot])) == [])
    #expect(driver.machine.books.map(\.maxAgeMs) == [60_000, 10_000])
  }

  @Test func `when the last feed goes the connection is closed, and it comes back with the next`() {
    let driver = Driver.live([Driver.purr])
    let closing = driver.handle(.needsChanged([]))
    #expect(closing.closes == .notNeeded)
    #expect(closing.contains(.killAllBooks))
    #expect(driver.pass(1_000_000) == [])
    #expect(driver.prove(driver.handle(.needsChanged([Driver.purr]))).connects)
  }

  @Test func `feeds that go while a connection is being made close it`() {
    let driver = Driver([Driver.purr])
    #expect(driver.handle(.needsChanged([])) == [.close(connection: 1, .notNeeded)])
    #expect(driver.handle(.opened(connection: 1)) == [])
  }

  @Test func `feeds that go while polling end it`() {
    let driver = Driver.live([Driver.purr], fraction: 1)
    _ = driver.close()
    _ = driver.pass(6000)
    #expect(driver.handle(.needsChanged([])).contains(.stopRestPolling))
    #expect(driver.pass(1_000_000) == [])
  }

  @Test func `a coin with a new name loses its book and is subscribed to by the new one`() {
    let driver = Driver.live([Driver.purr, Driver.spot])
    let actions = driver.handle(.resolved(.spot("PURR"), coinID: "@12"))
    #expect(Array(actions.prefix(2)) == [.killBook(.spot("PURR")), .feedDown(.spot("PURR"), .coinChanged)])
    #expect(actions.unsubscribed == ["PURR/USDC"])
    #expect(driver.show("PURR/USDC") == [])
    #expect(driver.prove(actions).subscribed.last == "@12")
    #expect(driver.show("@12").live == [.spot("PURR")])
  }

  @Test func `a coin that the lists no longer name loses its book, and the other stays`() {
    let driver = Driver.live([Driver.purr, Driver.spot])
    let actions = driver.handle(.resolved(.spot("PURR"), coinID: nil))
    #expect(actions.contains(.feedDown(.spot("PURR"), .coinChanged)))
    #expect(driver.machine.feeds.map(\.coinID) == ["PURR", nil])
    #expect(driver.machine.feeds.map(\.source) == [.webSocket, nil])
    #expect(driver.prosper(30_000).closes == nil)
  }

  @Test func `the same name again, and the name of a feed nobody needs, change nothing`() {
    let driver = Driver.live([Driver.purr, Driver.spot])
    #expect(driver.handle(.resolved(.spot("PURR"), coinID: "PURR/USDC")) == [])
    #expect(driver.handle(.resolved(.spot("HYPE"), coinID: "@107")) == [])
  }

  @Test func `a feed that stands twice counts once, with the smaller age`() {
    var other = Driver.purr
    other.maxAgeMs = 500
    let driver = Driver([Driver.purr, other])
    #expect(driver.machine.books.map(\.maxAgeMs) == [500])
    driver.open()
    #expect(driver.show("PURR").live == [.perp("PURR")])
  }

  @Test func `a storm of reloads leaves pings their messages`() {
    let driver = Driver.live([Driver.purr])
    var sent: [Int64] = []
    var pings = 0
    var isOn = false
    for _ in 0..<30_000 {
      isOn.toggle()
      driver.nowMs += 10
      var actions = driver.handle(.needsChanged(isOn ? [Driver.purr, Driver.hype] : [Driver.purr]))
      actions = driver.prove(actions)
      actions += driver.show("PURR")
      for case .send(let text) in actions {
        sent.append(driver.nowMs)
        if text == FeedMessage.ping {
          pings += 1
          _ = driver.frame(.pong)
        }
      }
    }
    var first = 0
    for (index, time) in sent.enumerated() {
      while sent[first] <= time - 60_000 { first += 1 }
      #expect(index - first < 2000)
    }
    #expect(pings == 15)
    #expect(driver.machine.connection == 1)
    #expect(driver.machine.unsubscribes.count <= 2)
  }

  @Test func `nothing is unsubscribed on another connection than it was subscribed to on`() {
    let driver = Driver.live([Driver.purr, Driver.spot])
    driver.nowMs += 15_000
    #expect(driver.handle(.needsChanged([Driver.purr])).closes == .silent)
    #expect(driver.open().unsubscribed == [])
  }
}
