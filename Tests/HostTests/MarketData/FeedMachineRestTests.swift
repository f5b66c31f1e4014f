@testable import Host
import RuleEngine
import Testing

/// What REST is asked for: proofs of coins, and books while the connection is down.
@Suite struct FeedMachineRestTests {
  private typealias Driver = FeedMachineDriver

  private func needs(_ count: Int) -> [FeedNeed] {
    (0..<count).map { FeedNeed(feed: .perp(Coin("C\($0)") ?? "X"), coinID: "C\($0)", maxAgeMs: 10_000) }
  }

  /// The coins and numbers of the polls among some actions.
  private func requests(_ actions: [FeedAction]) -> [(coinID: String, request: Int)] {
    actions.compactMap { action in
      guard case .pollBook(let coinID, let request) = action else { return nil }
      return (coinID, request)
    }
  }

  /// A driver whose connection broke just now and cannot be made again.
  private func broken(_ needs: [FeedNeed]) -> Driver {
    let driver = Driver.live(needs, fraction: 1)
    _ = driver.close()
    return driver
  }

  @Test func `polling begins when the connection was down for more than five seconds`() {
    let driver = broken([Driver.purr, Driver.spot])
    #expect(!driver.pass(5000).contains(.startRestPolling))
    #expect(
      driver.pass(1) == [
        .startRestPolling, .pollBook(coinID: "PURR", request: 3), .pollBook(coinID: "PURR/USDC", request: 4),
      ])
  }

  @Test func `a connection that opens and shows nothing does not put off the polls`() {
    let driver = broken([Driver.purr])
    driver.open()
    _ = driver.pass(4999 - 500)
    _ = driver.close()
    #expect(!driver.pass(1).contains(.startRestPolling))
    #expect(driver.pass(1).contains(.startRestPolling))
  }

  @Test func `a book by REST stays when the silent subscription beside it is made again`() {
    let driver = broken([Driver.purr, Driver.spot])
    for (coinID, request) in requests(driver.pass(5001)) {
      _ = driver.handle(.polled(request: request, driver.book(coinID)))
    }
    driver.open()
    driver.show("PURR")
    let start = driver.nowMs
    var again: [String] = []
    while driver.nowMs < start + 16_000 {
      let actions = driver.pass(500)
      again += actions.subscribed
      #expect(!actions.contains(.killBook(.spot("PURR"))))
      for (coinID, request) in requests(actions) {
        _ = driver.handle(.polled(request: request, driver.book(coinID)))
      }
      driver.show("PURR")
    }
    #expect(again == ["PURR/USDC"])
    #expect(driver.machine.feeds.map(\.source) == [.webSocket, .rest])
  }

  @Test func `a connection that is back in time is never polled for`() {
    let driver = broken([Driver.purr])
    _ = driver.pass(4000)
    driver.open()
    _ = driver.pass(1000)
    driver.show("PURR")
    #expect(driver.prosper(60_000).polled == [])
  }

  @Test func `each feed is polled once a second`() {
    let driver = broken([Driver.purr, Driver.spot])
    var polls: [String: [Int64]] = [:]
    let start = driver.nowMs
    for _ in 0..<3000 {
      for (coinID, request) in requests(driver.pass(10)) {
        polls[coinID, default: []].append(driver.nowMs - start)
        _ = driver.handle(.polled(request: request, driver.book(coinID)))
      }
    }
    #expect(polls["PURR"] == (0..<25).map { 5010 + $0 * 1000 })
    #expect(polls["PURR/USDC"] == polls["PURR"])
  }

  @Test func `a book by REST makes a feed live, and the next only replaces it where it is no older`() {
    let driver = broken([Driver.purr])
    let first = requests(driver.pass(5001))[0].request
    let book = driver.book("PURR")
    #expect(
      driver.handle(.polled(request: first, book)) == [.applyBook(book, .rest), .feedLive(.perp("PURR"), .rest)])
    let second = requests(driver.pass(1000))[0].request
    let older = BookFrame(coinID: "PURR", timeMs: book.timeMs - 1, bid: nil, ask: nil)
    #expect(driver.handle(.polled(request: second, older)) == [])
    let third = requests(driver.pass(1000))[0].request
    #expect(driver.handle(.polled(request: third, book)) == [.applyBook(book, .rest)])
  }

  @Test func `an answer to a request from before a disconnection is not kept`() {
    let driver = broken([Driver.purr])
    let early = requests(driver.pass(5001))[0].request
    driver.open()
    driver.show("PURR")
    _ = driver.close()
    _ = driver.pass(6000)
    #expect(driver.handle(.polled(request: early, driver.book("PURR"))) == [])
    #expect(driver.machine.feeds.map(\.source) == [nil])
  }

  @Test func `an answer that comes when the feed is live by the connection is not kept`() {
    let driver = broken([Driver.purr, Driver.spot])
    let early = requests(driver.pass(5001))[0].request
    driver.open()
    driver.show("PURR")
    #expect(driver.handle(.polled(request: early, driver.book("PURR"))) == [])
    #expect(driver.machine.feeds.map(\.source) == [.webSocket, nil])
  }

  @Test func `an answer of another coin, or none at all, is not kept`() {
    let driver = broken([Driver.purr])
    let first = requests(driver.pass(5001))[0].request
    #expect(driver.handle(.polled(request: first, driver.book("HYPE"))) == [])
    let second = requests(driver.pass(1000))[0].request
    #expect(driver.handle(.polled(request: second, nil)) == [])
    #expect(driver.handle(.polled(request: second, driver.book("PURR"))) == [])
  }

  @Test func `one request a feed is under way, and one without an answer is given up after ten seconds`() {
    let driver = broken([Driver.purr])
    let first = requests(driver.pass(5001))[0].request
    #expect(driver.pass(9_999).polled == [])
    #expect(driver.pass(1).polled == ["PURR"])
    #expect(driver.handle(.polled(request: first, driver.book("PURR"))) == [])
  }

  @Test func `polling goes on for a feed until it is live, and ends with the last`() {
    let driver = broken([Driver.purr, Driver.spot])
    for (coinID, request) in requests(driver.pass(5001)) {
      _ = driver.handle(.polled(request: request, driver.book(coinID)))
    }
    driver.open()
    #expect(driver.show("PURR").live == [.perp("PURR")])
    let still = requests(driver.pass(1000))
    #expect(still.map(\.coinID) == ["PURR/USDC"])
    #expect(driver.show("PURR/USDC").last == .stopRestPolling)
    #expect(driver.prosper(20_000).polled == [])
  }

  @Test func `a feed of which REST has no book any more dies after fifteen seconds`() {
    let driver = broken([Driver.purr])
    _ = driver.handle(.polled(request: requests(driver.pass(5001))[0].request, driver.book("PURR")))
    let down = driver.run(20_000).first { $0.action == .feedDown(.perp("PURR"), .silent) }
    #expect(down?.afterMs == 15_001)
    #expect(driver.machine.feeds.map(\.source) == [nil])
  }

  @Test(arguments: [(1, 1000), (8, 1000), (9, 1080), (100, 12_000)] as [(Int, Int64)])
  func `many feeds share the weight of a minute evenly`(_ count: Int, _ everyMs: Int64) {
    #expect(FeedStateMachine.pollEveryMs(books: count) == everyMs)
  }

  @Test func `no minute costs more than its weight, whatever is polled and proved`() {
    let driver = Driver(needs(0))
    driver.fraction = 1
    var spent: [Int64] = []
    var actions = driver.handle(.start(needs(700)))
    for _ in 0..<600 {
      while let action = actions.popLast() {
        if case .proveCoin(_, let request) = action {
          spent.append(driver.nowMs)
          actions += driver.handle(.proved(request: request, .known))
        } else if case .pollBook(let coinID, let request) = action {
          spent.append(driver.nowMs)
          actions += driver.handle(.polled(request: request, driver.book(coinID)))
        }
      }
      actions = driver.pass(500)
    }
    for (index, start) in spent.enumerated() {
      #expect(spent[index...].prefix { $0 < start + 60_000 }.count * 2 <= 1000)
    }
    #expect(spent.count > 2000)
  }

  @Test func `an unknown coin is set aside without a subscription, told once, and asked for every five minutes`() {
    let driver = Driver([])
    var actions = driver.handle(.start([Driver.purr, Driver.spot]))
    #expect(actions == [.proveCoin(coinID: "PURR", request: 1), .proveCoin(coinID: "PURR/USDC", request: 2)])
    _ = driver.handle(.proved(request: 1, .known))
    #expect(
      driver.handle(.proved(request: 2, .unknown)).warnings
        == [.setAside(.spot("PURR"), coinID: "PURR/USDC", .unknownCoin)])
    #expect(driver.open().subscribed == ["PURR"])
    for round in 0..<3 {
      #expect(driver.prosper(299_999).allSatisfy { if case .proveCoin = $0 { false } else { true } })
      actions = driver.pass(1)
      _ = driver.frame(.pong)
      #expect(actions.contains(.proveCoin(coinID: "PURR/USDC", request: 3 + round)))
      #expect(driver.handle(.proved(request: 3 + round, .unknown)) == [])
    }
    #expect(driver.machine.feeds.map(\.source) == [.webSocket, nil])
  }

  @Test func `a proof that fails is repeated with backoff six times, then in five minutes`() {
    let driver = Driver([], fraction: 1)
    var actions = driver.handle(.start([Driver.purr]))
    for wait in [1000, 2000, 4000, 8000, 16_000] as [Int64] {
      guard case .proveCoin(_, let request)? = actions.first else { break }
      #expect(driver.handle(.proved(request: request, .failed)) == [])
      #expect(driver.pass(wait - 1) == [])
      actions = driver.pass(1)
    }
    #expect(actions == [.proveCoin(coinID: "PURR", request: 6)])
    #expect(driver.pass(9_999) == [])
    #expect(driver.pass(1).warnings == [.setAside(.perp("PURR"), coinID: "PURR", .noAnswer)])
    #expect(driver.handle(.proved(request: 6, .known)) == [])
    #expect(driver.pass(299_999) == [])
    #expect(driver.pass(1) == [.proveCoin(coinID: "PURR", request: 7)])
  }
}
