@testable import Host
import RuleEngine
import Testing

/// Coins that a connection does not survive.
@Suite struct FeedMachineSuspectTests {
  private typealias Driver = FeedMachineDriver
  private static let bad = FeedNeed(feed: .spot("BAD"), coinID: "@0", maxAgeMs: 10_000)
  private static let aside = FeedWarning.setAside(.spot("BAD"), coinID: "@0", .closesSocket)

  /// Goes to the next connection, and closes it as soon as it has subscribed to a bad coin; healthy coins show a book.
  private func meet(_ driver: Driver, bad: Set<String>) -> (actions: [FeedAction], closed: Bool) {
    var queue = driver.open()
    var all: [FeedAction] = []
    while !queue.isEmpty {
      let action = queue.removeFirst()
      all.append(action)
      if action == .send(FeedMessage.ping) { queue += driver.frame(.pong) }
      for coinID in [action].subscribed {
        driver.nowMs += 100
        if bad.contains(coinID) { return (all + queue + driver.close(), true) }
        queue += driver.show(coinID)
      }
    }
    return (all, false)
  }

  @Test func `a coin that closes the socket is set aside with one warning and the others go on`() {
    let driver = Driver([Driver.purr, Self.bad, Driver.spot])
    var warnings: [FeedWarning] = []
    var rounds = 0
    while true {
      let (actions, closed) = meet(driver, bad: ["@0"])
      warnings += actions.warnings
      rounds += 1
      if !closed || rounds > 9 { break }
    }
    // Three closes: the first points to two coins, the second and third to this one.
    #expect(rounds == 4)
    #expect(warnings == [Self.aside])
    #expect(driver.machine.feeds.map(\.source) == [.webSocket, nil, .webSocket])
    #expect(driver.machine.feeds.map(\.setAside) == [nil, .closesSocket, nil])
    #expect(driver.prosper(290_000).closes == nil)
  }

  @Test func `after a close that points to several, coins are subscribed to one at a time, once the server answers`() {
    let driver = Driver([Driver.purr, Self.bad, Driver.spot])
    #expect(driver.open().subscribed == ["PURR", "@0", "PURR/USDC"])
    _ = driver.close()
    #expect(driver.open() == [.send(FeedMessage.ping)])
    #expect(driver.frame(.other) == [])
    #expect(driver.frame(.pong).subscribed == ["PURR"])
    #expect(driver.pass(1000) == [])
    #expect(driver.show("PURR").subscribed == ["@0"])
    // A coin without a frame is through after two seconds, and not sooner.
    #expect(driver.pass(2000) == [])
    #expect(driver.pass(1).subscribed == ["PURR/USDC"])
    driver.show("PURR/USDC")
    #expect(!driver.machine.isCautious)
    _ = driver.close()
    #expect(driver.open().subscribed == ["PURR", "@0", "PURR/USDC"])
  }

  @Test(arguments: [(2000, true), (2001, false)] as [(Int64, Bool)])
  func `a close points to a coin for two seconds`(_ afterMs: Int64, _ points: Bool) {
    let driver = Driver.live([Driver.purr])
    _ = driver.prove(driver.handle(.needsChanged([Driver.purr, Self.bad])))
    driver.nowMs += afterMs
    _ = driver.close()
    #expect(driver.machine.isCautious == points)
    #expect(driver.machine.books.map(\.strikes) == [0, points ? 1 : 0])
  }

  @Test func `a coin that had its first frame is no suspect, and a frame clears its record`() {
    let driver = Driver([Driver.purr])
    driver.open()
    _ = driver.close()
    #expect(driver.machine.books.map(\.strikes) == [1])
    driver.open()
    _ = driver.frame(.pong)
    driver.show("PURR")
    #expect(driver.machine.books.map(\.strikes) == [0])
    _ = driver.close()
    #expect(driver.machine.books.map(\.strikes) == [0])
  }

  @Test func `a server that closes every connection before it answers points to no coin`() {
    let driver = Driver([Driver.purr, Driver.spot])
    for _ in 0..<50 {
      let actions = driver.open() + driver.close()
      #expect(actions.warnings == [])
    }
    #expect(driver.machine.feeds.allSatisfy { $0.setAside == nil })
  }

  @Test func `what the machine gives up itself points to no coin`() {
    let driver = Driver([Driver.purr, Driver.spot])
    for _ in 0..<10 {
      driver.open()
      _ = driver.frame(.pong)
      while driver.pass(1000).closes == nil { _ = driver.frame(.subscriptionAck) }
    }
    #expect(driver.machine.books.map(\.strikes) == [0, 0])
    #expect(!driver.machine.isCautious)
  }

  @Test func `a coin is tried again after five minutes: REST first, then alone, and without another warning`() {
    let driver = Driver([Driver.purr, Self.bad])
    for _ in 0..<9 where !meet(driver, bad: ["@0"]).closed { break }
    let since = driver.nowMs
    var actions = driver.prosper(290_000)
    #expect(actions.subscribed == [])
    actions = []
    while actions.subscribed.isEmpty, driver.nowMs < since + 310_000 {
      driver.show("PURR")
      _ = driver.frame(.pong)
      actions = driver.prove(driver.pass(100))
    }
    #expect(actions.subscribed == ["@0"])
    let closing = driver.close()
    #expect(closing.warnings == [])
    #expect(driver.machine.feeds.map(\.setAside) == [nil, .closesSocket])
    #expect(meet(driver, bad: ["@0"]).closed == false)
    #expect(driver.machine.feeds.map(\.source) == [.webSocket, nil])
  }

  @Test func `a coin that has recovered is live again, and is told anew when it falls again`() {
    let driver = Driver([Driver.purr, Self.bad])
    for _ in 0..<9 where !meet(driver, bad: ["@0"]).closed { break }
    _ = driver.prosper(301_000)
    #expect(driver.machine.feeds.map(\.source) == [.webSocket, .webSocket])
    _ = driver.close()
    var warnings: [FeedWarning] = []
    for _ in 0..<9 {
      let (actions, closed) = meet(driver, bad: ["@0"])
      warnings += actions.warnings
      if !closed { break }
    }
    #expect(warnings == [Self.aside])
  }

  @Test func `several bad coins are set aside one after another`() {
    let needs = [Driver.purr] + (0..<4).map { FeedNeed(feed: .spot("BAD"), coinID: "@\($0)", maxAgeMs: 1) }
    let distinct = needs.enumerated().map { index, need in
      index == 0 ? need : FeedNeed(feed: .spot(Coin("BAD\(index)") ?? "X"), coinID: need.coinID, maxAgeMs: 1)
    }
    let driver = Driver(distinct)
    var warnings: [FeedWarning] = []
    var rounds = 0
    while rounds < 30 {
      let (actions, closed) = meet(driver, bad: ["@0", "@1", "@2", "@3"])
      warnings += actions.warnings
      rounds += 1
      if !closed { break }
    }
    #expect(rounds == 10)
    #expect(warnings.count == 4)
    #expect(driver.machine.feeds.map { $0.source == .webSocket } == [true, false, false, false, false])
  }

  @Test func `an error frame that refuses a subscription sets the coin aside without a close`() {
    let driver = Driver([Driver.purr, Self.bad])
    driver.open()
    driver.show("PURR")
    #expect(
      driver.frame(.error(#"Invalid subscription {"type":"l2Book","coin":"@0"}"#)).warnings
        == [.setAside(.spot("BAD"), coinID: "@0", .refused)])
    #expect(driver.machine.feeds.map(\.source) == [.webSocket, nil])
    #expect(driver.prosper(20_000).subscribed == [])
  }

  @Test func `a coin with a record is pinged for before it is tried on a new connection`() {
    let driver = Driver([Driver.purr, Self.bad])
    for _ in 0..<9 where !meet(driver, bad: ["@0"]).closed { break }
    _ = driver.prosper(10_000)
    #expect(!driver.machine.isCautious)
    _ = driver.handle(.needsChanged([Self.bad]))
    #expect(driver.prove(driver.pass(300_000)).connects)
    #expect(driver.open() == [.send(FeedMessage.ping)])
    #expect(driver.frame(.pong).subscribed == ["@0"])
  }
}
