import Testing

@testable import Host

/// The opening handshake: RFC 6455, sections 1.3 and 4.1.
@Suite struct WebSocketHandshakeTests {
  enum Answer: Hashable {
    case opens(bytesBehind: Int)
    case incomplete
    case fault(WebSocketHandshakeFault)
  }

  static func read(_ pieces: [[UInt8]]) -> Answer {
    var parser = WebSocketResponseParser(accept: SampleNonce.accept)
    do {
      for piece in pieces {
        if let count = try parser.read(piece.span.bytes) { return .opens(bytesBehind: piece.count - count) }
      }
      return .incomplete
    } catch {
      return .fault(error)
    }
  }

  static func read(_ change: (String) -> String) -> Answer { read([switchingProtocols(change)]) }

  static func replacing(_ old: String, _ new: String) -> Answer {
    read { $0.replacing(old, with: new) }
  }

  @Test func `asks and proves as the RFC's example does`() throws {
    let address = try #require(WebSocketAddress("ws://server.example.com/chat?x=1"))
    let handshake = WebSocketHandshake(address, nonce: Array("the sample nonce".utf8))
    #expect(handshake.accept == SampleNonce.accept)
    let lines = String(decoding: handshake.request, as: UTF8.self).split(
      separator: "\r\n", omittingEmptySubsequences: false)
    #expect(lines.first == "GET /chat?x=1 HTTP/1.1")
    #expect(lines.suffix(2) == ["", ""])
    #expect(
      Set(lines.dropFirst().dropLast(2)) == [
        "Host: server.example.com", "Upgrade: websocket", "Connection: Upgrade",
        "Sec-WebSocket-Key: \(SampleNonce.key)", "Sec-WebSocket-Version: 13", "User-Agent: entrygate",
      ])
  }

  @Test func `takes the answer that opens, in any pieces, and leaves what follows`() {
    let answer = switchingProtocols()
    #expect(WebSocketHandshakeTests.read([answer]) == .opens(bytesBehind: 0))
    #expect(WebSocketHandshakeTests.read([answer + [0x81, 0x00]]) == .opens(bytesBehind: 2))
    for cut in 0..<answer.count {
      #expect(WebSocketHandshakeTests.read([Array(answer[..<cut])]) == .incomplete)
      #expect(
        WebSocketHandshakeTests.read([Array(answer[..<cut]), Array(answer[cut...])]) == .opens(bytesBehind: 0))
    }
  }

  @Test func `takes what RFC 9110 leaves to a server`() {
    #expect(WebSocketHandshakeTests.replacing("Upgrade: websocket", "UPGRADE:\tWebSocket  ") == .opens(bytesBehind: 0))
    #expect(WebSocketHandshakeTests.replacing(": Upgrade", ": keep-alive, upgrade") == .opens(bytesBehind: 0))
    #expect(WebSocketHandshakeTests.replacing("101 Switching Protocols", "101 ") == .opens(bytesBehind: 0))
    #expect(WebSocketHandshakeTests.replacing("101 Switching Protocols", "101") == .opens(bytesBehind: 0))
    #expect(
      WebSocketHandshakeTests.replacing("\r\n\r\n", "\r\nServer: café\r\nX:\r\n\r\n") == .opens(bytesBehind: 0))
    #expect(
      WebSocketHandshakeTests.replacing("Connection: Upgrade", "Connection: x\r\nConnection: Upgrade")
        == .opens(bytesBehind: 0))
  }

  @Test(arguments: [200, 301, 400, 403, 404, 426, 429, 500, 502, 503])
  func `says which status came instead`(status: Int) {
    #expect(WebSocketHandshakeTests.replacing("101 Switching Protocols", "\(status) No") == .fault(.status(status)))
  }

  @Test(arguments: [
    ("Upgrade: websocket\r\n", "", "Upgrade"), ("websocket", "h2c", "Upgrade"),
    ("websocket", "websocket, x", "Upgrade"),
    ("Connection: Upgrade\r\n", "", "Connection"), ("Connection: Upgrade", "Connection: close", "Connection"),
    ("Connection: Upgrade", "Connection: upgraded", "Connection"),
    ("Sec-WebSocket-Accept: \(SampleNonce.accept)\r\n", "", "Sec-WebSocket-Accept"),
    (SampleNonce.accept, "", "Sec-WebSocket-Accept"),
    (SampleNonce.accept, "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Accept"),
    (SampleNonce.accept, SampleNonce.accept.lowercased(), "Sec-WebSocket-Accept"),
    (
      SampleNonce.accept, "\(SampleNonce.accept)\r\nSec-WebSocket-Accept: \(SampleNonce.accept)", "Sec-WebSocket-Accept"
    ),
    ("\r\n\r\n", "\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n", "Sec-WebSocket-Extensions"),
    ("\r\n\r\n", "\r\nSec-WebSocket-Protocol: chat\r\n\r\n", "Sec-WebSocket-Protocol"),
  ])
  func `refuses an answer without what proves it`(old: String, new: String, header: String) {
    #expect(WebSocketHandshakeTests.replacing(old, new) == .fault(.header(header)))
  }

  @Test(arguments: [
    ("HTTP/1.1 101", "HTTP/1.0 101"), ("HTTP/1.1 101", "HTTP/2 101"), ("HTTP/1.1 101", "http/1.1 101"),
    ("HTTP/1.1 101", "SSH-2.0-OpenSSH"), ("HTTP/1.1 101", "\u{15}\u{3}\u{3}\u{0}"), ("101 ", "1o1 "), ("101 ", "0101 "),
    ("101 ", "-01 "), ("101 ", "10 1 "), ("Upgrade: websocket", "Upgrade websocket"), ("Upgrade: ", ": "),
    ("Upgrade: ", "Upgrade : "), ("Upgrade: ", " Upgrade: "), ("\r\nUpgrade", "\nUpgrade"),
    ("\r\nUpgrade", "\r\r\nUpgrade"),
    ("websocket", "web\u{0}socket"), ("websocket", "web\rsocket"),
  ])
  func `refuses what is not HTTP`(old: String, new: String) {
    #expect(WebSocketHandshakeTests.replacing(old, new) == .fault(.notHTTP))
  }

  @Test func `meets another protocol at its first wrong byte`() {
    #expect(WebSocketHandshakeTests.read([Array("H".utf8)]) == .incomplete)
    #expect(WebSocketHandshakeTests.read([Array("HX".utf8)]) == .fault(.notHTTP))
    #expect(WebSocketHandshakeTests.read([[0x81, 0x05]]) == .fault(.notHTTP))
  }

  @Test func `reads a head of 16 KiB and no more`() {
    let room = WebSocketResponseParser.maxHeadBytes - switchingProtocols().count - "X: \r\n".utf8.count
    let fits = WebSocketHandshakeTests.replacing("\r\n\r\n", "\r\nX: \(String(repeating: "a", count: room))\r\n\r\n")
    #expect(fits == .opens(bytesBehind: 0))
    let full = WebSocketHandshakeTests.replacing(
      "\r\n\r\n", "\r\nX: \(String(repeating: "a", count: room + 1))\r\n\r\n")
    #expect(full == .fault(.tooLong))
  }
}
