import Foundation
import Testing

@testable import Host

/// Where the fuzzing server listens: `ws://127.0.0.1:9001`.
private let server = ProcessInfo.processInfo.environment["AUTOBAHN_URL"]

/// A client of Autobahn's fuzzing server, for `Scripts/autobahn`, which reads the verdicts from the server's report.
@Suite(.serialized, .enabled(if: server != nil, "Scripts/autobahn sets AUTOBAHN_URL"))
struct AutobahnTests {
  @Test func `runs every case and has the report written`() async throws {
    let count = try #require(Int(try await AutobahnTests.text("/getCaseCount")))
    #expect(count > 0)
    for number in 1...count {
      let last = try await AutobahnTests.run("/runCase?case=\(number)&agent=EntryGate") { connection, event in
        switch event {
        case .text(let bytes): connection.send(text: bytes)
        case .binary(let bytes): connection.send(binary: bytes)
        case .opened, .pong, .closed: break
        }
      }
      if case .unreachable? = last {
        Issue.record("case \(number): \(String(describing: last))")
        return
      }
    }
    _ = try await AutobahnTests.text("/updateReports?agent=EntryGate")
  }

  // The one message that the server sends before it closes.
  private static func text(_ target: String) async throws -> String {
    var text = ""
    _ = try await run(target) { _, event in
      if case .text(let bytes) = event { text = String(decoding: bytes, as: UTF8.self) }
    }
    return text
  }

  private static func run(
    _ target: String, _ take: (WebSocketConnection, WebSocketEvent) -> Void
  ) async throws -> WebSocketClosure? {
    let address = try #require(WebSocketAddress((server ?? "") + target))
    var configuration = WebSocketConnection.Configuration(address: address)
    configuration.network.proxy = ""
    // Cases 9 send up to 16 MiB, four times what an exchange may.
    configuration.limits = WebSocketLimits(frameBytes: 16 << 20, messageBytes: 16 << 20)
    configuration.maxUnsentBytes = 64 << 20
    let (events, continuation) = AsyncStream<WebSocketEvent>.makeStream()
    let connection = try WebSocketConnection(configuration) { event in
      continuation.yield(event)
      if case .closed = event { continuation.finish() }
    }
    var closure: WebSocketClosure?
    for await event in events {
      take(connection, event)
      if case .closed(let last) = event { closure = last }
    }
    return closure
  }
}
