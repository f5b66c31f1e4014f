import LoopbackExchange
import Testing

@testable import Host

/// Every way in which a connection to a server on this machine ends badly.
@Suite(.timeLimit(.minutes(1))) struct WebSocketConnectionEndTests {
  static let codes: [UInt16?] = [
    1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 4999, nil,
  ]

  @Test(arguments: codes)
  func `reports the code with which the server closes`(code: UInt16?) async throws {
    let server = try LoopbackServer { peer in
      peer.agree()
      peer.send(code.map { closeFrame($0, "reason") } ?? serverFrame(8))
      return peer.readFrame()
    }
    let live = try LiveConnection(port: server.port)
    let reason = WebSocketCloseReason(code: code, text: code == nil ? "" : "reason")
    #expect(await live.rest() == [.opened, .closed(.byPeer(reason))])
    let answer: [UInt8] = code.map { [UInt8($0 / 256), UInt8($0 % 256)] } ?? []
    #expect(await server.seen.first { _ in true } == ClientFrame(8, answer))
  }

  @Test func `an end without a word is a loss, after all that was said`() async throws {
    let server = try LoopbackServer { peer in
      peer.agree()
      peer.send(serverFrame(1, [0x61]) + [0x81, 0x05, 0x62])
    }
    let live = try LiveConnection(port: server.port)
    #expect(await live.rest() == [.opened, .text([0x61]), .closed(.lost(nil))])
  }

  @Test func `a reset is a loss`() async throws {
    let server = try LoopbackServer { peer in
      peer.agree()
      _ = peer.readFrame()
      peer.armReset()
    }
    let live = try LiveConnection(port: server.port)
    #expect(await live.next() == .opened)
    live.connection.send(text: [0x61])
    let rest = await live.rest()
    guard case .closed(.lost(let error?))? = rest.first else {
      Issue.record("\(rest)")
      return
    }
    #expect(error.kind == .cutOff)
    #expect(rest.count == 1)
  }

  @Test func `a server that neither reads nor writes costs what may wait, and closing ends it`() async throws {
    let server = try LoopbackServer { peer in
      peer.agree()
      peer.waitUntilGone()
    }
    let live = try LiveConnection(port: server.port) {
      $0.maxUnsentBytes = 256 << 10
      $0.closeTimeoutMs = 100
    }
    #expect(await live.next() == .opened)
    // The system's own buffers take some; then the queue fills, and refuses.
    let chunk = [UInt8](repeating: 0, count: 64 << 10)
    var sent = 0
    while sent < 1 << 30, live.connection.send(binary: chunk) { sent += chunk.count }
    #expect(sent < 1 << 30)
    // Empty messages and pings wait too.
    var empty = 0
    while empty < 1 << 20, live.connection.send(text: []), live.connection.ping() { empty += 1 }
    #expect(empty < 1 << 20)
    live.connection.close()
    #expect(await live.rest() == [.closed(.byOwner(nil))])
  }

  @Test func `a server that ends nothing after its close is left at the deadline`() async throws {
    let server = try LoopbackServer { peer in
      peer.agree()
      peer.send(closeFrame(1011))
      peer.waitUntilGone()
    }
    let live = try LiveConnection(port: server.port) { $0.closeTimeoutMs = 50 }
    #expect(await live.rest() == [.opened, .closed(.byPeer(WebSocketCloseReason(code: 1011)))])
  }

  @Test func `a server that never answers the handshake is left at the deadline`() async throws {
    let server = try LoopbackServer { peer in
      peer.readHead()
      peer.send("HTTP/1.1 101 Switch")
      peer.waitUntilGone()
    }
    let live = try LiveConnection(port: server.port) { $0.openTimeoutMs = 50 }
    #expect(await live.rest() == [.closed(.handshakeTimedOut)])
  }

  @Test(
    arguments: [
      ("SSH-2.0-OpenSSH_9.2\r\n", .refused(.notHTTP)),
      ("HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n", .refused(.status(429))),
      (
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          + "Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n", .refused(.header("Sec-WebSocket-Accept"))
      ),
      ("HTTP/1.1 101 " + String(repeating: "x", count: 20_000), .refused(.tooLong)),
      ("", .lost(nil)),
    ] as [(String, WebSocketClosure)])
  func `refuses what is no answer to its handshake`(answer: String, closure: WebSocketClosure) async throws {
    let server = try LoopbackServer { peer in
      peer.readHead()
      peer.send(answer)
    }
    let live = try LiveConnection(port: server.port)
    #expect(await live.rest() == [.closed(closure)])
  }

  @Test(
    arguments: [
      ([0xC1, 0x00], .reservedBits), ([0x81, 0x80], .masked), ([0x81, 0x01, 0xFF], .invalidText),
      ([0x82, 127, 0, 0, 0, 0, 0xFF, 0, 0, 0], .tooLong), ([0x80, 0x00], .unexpectedContinuation),
      ([0x88, 0x02, 0x03, 0xEE], .closeCode(1006)),
    ] as [([UInt8], WebSocketFault)])
  func `tells a server what it did wrong`(bytes: [UInt8], fault: WebSocketFault) async throws {
    let server = try LoopbackServer { peer in
      peer.agree()
      // What comes behind the fault must not keep the answer from getting through.
      peer.send(bytes + serverFrame(1, [UInt8](repeating: 0x61, count: 100_000)))
      return peer.readFrame()
    }
    let live = try LiveConnection(port: server.port)
    #expect(await live.rest() == [.opened, .closed(.fault(fault))])
    let code = fault.closeCode
    #expect(await server.seen.first { _ in true } == ClientFrame(8, [UInt8(code / 256), UInt8(code % 256)]))
  }

  @Test func `says that nobody listens`() async throws {
    let live = try LiveConnection(port: try Loopback.closedPort())
    let rest = await live.rest()
    guard rest.count == 1, case .closed(.unreachable(let error))? = rest.first else {
      Issue.record("\(rest)")
      return
    }
    #expect(error.kind == .cannotConnect)
    #expect(!live.connection.send(text: [0x61]))
  }

  @Test func `says that a name does not exist`() async throws {
    // Too long to be one, so that no name server is asked.
    let name = String(repeating: "a", count: 64) + ".invalid"
    let address = try #require(WebSocketAddress("ws://\(name)/ws"))
    var configuration = WebSocketConnection.Configuration(address: address)
    configuration.network.proxy = ""
    let (events, continuation) = AsyncStream<WebSocketEvent>.makeStream()
    let connection = try WebSocketConnection(configuration) { continuation.yield($0) }
    let event = await events.first { _ in true }
    guard case .closed(.unreachable(let error))? = event else {
      Issue.record("\(String(describing: event))")
      return
    }
    #expect(error.kind == .cannotResolve)
    connection.cancel()
  }

  @Test func `cancels while the connection is being made`() async throws {
    // It listens and never accepts a tunnel: the proxy takes the connection and keeps silent.
    let server = try LoopbackServer { peer in
      peer.readHead()
      peer.waitUntilGone()
    }
    let live = try LiveConnection(port: 9) { $0.network.proxy = "http://127.0.0.1:\(server.port)" }
    live.connection.cancel()
    #expect(await live.rest() == [.closed(.cancelled)])
  }
}
