import LoopbackExchange
import Testing

@testable import Host

/// A connection's life in simulated time: RFC 6455, sections 5.5 and 7.
struct SessionRun {
  var session: WebSocketSession
  var events: [WebSocketEvent] = []

  init(limits: WebSocketLimits = .standard) throws {
    let address = try #require(WebSocketAddress("ws://host/ws"))
    session = WebSocketSession(
      WebSocketHandshake(address, nonce: Array("the sample nonce".utf8)), limits: limits, openTimeoutMs: 1000,
      closeTimeoutMs: 500, masks: SampleNonce(), nowMs: 0)
  }

  /// A session whose handshake is done.
  static func opened(limits: WebSocketLimits = .standard) throws -> SessionRun {
    var run = try SessionRun(limits: limits)
    _ = run.session.takeOutgoing()
    run.receive(switchingProtocols(), at: 100)
    #expect(run.events == [.opened])
    run.events = []
    return run
  }

  mutating func receive(_ bytes: [UInt8], at nowMs: Int64 = 200) {
    events += session.receive(bytes.span.bytes, nowMs: nowMs)
  }

  /// The frames that are to be sent.
  mutating func sent() -> [ClientFrame]? { ClientFrame.all(of: session.takeOutgoing()) }
}

@Suite struct WebSocketSessionTests {
  @Test func `asks first, and opens with the answer`() throws {
    var run = try SessionRun()
    #expect(String(decoding: run.session.takeOutgoing(), as: UTF8.self).hasPrefix("GET /ws HTTP/1.1\r\n"))
    #expect(run.session.deadlineMs == 1000)
    run.receive(Array(switchingProtocols().dropLast()), at: 999)
    #expect(run.events == [])
    run.receive([0x0A] + serverFrame(1, Array("hi".utf8)), at: 999)
    #expect(run.events == [.opened, .text(Array("hi".utf8))])
    #expect(run.session.deadlineMs == nil)
    #expect(run.sent() == [])
  }

  @Test func `keeps what is sent too early until the handshake is done`() throws {
    var run = try SessionRun()
    _ = run.session.takeOutgoing()
    run.session.perform(.text([1]), nowMs: 0)
    run.session.perform(.binary([2]), nowMs: 0)
    #expect(run.session.outgoingCount == 0)
    run.receive(switchingProtocols())
    #expect(run.sent() == [ClientFrame(1, [1]), ClientFrame(2, [2])])
  }

  @Test func `gives up a handshake at its deadline`() throws {
    var run = try SessionRun()
    run.session.expire(nowMs: 999)
    #expect(run.session.closure == nil)
    run.session.expire(nowMs: 1000)
    #expect(run.session.closure == .handshakeTimedOut)
  }

  @Test func `ends where the server does not agree`() throws {
    var run = try SessionRun()
    run.receive(Array("HTTP/1.1 502 Bad Gateway\r\n\r\n".utf8))
    #expect(run.session.closure == .refused(.status(502)))
    #expect(run.events == [])
  }

  @Test func `what waits for the handshake is counted, until the handshake ends`() throws {
    for succeeds in [true, false] {
      var run = try SessionRun()
      #expect(run.session.earlyCount == 0)
      run.session.perform(.text([UInt8](repeating: 0x61, count: 1000)), nowMs: 0)
      run.session.perform(.ping([]), nowMs: 0)
      #expect(run.session.earlyCount == 1000 + 2 * WebSocketFrameEncoder.maxHeadBytes)
      if succeeds { run.receive(switchingProtocols()) } else { run.session.receiveEnd(nil) }
      #expect(run.session.earlyCount == 0)
    }
  }

  @Test func `a close before the handshake is done ends it`() throws {
    var run = try SessionRun()
    run.session.perform(.close(1000, ""), nowMs: 5)
    #expect(run.session.closure == .byOwner(nil))
  }

  @Test func `answers each ping with its body, and tells of pongs`() throws {
    var run = try SessionRun.opened()
    run.receive(serverFrame(9, [1, 2]) + serverFrame(9) + serverFrame(10, [3]))
    #expect(run.sent() == [ClientFrame(10, [1, 2]), ClientFrame(10, [])])
    #expect(run.events == [.pong([3])])
  }

  @Test func `keeps at most 64 KiB of pongs for a peer that does not read`() throws {
    var run = try SessionRun.opened()
    let ping = serverFrame(9, [UInt8](repeating: 1, count: 125))
    for _ in 0..<10_000 { run.receive(ping) }
    #expect(run.session.outgoingCount < 64 << 10 + 131)
    _ = run.session.takeOutgoing()
    run.receive(ping)
    #expect(run.sent()?.count == 1)
  }

  @Test func `masks each frame with another key`() throws {
    var run = try SessionRun.opened()
    for _ in 0..<4 { run.session.perform(.text([0, 0, 0, 0]), nowMs: 0) }
    let bytes = run.session.takeOutgoing()
    let masks = (0..<4).map { index in Array(bytes.dropFirst(10 * index + 2).prefix(4)) }
    #expect(Set(masks).count == 4)
  }

  @Test func `cuts a ping's body to what a frame may hold`() throws {
    var run = try SessionRun.opened()
    run.session.perform(.ping([UInt8](repeating: 7, count: 200)), nowMs: 0)
    #expect(run.sent() == [ClientFrame(9, [UInt8](repeating: 7, count: 125))])
  }

  @Test(arguments: [1000, 1001, 1011, 1012, 3000, 4999, nil] as [UInt16?])
  func `answers the peer's close, and lets the peer end the connection`(code: UInt16?) throws {
    var run = try SessionRun.opened()
    run.receive(code.map { closeFrame($0, "why") } ?? serverFrame(8), at: 300)
    let answer: [UInt8] = code.map { [UInt8($0 / 256), UInt8($0 % 256)] } ?? []
    #expect(run.sent() == [ClientFrame(8, answer)])
    #expect(run.session.closure == nil)
    #expect(run.session.deadlineMs == 800)
    run.session.receiveEnd(nil)
    #expect(run.session.closure == .byPeer(WebSocketCloseReason(code: code, text: code == nil ? "" : "why")))
    #expect(run.session.closure?.code == code)
  }

  @Test func `ends by itself what the peer does not end`() throws {
    var run = try SessionRun.opened()
    run.receive(closeFrame(1000), at: 300)
    run.session.expire(nowMs: 799)
    #expect(run.session.closure == nil)
    run.session.expire(nowMs: 800)
    #expect(run.session.closure == .byPeer(WebSocketCloseReason(code: 1000)))
  }

  @Test func `closes in order, and is deaf to messages meanwhile`() throws {
    var run = try SessionRun.opened()
    run.session.perform(.text([0x61]), nowMs: 200)
    run.session.perform(.close(1000, "bye"), nowMs: 200)
    run.session.perform(.text([0x62]), nowMs: 200)
    let bye: [UInt8] = [0x03, 0xE8, 0x62, 0x79, 0x65]
    #expect(run.sent() == [ClientFrame(1, [0x61]), ClientFrame(8, bye)])
    run.receive(serverFrame(1, [0x63]) + serverFrame(9, [1]) + closeFrame(1000))
    #expect(run.events == [])
    #expect(run.sent() == [])
    run.session.receiveEnd(nil)
    #expect(run.session.closure == .byOwner(WebSocketCloseReason(code: 1000)))
  }

  @Test func `closes without the peer's answer at the deadline`() throws {
    var run = try SessionRun.opened()
    run.session.perform(.close(1000, ""), nowMs: 200)
    run.session.expire(nowMs: 700)
    #expect(run.session.closure == .byOwner(nil))
    #expect(run.session.outgoingCount == 0)
  }

  @Test func `says what the peer did wrong, and believes nothing after it`() throws {
    var run = try SessionRun.opened(limits: WebSocketLimits(frameBytes: 5, messageBytes: 5))
    run.receive(serverFrame(1, [0x61]) + serverFrame(1, Array("123456".utf8)))
    #expect(run.events == [.text([0x61])])
    #expect(run.sent() == [ClientFrame(8, [0x03, 0xF1])])
    run.receive(serverFrame(1, [0x62]) + closeFrame(1000))
    #expect(run.events == [.text([0x61])])
    run.session.receiveEnd(nil)
    #expect(run.session.closure == .fault(.tooLong))
  }

  @Test func `an end without a close frame is a loss`() throws {
    var run = try SessionRun.opened()
    run.session.receiveEnd(nil)
    #expect(run.session.closure == .lost(nil))
    #expect(run.session.closure?.code == nil)
    var early = try SessionRun()
    early.session.receiveEnd(.system(errno: 104))
    #expect(early.session.closure == .lost(.system(errno: 104)))
  }
}
