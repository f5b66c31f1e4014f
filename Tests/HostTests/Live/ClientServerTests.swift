import Foundation
import Testing

@testable import Host

/// The socket's service alone: the test is the host that answers.
@Suite struct ClientServerTests {
  private let folder: ScratchFolder
  private let mailbox: Mailbox<HostEvent>
  private let server: ClientServer

  init() throws {
    folder = try ScratchFolder()
    mailbox = try Mailbox()
    server = try ClientServer(path: folder.path("s"), mailbox: mailbox)
    try server.start()
  }

  /// Waits for a client's next event.
  private func next() throws -> (client: Int, line: String?) {
    for event in mailbox.take(timeoutMs: RunningHost.patienceMs) {
      switch event {
      case .line(.socket(let client), let line): return (client, String(decoding: line.bytes, as: UTF8.self))
      case .closed(.socket(let client)): return (client, nil)
      default: break
      }
    }
    throw HostConnection.Closed()
  }

  @Test func `an answer of any length reaches a client that reads it, and the next one behind it`() throws {
    let client = try HostConnection(folder.path("s"))
    try client.send("all\n")
    let (number, line) = try next()
    #expect(line == "all")
    let long = [UInt8](repeating: UInt8(ascii: "x"), count: 4 * AnswerBacklog.pauseBytes)
    server.send(long, to: number)
    #expect(try client.read().utf8.count == long.count)
    try client.send("one\n")
    #expect(try next().line == "one")
    server.send(Array("1".utf8), to: number)
    #expect(try client.read() == "1")
    server.stop()
  }

  @Test func `a client whose answers pile up unread is let go, and another one is answered`() throws {
    let silent = try HostConnection(folder.path("s"))
    try silent.send("all\n")
    let number = try next().client
    // The first may be of any length; those behind it must not pile up.
    for _ in 0..<4 { server.send([UInt8](repeating: 0x78, count: AnswerBacklog.maxBytes / 2), to: number) }
    let end = try next()
    #expect(end.client == number && end.line == nil)
    #expect(try HostConnection(folder.path("s")).ask(server, mailbox) == "answer")
    server.stop()
  }

  @Test func `a service that ends leaves the socket that another one has made at its path`() throws {
    try folder.remove("s")
    let other = try ClientServer(path: folder.path("s"), mailbox: try Mailbox())
    try other.start()
    server.stop()
    #expect(folder.exists("s"))
    other.stop()
    #expect(!folder.exists("s"))
  }

  @Test func `a question to a host that does not answer ends in time`() throws {
    server.stop()
    let path = folder.path("silent")
    let listener = try UnixSocket.listen(path: path)
    defer { close(listener) }
    let error = #expect(throws: HostError.self) {
      try HostClient(path: path, timeoutMs: 20).ask(Array("{}".utf8))
    }
    guard case .cannotConnect(_, ETIMEDOUT) = error else { throw HostConnection.Closed() }
  }
}

extension HostConnection {
  /// Asks, and is answered by the test.
  fileprivate func ask(_ server: ClientServer, _ mailbox: Mailbox<HostEvent>) throws -> String {
    try send("question\n")
    while true {
      for case .line(.socket(let number), _) in mailbox.take(timeoutMs: RunningHost.patienceMs) {
        server.send(Array("answer".utf8), to: number)
        return try read()
      }
    }
  }
}
