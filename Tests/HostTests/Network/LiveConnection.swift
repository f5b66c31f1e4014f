import Testing

@testable import Host

/// A connection to a loopback server, and what it reports.
final class LiveConnection {
  let connection: WebSocketConnection
  private var events: AsyncStream<WebSocketEvent>.Iterator

  init(
    port: UInt16, scheme: String = "ws",
    _ change: (inout WebSocketConnection.Configuration) -> Void = { _ in }
  ) throws {
    let address = try #require(WebSocketAddress("\(scheme)://127.0.0.1:\(port)/ws"))
    var configuration = WebSocketConnection.Configuration(address: address)
    // Whatever proxy the environment names, it does not lead here.
    configuration.network.proxy = ""
    configuration.randomness = SampleNonce()
    configuration.closeTimeoutMs = 20_000
    change(&configuration)
    let (stream, continuation) = AsyncStream<WebSocketEvent>.makeStream()
    events = stream.makeAsyncIterator()
    connection = try WebSocketConnection(configuration) { event in
      continuation.yield(event)
      if case .closed = event { continuation.finish() }
    }
  }

  /// The next event; nil after the last.
  func next() async -> WebSocketEvent? { await events.next() }

  /// All that is still to come.
  func rest() async -> [WebSocketEvent] {
    var all: [WebSocketEvent] = []
    while let event = await events.next() { all.append(event) }
    return all
  }
}
