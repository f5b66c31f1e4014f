import Foundation
import LoopbackExchange
import Testing

@testable import Host

/// Certificates that are to be trusted, and others.
@Suite(
  .serialized, .timeLimit(.minutes(1)),
  .enabled(if: OpenSSLServer.tool != nil, "openssl is missing here: TLS is not tested"))
struct TLSTests {
  static func kind(_ events: [WebSocketEvent]) -> NetworkError.Kind? {
    guard events.count == 1, case .closed(.unreachable(let error))? = events.first else { return nil }
    return error.kind
  }

  @Test func `a certificate that a server signed itself is refused`() async throws {
    let server = try OpenSSLServer(for: "IP:127.0.0.1")
    let live = try LiveConnection(port: server.port, scheme: "wss")
    #expect(TLSTests.kind(await live.rest()) == .certificate)
    let client = try RESTClient(RESTClientTests.local)
    let result = Result { () throws(NetworkError) in
      try client.post([], to: "https://127.0.0.1:\(server.port)/info", timeoutMs: 20_000)
    }
    #expect(RESTClientTests.kind(result) == .certificate)
  }

  @Test func `a certificate that the operator names is trusted`() async throws {
    let server = try OpenSSLServer(for: "IP:127.0.0.1")
    let live = try LiveConnection(port: server.port, scheme: "wss") { $0.network.caFile = server.certificate }
    // More than one TLS record: what the socket does not show any more must be read all the same.
    let text = [UInt8](repeating: 0x61, count: 100_000)
    server.agree(andSend: serverFrame(1, text) + serverFrame(1, [0x62]))
    #expect(await live.next() == .opened)
    #expect(await live.next() == .text(text))
    #expect(await live.next() == .text([0x62]))
    live.connection.cancel()
    #expect(await live.rest() == [.closed(.cancelled)])
  }

  @Test func `a trusted certificate of another host is refused`() async throws {
    let server = try OpenSSLServer(for: "DNS:other.example")
    let live = try LiveConnection(port: server.port, scheme: "wss") { $0.network.caFile = server.certificate }
    #expect(TLSTests.kind(await live.rest()) == .certificate)
  }

  @Test func `a file of certificates that is not there is refused`() async throws {
    let server = try OpenSSLServer(for: "IP:127.0.0.1")
    let live = try LiveConnection(port: server.port, scheme: "wss") {
      $0.network.caFile = server.certificate + ".missing"
    }
    #expect(TLSTests.kind(await live.rest()) == .caFile)
  }

  @Test func `the file's certificates are trusted and no others`() async throws {
    let server = try OpenSSLServer(for: "IP:127.0.0.1")
    let other = try OpenSSLServer(for: "IP:127.0.0.1")
    let live = try LiveConnection(port: server.port, scheme: "wss") { $0.network.caFile = other.certificate }
    #expect(TLSTests.kind(await live.rest()) == .certificate)
  }

  @Test func `a server without TLS is no TLS server`() async throws {
    let server = try LoopbackServer { peer in
      _ = peer.read(1)
      peer.send("HTTP/1.1 400 Bad Request\r\n\r\n")
    }
    let live = try LiveConnection(port: server.port, scheme: "wss")
    #expect(TLSTests.kind(await live.rest()) == .tls)
  }
}
