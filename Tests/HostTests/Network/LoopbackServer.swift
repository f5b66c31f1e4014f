import LoopbackExchange

@testable import Host

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A server on 127.0.0.1, at a port that the system chooses, which plays a script with each client, one after the other.
///
/// It shares no code with what is tested, and gives up whatever takes too long.
struct LoopbackServer<Seen: Sendable> {
  let port: UInt16
  /// What the scripts return, in order.
  let seen: AsyncStream<Seen>

  /// - Parameter clients: how many are served before the port is closed.
  init(clients: Int = 1, script: @escaping @Sendable (LoopbackPeer) -> Seen) throws {
    let (listener, port) = try Loopback.listen()
    self.port = port
    let (seen, continuation) = AsyncStream<Seen>.makeStream()
    self.seen = seen
    try HostThread.start {
      for _ in 0..<clients {
        guard Loopback.wait(listener, POLLIN) else { break }
        guard let peer = Loopback.accept(listener) else { break }
        continuation.yield(script(peer))
      }
      close(listener)
      continuation.finish()
    }
  }
}

extension LoopbackPeer {
  /// Reads the opening handshake and agrees to it.
  ///
  /// - Returns: the request.
  @discardableResult func agree() -> String? {
    guard let head = readHead(), send(switchingProtocols()) else { return nil }
    return head
  }
}
