import LoopbackExchange
import Synchronization
import Testing

@testable import Host

/// What an exchange may have waiting in a host that takes it more slowly than it is sent.
@Suite(.timeLimit(.minutes(2))) struct FrameRoomTests {
  @Test func `who hands over too much waits until some of it is taken, and what waits is bounded`() throws {
    let room = try FrameRoom()
    let frames: Mailbox<[UInt8]> = try Mailbox()
    let frame = [UInt8](repeating: 0, count: 1 << 20)
    let count = 64
    try HostThread.start {
      for _ in 0..<count {
        room.enter(frame)
        frames.post(frame)
      }
    }
    var taken = 0
    while taken < count {
      #expect(room.bytes < FrameRoom.maxBytes + frame.count + 1024)
      for frame in frames.take(timeoutMs: -1) {
        taken += 1
        room.leave(frame)
      }
    }
    #expect(room.bytes == 0)
  }

  @Test func `nobody waits for room where nobody takes any more`() throws {
    let room = try FrameRoom()
    let frame = [UInt8](repeating: 0, count: FrameRoom.maxBytes)
    room.enter(frame)
    let passed: Mailbox<Int> = try Mailbox()
    try HostThread.start {
      room.enter(frame)
      passed.post(1)
    }
    room.close()
    #expect(passed.take(timeoutMs: RunningHost.patienceMs) == [1])
  }

  @Test func `books of live feeds do not trouble the host, and leave no bytes behind`() async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    let host: Mailbox<HostEvent> = try Mailbox()
    let socket = try #require(WebSocketAddress("ws://127.0.0.1:\(exchange.port)/ws"))
    let endpoints = MarketDriver.Endpoints(
      rest: "http://127.0.0.1:\(exchange.port)/info", socket: socket, options: NetworkOptions(proxy: ""))
    let driver = try MarketDriver(
      endpoints, chain: try Fixture.chain(LiveGate.rules), clock: exchange.clock.host, host: host)
    defer { driver.stop() }
    func frames() -> Int { driver.status(nowMs: 0).feeds.map(\.frames).reduce(0, +) }
    try await eventually("live feeds") { driver.status(nowMs: 0).feeds.count(where: \.isLive) == 2 }
    func show(_ step: Int) async throws {
      let before = frames()
      exchange.publish(["PURR": .init(bid: "0.0012\(step % 4)", ask: "0.00124")])
      try await eventually("a book") { frames() > before }
    }
    // What the first frames have changed is said.
    try await show(0)
    _ = host.take(timeoutMs: 0)
    for step in 1..<20 { try await show(step) }
    #expect(host.take(timeoutMs: 0).isEmpty)
    try await eventually("no bytes") { driver.room.bytes == 0 }
  }
}
