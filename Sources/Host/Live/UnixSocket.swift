#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The system calls of Unix sockets.
enum UnixSocket {
  /// Makes a listening socket that its owner alone may use. A file that a dead host left there is taken away.
  static func listen(path: String) throws(HostError) -> Int32 {
    let isTaken: Bool
    do {
      close(try connect(path: path, timeoutMs: 0))
      isTaken = true
    } catch .cannotConnect(_, ETIMEDOUT) {
      // A host that takes no clients just now, and listens all the same.
      isTaken = true
    } catch {
      isTaken = false
    }
    if isTaken { throw .listening(path: path) }
    var status = stat()
    if lstat(path, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFSOCK else { throw .cannotListen(path: path, errno: EEXIST) }
      unlink(path)
    }
    let descriptor = try open()
    // Between `bind` and a later `chmod` another user could connect; with this mask there is no such moment.
    let mask = umask(0o177)
    let code = withAddress(path) { bind(descriptor, $0, $1) }
    let bindError = errno
    umask(mask)
    guard code == 0 else {
      close(descriptor)
      throw .cannotListen(path: path, errno: code == nil ? ENAMETOOLONG : bindError)
    }
    #if canImport(Glibc)
      let isListening = Glibc.listen(descriptor, 64) == 0
    #elseif canImport(Darwin)
      let isListening = Darwin.listen(descriptor, 64) == 0
    #endif
    guard isListening else {
      close(descriptor)
      throw .cannotListen(path: path, errno: errno)
    }
    // A client that leaves between `poll` and `accept` must not make the thread wait for the next one.
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    return descriptor
  }

  /// Connects to a host.
  ///
  /// - Parameter timeoutMs: how long a host is waited for that takes no clients just now.
  static func connect(path: String, timeoutMs: Int64 = 10_000) throws(HostError) -> Int32 {
    let descriptor = try open()
    setBlocking(false, descriptor)
    let deadlineMs = HostClock.system.monotonicMs() + timeoutMs
    while true {
      #if canImport(Glibc)
        let code = withAddress(path) { Glibc.connect(descriptor, $0, $1) }
      #elseif canImport(Darwin)
        let code = withAddress(path) { Darwin.connect(descriptor, $0, $1) }
      #endif
      if code == 0 {
        setBlocking(true, descriptor)
        return descriptor
      }
      var connectError = code == nil ? ENAMETOOLONG : errno
      // The queue of those who want to be let in is full; nothing tells when it is no longer.
      if connectError == EAGAIN {
        if HostClock.system.monotonicMs() < deadlineMs {
          _ = poll(nil, 0, retryMs)
          continue
        }
        connectError = ETIMEDOUT
      }
      close(descriptor)
      throw .cannotConnect(path: path, errno: connectError)
    }
  }

  /// Sets whether reading and writing wait.
  static func setBlocking(_ isBlocking: Bool, _ descriptor: Int32) {
    let flags = fcntl(descriptor, F_GETFL)
    _ = fcntl(descriptor, F_SETFL, isBlocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK)
  }

  /// How long somebody waits who was not let in, in milliseconds.
  private static let retryMs: Int32 = 10

  /// Takes a client that waits; nil where none does. Its descriptor does not block.
  static func accept(_ listener: Int32) -> Int32? {
    #if canImport(Glibc)
      let descriptor = Glibc.accept(listener, nil, nil)
    #elseif canImport(Darwin)
      let descriptor = Darwin.accept(listener, nil, nil)
    #endif
    guard descriptor >= 0 else { return nil }
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    return descriptor
  }

  private static func open() throws(HostError) -> Int32 {
    #if canImport(Glibc)
      let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    #elseif canImport(Darwin)
      let descriptor = socket(AF_UNIX, SOCK_STREAM, 0)
    #endif
    guard descriptor >= 0 else { throw .cannotListen(path: "a socket", errno: errno) }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    return descriptor
  }

  /// Calls `body` with the address of a path; nil where the path is too long for one.
  private static func withAddress(
    _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32? {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    let capacity = MemoryLayout.size(ofValue: address.sun_path)
    // One byte of zero ends the path.
    guard bytes.count < capacity else { return nil }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }
}
