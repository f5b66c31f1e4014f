import Foundation
import LoopbackExchange
import TestSupport
import Testing

@testable import Host

/// Connections to a server on this machine while all is well.
@Suite(.timeLimit(.minutes(1))) struct WebSocketConnectionTests {
  @Test func `opens, sends, receives and closes in order`() async throws {
    let server = try LoopbackServer { peer in
      let request = peer.agree()
      let frame = peer.readFrame()
      peer.send(serverFrame(1, frame?.payload ?? []))
      let close = peer.readFrame()
      peer.send(closeFrame(1000))
      return (request, frame, close)
    }
    let live = try LiveConnection(port: server.port)
    #expect(await live.next() == .opened)
    #expect(live.connection.send(text: Array("hello 期".utf8)))
    #expect(await live.next() == .text(Array("hello 期".utf8)))
    live.connection.close(code: 1000, reason: "done")
    #expect(await live.rest() == [.closed(.byOwner(WebSocketCloseReason(code: 1000)))])
    let (request, frame, close) = try #require(await server.seen.first { _ in true })
    let head = try #require(request)
    #expect(head.hasPrefix("GET /ws HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\n"))
    #expect(head.contains("\r\nSec-WebSocket-Key: \(SampleNonce.key)\r\n"))
    #expect(frame == ClientFrame(1, Array("hello 期".utf8)))
    #expect(close == ClientFrame(8, [0x03, 0xE8] + Array("done".utf8)))
    #expect(!live.connection.send(text: [0x61]))
  }

  @Test func `echoes messages of every size both ways`() async throws {
    let sizes = [0, 1, 125, 126, 65_535, 65_536, 1 << 20, 4 << 20]
    let server = try LoopbackServer { peer in
      peer.agree()
      for _ in sizes {
        guard let frame = peer.readFrame() else { return false }
        peer.send(serverFrame(frame.opcode, frame.payload))
      }
      peer.waitForEnd()
      return true
    }
    let live = try LiveConnection(port: server.port) { $0.maxUnsentBytes = 5 << 20 }
    #expect(await live.next() == .opened)
    var random = SplitMix64(seed: 1)
    for size in sizes {
      var bytes = [UInt8](repeating: 0, count: size)
      for index in bytes.indices { bytes[index] = UInt8(truncatingIfNeeded: random.next()) }
      #expect(live.connection.send(binary: bytes))
      #expect(await live.next() == .binary(bytes))
    }
    live.connection.cancel()
    #expect(await live.rest() == [.closed(.cancelled)])
    #expect(await server.seen.first { _ in true } == true)
  }

  @Test func `puts fragments together, one byte a packet`() async throws {
    let server = try LoopbackServer { peer in
      peer.readHead()
      let bytes =
        switchingProtocols() + serverFrame(1, Array("price ".utf8), isFinal: false) + serverFrame(9, [9])
        + serverFrame(0, Array("期".utf8.prefix(1)), isFinal: false) + serverFrame(0, Array("期".utf8.dropFirst()))
      for byte in bytes { peer.send([byte]) }
      let pong = peer.readFrame()
      peer.send(closeFrame(1001, "restart"))
      return (pong, peer.readFrame())
    }
    let live = try LiveConnection(port: server.port)
    #expect(
      await live.rest() == [
        .opened, .text(Array("price 期".utf8)), .closed(.byPeer(WebSocketCloseReason(code: 1001, text: "restart"))),
      ])
    let (pong, close) = try #require(await server.seen.first { _ in true })
    #expect(pong == ClientFrame(10, [9]))
    #expect(close == ClientFrame(8, [0x03, 0xE9]))
  }

  @Test func `reports the answer to its ping`() async throws {
    let server = try LoopbackServer { peer in
      peer.agree()
      let ping = peer.readFrame()
      peer.send(serverFrame(10, ping?.payload ?? []))
      peer.waitForEnd()
      return ping
    }
    let live = try LiveConnection(port: server.port)
    #expect(live.connection.ping([4, 2]))
    #expect(await live.next() == .opened)
    #expect(await live.next() == .pong([4, 2]))
    live.connection.cancel()
    #expect(await live.rest() == [.closed(.cancelled)])
    #expect(await server.seen.first { _ in true } == ClientFrame(9, [4, 2]))
  }

  @Test func `many threads send, and each message arrives whole`() async throws {
    let count = 400
    let server = try LoopbackServer { peer in
      peer.agree()
      return (0..<count).map { _ in peer.readFrame()?.payload ?? [] }
    }
    let live = try LiveConnection(port: server.port)
    let connection = live.connection
    await withTaskGroup { group in
      for sender in 0..<8 {
        group.addTask {
          for index in 0..<count / 8 {
            connection.send(text: Array(String(repeating: "\(sender):\(index),", count: 40).utf8))
          }
        }
      }
    }
    let frames = try #require(await server.seen.first { _ in true })
    let expected = (0..<8).flatMap { sender in
      (0..<count / 8).map { String(repeating: "\(sender):\($0),", count: 40) }
    }
    #expect(frames.map { String(decoding: $0, as: UTF8.self) }.sorted() == expected.sorted())
    for sender in 0..<8 {
      let own = frames.map { String(decoding: $0, as: UTF8.self) }.filter { $0.hasPrefix("\(sender):") }
      #expect(own == expected.filter { $0.hasPrefix("\(sender):") })
    }
  }

  @Test func `letting go of a connection cancels it`() async throws {
    let server = try LoopbackServer { peer in
      peer.agree()
      peer.waitForEnd()
    }
    var live: LiveConnection? = try LiveConnection(port: server.port)
    #expect(await live?.next() == .opened)
    live = nil
    #expect(await server.seen.first { _ in true } != nil)
  }

  @Test func `goes through a proxy by a tunnel`() async throws {
    let server = try LoopbackServer { peer in
      let connect = peer.readHead()
      peer.send("HTTP/1.1 200 Connection established\r\n\r\n")
      peer.agree()
      peer.send(closeFrame(1000))
      _ = peer.readFrame()
      return connect
    }
    let live = try LiveConnection(port: 9) { $0.network.proxy = "http://127.0.0.1:\(server.port)" }
    #expect(await live.rest() == [.opened, .closed(.byPeer(WebSocketCloseReason(code: 1000)))])
    let connect = try #require(await server.seen.first { _ in true } ?? nil)
    #expect(connect.hasPrefix("CONNECT 127.0.0.1:9 HTTP/1.1\r\n"))
  }

  @Test func `goes through the environment's proxy, except where it says no`() async {
    // A process of its own: the environment belongs to all tests.
    await #expect(processExitsWith: .success) {
      let server = try LoopbackServer(clients: 2) { peer in
        let head = peer.readHead() ?? ""
        peer.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
        return head.prefix { $0 != " " }
      }
      setenv("http_proxy", "http://127.0.0.1:\(server.port)", 1)
      for (exceptions, method) in [("", "CONNECT"), ("127.0.0.1", "GET")] {
        setenv("no_proxy", exceptions, 1)
        setenv("NO_PROXY", exceptions, 1)
        let live = try LiveConnection(port: server.port) { $0.network.proxy = nil }
        _ = await live.rest()
        let seen = await server.seen.first { _ in true }
        if seen ?? "" != method { exit(1) }
      }
    }
  }
}
