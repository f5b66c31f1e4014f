import LoopbackExchange
import Testing

@testable import Host

/// Requests to a server on this machine, answered well and badly.
@Suite(.timeLimit(.minutes(1))) struct RESTClientTests {
  static let local = NetworkOptions(proxy: "")

  static func url(_ port: UInt16) -> String { "http://127.0.0.1:\(port)/info/SECRET?token=SECRET" }

  /// An answer with its length.
  static func answer(_ status: String, _ body: String) -> String {
    "HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }

  /// What becomes of a request to a server that plays a script.
  static func post(
    timeoutMs: Int = 20_000, maxBytes: Int = RESTClient.maxResponseBytes,
    _ script: @escaping @Sendable (LoopbackPeer) -> Void
  ) throws -> Result<RESTResponse, NetworkError> {
    let server = try LoopbackServer { peer in
      peer.readHead()
      script(peer)
    }
    let client = try RESTClient(local)
    return Result { () throws(NetworkError) in
      try client.post([], to: url(server.port), timeoutMs: timeoutMs, maxBytes: maxBytes)
    }
  }

  @Test func `posts JSON and returns the answer, twice by one connection`() async throws {
    let server = try LoopbackServer { peer in
      var seen: [String] = []
      for body in ["{\"a\":1}", "[]"] {
        let head = peer.readHead() ?? ""
        let text = String(decoding: peer.read(body.utf8.count) ?? [], as: UTF8.self)
        peer.send(RESTClientTests.answer("200 OK", "echo " + text))
        seen += [head, text]
      }
      peer.waitForEnd()
      return seen
    }
    var client: RESTClient? = try RESTClient(RESTClientTests.local)
    let url = RESTClientTests.url(server.port)
    let first = try client?.post(Array("{\"a\":1}".utf8), to: url, timeoutMs: 20_000)
    #expect(first == RESTResponse(status: 200, body: Array("echo {\"a\":1}".utf8)))
    let second = try client?.post(Array("[]".utf8), to: url, timeoutMs: 20_000)
    #expect(second == RESTResponse(status: 200, body: Array("echo []".utf8)))
    client = nil
    let seen = try #require(await server.seen.first { _ in true })
    #expect(seen[1] == "{\"a\":1}")
    #expect(seen[3] == "[]")
    let head = seen[0]
    #expect(head.hasPrefix("POST /info/SECRET?token=SECRET HTTP/1.1\r\n"))
    #expect(head.contains("\r\nContent-Type: application/json\r\n"))
    #expect(head.contains("\r\nContent-Length: 7\r\n"))
  }

  @Test func `asks no leave for a long body`() async throws {
    let body = [UInt8](repeating: 0x20, count: 3 << 20)
    let server = try LoopbackServer { peer in
      let head = peer.readHead() ?? ""
      let got = peer.read(body.count)
      peer.send(RESTClientTests.answer("200 OK", ""))
      return !head.contains("100-continue") && got == body
    }
    let client = try RESTClient(RESTClientTests.local)
    let answer = try client.post(body, to: RESTClientTests.url(server.port), timeoutMs: 20_000)
    #expect(answer == RESTResponse(status: 200, body: []))
    #expect(await server.seen.first { _ in true } == true)
  }

  @Test(arguments: [
    ("422 Unprocessable Entity", "bad"), ("429 Too Many Requests", ""), ("500 No", "null"), ("302 Found", ""),
  ])
  func `returns what is not a success as it is`(status: String, body: String) throws {
    let location = status.hasPrefix("302") ? "Location: http://127.0.0.1:1/\r\n" : ""
    let answer = try RESTClientTests.post { peer in
      peer.send("HTTP/1.1 \(status)\r\n\(location)Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }
    #expect(answer == .success(RESTResponse(status: Int(status.prefix(3)) ?? 0, body: Array(body.utf8))))
  }

  @Test func `reads an answer up to the limit, said beforehand or not`() throws {
    let body = String(repeating: "a", count: 1000)
    let whole = Result<RESTResponse, NetworkError>.success(RESTResponse(status: 200, body: Array(body.utf8)))
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n\(body)\r\n0\r\n\r\n"
    for answer in [RESTClientTests.answer("200 OK", body), chunked] {
      #expect(try RESTClientTests.post(maxBytes: 1000) { $0.send(answer) } == whole)
      let refused = try RESTClientTests.post(maxBytes: 999) { $0.send(answer) }
      #expect(RESTClientTests.kind(refused) == .tooLarge)
    }
    let endless = try RESTClientTests.post(maxBytes: 1 << 20) { peer in
      peer.send("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
      while peer.send([UInt8](repeating: 0x20, count: 64 << 10)) {}
    }
    #expect(RESTClientTests.kind(endless) == .tooLarge)
  }

  @Test(arguments: [
    "", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n123",
  ])
  func `says that an answer is cut off`(answer: String) throws {
    #expect(RESTClientTests.kind(try RESTClientTests.post { $0.send(answer) }) == .cutOff)
  }

  @Test(arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345"])
  func `gives up an answer at the deadline`(answer: String) throws {
    let result = try RESTClientTests.post(timeoutMs: 50) { peer in
      peer.send(answer)
      peer.waitUntilGone()
    }
    #expect(RESTClientTests.kind(result) == .timedOut)
  }

  @Test func `another thread can end a request`() throws {
    let cancellation = Cancellation()
    let server = try LoopbackServer { peer in
      peer.readHead()
      cancellation.cancel()
      peer.waitUntilGone()
    }
    let client = try RESTClient(RESTClientTests.local, cancellation: cancellation)
    let result = Result { () throws(NetworkError) in
      try client.post([], to: RESTClientTests.url(server.port), timeoutMs: 20_000)
    }
    #expect(RESTClientTests.kind(result) == .cancelled)
  }

  @Test func `no error repeats a URL, which may hold a secret`() throws {
    let closed = RESTClientTests.url(try Loopback.closedPort())
    let name = String(repeating: "a", count: 64)
    let cases: [(String, NetworkError.Kind)] = [
      (closed, .cannotConnect), ("SECRET://host/SECRET", .badURL), ("file:///SECRET", .badURL),
      ("http://127.0.0.1:SECRET/", .badURL), ("http://SECRET.\(name).invalid/SECRET", .cannotResolve), ("", .badURL),
    ]
    let client = try RESTClient(RESTClientTests.local)
    for (url, kind) in cases {
      let result = Result { () throws(NetworkError) in try client.post([], to: url, timeoutMs: 20_000) }
      #expect(RESTClientTests.kind(result) == kind, "\(url)")
      guard case .failure(let error) = result else { continue }
      #expect(!"\(error)".isEmpty)
      #expect(!"\(error) \(String(reflecting: error))".uppercased().contains("SECRET"))
    }
  }

  static func kind(_ result: Result<RESTResponse, NetworkError>) -> NetworkError.Kind? {
    guard case .failure(let error) = result else { return nil }
    return error.kind
  }
}
