#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Sockets on 127.0.0.1.
public enum Loopback {
  /// A call of the operating system that failed.
  public struct Failure: Error, CustomStringConvertible {
    /// What the system says of it.
    public let errno: Int32
    /// The system's words.
    public var description: String { "no socket on 127.0.0.1: \(String(cString: strerror(errno)))" }
  }

  /// Begins to listen.
  ///
  /// - Parameter port: where; 0 has the system choose.
  public static func listen(port: UInt16 = 0) throws(Failure) -> (descriptor: Int32, port: UInt16) {
    // A client that goes away is met at the write.
    signal(SIGPIPE, SIG_IGN)
    #if canImport(Glibc)
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      let descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    guard descriptor >= 0 else { throw Failure(errno: errno) }
    // What an earlier listener left behind at the port does not count.
    var isReused: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &isReused, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    address.sin_port = port.bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(descriptor, address, length) == 0 && Loopback.begin(descriptor) == 0
          && getsockname(descriptor, address, &length) == 0
      }
    }
    guard isListening else {
      let failure = Failure(errno: errno)
      close(descriptor)
      throw failure
    }
    return (descriptor, UInt16(bigEndian: address.sin_port))
  }

  private static func begin(_ descriptor: Int32) -> Int32 {
    #if canImport(Glibc)
      Glibc.listen(descriptor, 16)
    #else
      Darwin.listen(descriptor, 16)
    #endif
  }

  /// Takes the next connection; nil where the listener has ended.
  public static func accept(_ listener: Int32) -> LoopbackPeer? {
    #if canImport(Glibc)
      let descriptor = Glibc.accept(listener, nil, nil)
    #else
      let descriptor = Darwin.accept(listener, nil, nil)
    #endif
    return descriptor >= 0 ? LoopbackPeer(descriptor) : nil
  }

  /// A port that nobody listens at.
  public static func closedPort() throws(Failure) -> UInt16 {
    let (descriptor, port) = try listen()
    close(descriptor)
    return port
  }

  /// Waits until something may be done, 20 s at most.
  public static func wait(_ descriptor: Int32, _ events: Int32, timeoutMs: Int32 = 20_000) -> Bool {
    var descriptors = [pollfd(fd: descriptor, events: Int16(events), revents: 0)]
    return poll(&descriptors, 1, timeoutMs) > 0
  }
}
