#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The server's end of one connection; it ends with its last reference.
public final class LoopbackPeer {
  private let descriptor: Int32
  /// How long anything that is read may take, in milliseconds; without end where it is negative.
  public var patienceMs: Int32 = 20_000

  /// Takes over a connected socket.
  public init(_ descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// Reads so many bytes; nil where they do not come.
  public func read(_ count: Int) -> [UInt8]? {
    var bytes: [UInt8] = []
    while bytes.count < count {
      var buffer = [UInt8](repeating: 0, count: min(count - bytes.count, 64 << 10))
      guard Loopback.wait(descriptor, POLLIN, timeoutMs: patienceMs) else { return nil }
      let got = recv(descriptor, &buffer, buffer.count, 0)
      guard got > 0 else { return nil }
      bytes += buffer.prefix(got)
    }
    return bytes
  }

  /// Reads the head of a request, with the empty line; nil where it does not come.
  @discardableResult public func readHead() -> String? {
    var head: [UInt8] = []
    while !head.suffix(4).elementsEqual([0x0D, 0x0A, 0x0D, 0x0A]) {
      guard head.count < 64 << 10, let byte = read(1) else { return nil }
      head += byte
    }
    return String(decoding: head, as: UTF8.self)
  }

  /// Reads a frame; nil where none comes.
  public func readFrame() -> ClientFrame? { ClientFrame(read: read) }

  /// Sends bytes, all of them.
  ///
  /// - Returns: whether they are gone; not where the client is, nor where it takes nothing for 20 s.
  @discardableResult public func send(_ bytes: [UInt8]) -> Bool {
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

  /// Sends a text, all of it.
  @discardableResult public func send(_ text: String) -> Bool { send(Array(text.utf8)) }

  /// Waits until the client ends the connection, and reads on until then.
  public func waitForEnd() { while read(1) != nil {} }

  /// Waits until the client is gone, and reads nothing.
  public func waitUntilGone() {
    #if canImport(Glibc)
      // POLLRDHUP, which Glibc's module leaves out: the client's half of the connection is closed.
      _ = Loopback.wait(descriptor, 0x2000)
    #else
      _ = Loopback.wait(descriptor, POLLHUP)
    #endif
  }

  /// Ends the connection, also for the thread that reads from it.
  public func hangUp() { shutdown(descriptor, Int32(SHUT_RDWR)) }

  /// From now on the end of the connection is a reset.
  public func armReset() {
    var option = linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
  }

  /// Ends the connection by a reset, also for the thread that reads from it.
  public func reset() {
    armReset()
    #if canImport(Glibc)
      // To connect a socket to no address takes it apart at once: closing it has to wait for the last reference.
      var address = sockaddr()
      address.sa_family = sa_family_t(AF_UNSPEC)
      connect(descriptor, &address, socklen_t(MemoryLayout<sockaddr>.size))
    #else
      shutdown(descriptor, Int32(SHUT_RDWR))
    #endif
  }
}
