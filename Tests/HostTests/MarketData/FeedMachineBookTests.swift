@testable import Host
import RuleEngine
import Testing

/// Which books are kept, and when a feed is live.
@Suite struct FeedMachineBookTests {
  private typealias Driver = FeedMachineDriver

  @Test func `a feed is live from its first frame, not from the ack, however often either comes`() {
    let driver = Driver([Driver.purr])
    driver.open()
    let book = driver.book("PURR")
    #expect(driver.frame(.subscriptionAck) == [])
    #expect(driver.frame(.subscriptionAck) == [])
    #expect(driver.machine.feeds.map(\.source) == [nil])
    #expect(driver.frame(.book(book)) == [.applyBook(book, .webSocket), .feedLive(.perp("PURR"), .webSocket)])
    #expect(driver.frame(.book(book)) == [.applyBook(book, .webSocket)])
    #expect(driver.frame(.subscriptionAck) == [])
    #expect(driver.frame(.error(#"Already subscribed: {"type":"l2Book","coin":"PURR"}"#)) == [])
    #expect(driver.frame(.error("Already unsubscribed: {}")) == [])
    #expect(driver.machine.feeds.map(\.source) == [.webSocket])
    #expect(driver.machine.feeds.map(\.frames) == [2])
  }

  @Test func `a first frame that comes before the ack is a first frame`() {
    let driver = Driver([Driver.purr])
    driver.open()
    #expect(driver.show("PURR").live == [.perp("PURR")])
    #expect(driver.frame(.subscriptionAck) == [])
  }

  @Test func `a book that is older than the one before is not kept`() {
    let driver = Driver.live([Driver.purr])
    let older = driver.book("PURR")
    let newer = driver.book("PURR")
    #expect(driver.frame(.book(newer)) == [.applyBook(newer, .webSocket)])
    #expect(driver.frame(.book(older)) == [])
  }

  @Test func `after a reconnection a book counts whatever its time`() {
    let driver = Driver.live([Driver.purr])
    let older = BookFrame(coinID: "PURR", timeMs: 1, bid: nil, ask: nil)
    _ = driver.close()
    driver.open()
    #expect(driver.frame(.book(older)) == [.applyBook(older, .webSocket), .feedLive(.perp("PURR"), .webSocket)])
  }

  @Test func `books of coins that were not subscribed to are not kept, and case matters`() {
    let driver = Driver.live([Driver.purr])
    for coinID in ["HYPE", "purr", "PURR/USDC", ""] { #expect(driver.show(coinID) == []) }
  }

  @Test func `a coin that is proved later has no book before it is subscribed to`() {
    let driver = Driver.live([Driver.purr])
    let actions = driver.handle(.needsChanged([Driver.purr, Driver.hype]))
    #expect(driver.show("HYPE") == [])
    #expect(driver.prove(actions).subscribed == ["HYPE"])
    #expect(driver.show("HYPE").live == [.perp("HYPE")])
  }

  @Test func `two feeds of one book are subscribed to once and live together, at the smaller age`() {
    let needs = [
      FeedNeed(feed: .perp("PURR"), coinID: "PURR", maxAgeMs: 60_000),
      FeedNeed(feed: .spot("PURR"), coinID: "PURR", maxAgeMs: 20_000),
    ]
    let driver = Driver(needs)
    #expect(driver.open().subscribed == ["PURR"])
    #expect(driver.show("PURR").live == [.perp("PURR"), .spot("PURR")])
    #expect(driver.machine.books.map(\.maxAgeMs) == [20_000])
  }

  @Test func `books that come too slowly for a feed are told once, and once when it is over`() {
    var need = Driver.purr
    need.maxAgeMs = 3000
    let driver = Driver.live([need, Driver.spot])
    var warnings: [FeedWarning] = []
    func receive(every intervalMs: Int64, times: Int) {
      for _ in 0..<times {
        driver.nowMs += intervalMs
        warnings += (driver.handle(.tick) + driver.frame(.pong)).warnings
        warnings += (driver.show("PURR") + driver.show("PURR/USDC")).warnings
      }
    }
    receive(every: 3000, times: 10)
    #expect(warnings == [])
    receive(every: 5400, times: 10)
    #expect(warnings == [.booksSlow(.perp("PURR"), intervalMs: 5400, maxAgeMs: 3000)])
    #expect(driver.machine.feeds.map(\.isSlow) == [true, false])
    receive(every: 540, times: 10)
    #expect(Array(warnings.dropFirst()) == [.booksInTime(.perp("PURR"))])
    #expect(driver.machine.feeds.map(\.isSlow) == [false, false])
  }

  @Test func `an error frame is told once a connection, cut to 200 characters`() {
    let driver = Driver.live([Driver.purr])
    let text = "Error parsing JSON into valid websocket request: " + String(repeating: "x", count: 1000)
    #expect(driver.frame(.error(text)) == [.warn(.serverError(String(text.prefix(200))))])
    #expect(driver.frame(.error("another")) == [])
    _ = driver.close()
    driver.open()
    #expect(driver.frame(.error("another")) == [.warn(.serverError("another"))])
  }

  @Test func `names are escaped in what is sent`() {
    #expect(
      FeedMessage.subscribe(#"a"b\"#)
        == #"{"method":"subscribe","subscription":{"type":"l2Book","coin":"a\"b\\","fast":true}}"#)
    #expect(
      FeedMessage.unsubscribe("@107")
        == #"{"method":"unsubscribe","subscription":{"type":"l2Book","coin":"@107","fast":true}}"#)
  }
}
