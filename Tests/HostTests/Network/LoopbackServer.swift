import Testing

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
        let descriptor = accept(listener, nil, nil)
        guard descriptor >= 0 else { break }
        continuation.yield(script(LoopbackPeer(descriptor)))
      }
      close(listener)
      continuation.finish()
    }
  }
}

enum Loopback {
  static func listen() throws -> (descriptor: Int32, port: UInt16) {
    // A client that goes away is met at the write.
    signal(SIGPIPE, SIG_IGN)
    #if canImport(Glibc)
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      let descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(descriptor, address, length) | Loopback.begin(descriptor) | getsockname(descriptor, address, &length)
      }
    }
    try #require(descriptor >= 0 && code == 0, "no port on 127.0.0.1: \(errno)")
    return (descriptor, UInt16(bigEndian: address.sin_port))
  }

  private static func begin(_ descriptor: Int32) -> Int32 {
    #if canImport(Glibc)
      Glibc.listen(descriptor, 8)
    #else
      Darwin.listen(descriptor, 8)
    #endif
  }

  /// A port that nobody listens at.
  static func closedPort() throws -> UInt16 {
    let (descriptor, port) = try listen()
    close(descriptor)
    return port
  }

  /// Waits until something may be done, 20 s at most.
  static func wait(_ descriptor: Int32, _ events: Int32) -> Bool {
    var descriptors = [pollfd(fd: descriptor, events: Int16(events), revents: 0)]
    return poll(&descriptors, 1, 20_000) > 0
  }
}

/// The server's end of one connection; it ends with its last reference.
final class LoopbackPeer {
  private let descriptor: Int32

  init(_ descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// Reads so many bytes; nil where they do not come.
  func read(_ count: Int) -> [UInt8]? {
    var bytes: [UInt8] = []
    while bytes.count < count {
      var buffer = [UInt8](repeating: 0, count: min(count - bytes.count, 64 << 10))
      guard Loopback.wait(descriptor, POLLIN) else { return nil }
      let got = recv(descriptor, &buffer, buffer.count, 0)
      guard got > 0 else { return nil }
      bytes += buffer.prefix(got)
    }
    return bytes
  }

  /// Reads the head of a request, with the empty line; nil where it does not come.
  @discardableResult func readHead() -> String? {
    var head: [UInt8] = []
    while !head.suffix(4).elementsEqual([0x0D, 0x0A, 0x0D, 0x0A]) {
      guard let byte = read(1) else { return nil }
      head += byte
    }
    return String(decoding: head, as: UTF8.self)
  }

  /// Reads a frame; nil where none comes.
  func readFrame() -> ClientFrame? { ClientFrame(read: read) }

  /// Sends bytes, all of them.
  ///
  /// - Returns: whether they are gone; not where the client is.
  @discardableResult func send(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      guard Loopback.wait(descriptor, POLLOUT) else { return false }
      let piece = Array(rest.prefix(64 << 10))
      let gone = write(descriptor, piece, piece.count)
      guard gone > 0 else { return false }
      rest = rest.dropFirst(gone)
    }
    return true
  }

  @discardableResult func send(_ text: String) -> Bool { send(Array(text.utf8)) }

  /// Reads the opening handshake and agrees to it.
  ///
  /// - Returns: the request.
  @discardableResult func agree() -> String? {
    guard let head = readHead(), send(switchingProtocols()) else { return nil }
    return head
  }

  /// Waits until the client ends the connection, and reads on until then.
  func waitForEnd() { while read(1) != nil {} }

  /// Waits until the client is gone, and reads nothing.
  func waitUntilGone() {
    #if canImport(Glibc)
      // POLLRDHUP, which Glibc's module leaves out: the client's half of the connection is closed.
      _ = Loopback.wait(descriptor, 0x2000)
    #else
      _ = Loopback.wait(descriptor, POLLHUP)
    #endif
  }

  /// Ends the connection, also for the thread that reads from it.
  func hangUp() { shutdown(descriptor, Int32(SHUT_RDWR)) }

  /// From now on the end of the connection is a reset.
  func armReset() {
    var option = linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
  }
}
