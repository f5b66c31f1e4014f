#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A pipe that ends another thread's `poll`: a byte in it means that there is something to look at.
final class WakePipe: Sendable {
  /// The end to poll for reading.
  let readEnd: Int32
  private let writeEnd: Int32

  init() throws(HostError) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw .cannotWrite(name: "a pipe", errno: errno) }
    for end in ends {
      _ = fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
    (readEnd, writeEnd) = (ends[0], ends[1])
  }

  deinit {
    close(readEnd)
    close(writeEnd)
  }

  /// Wakes the reader. A full pipe wakes it as well, so nothing is lost when the write is refused.
  func wake() {
    var byte: UInt8 = 1
    _ = write(writeEnd, &byte, 1)
  }

  /// Takes all bytes out, before the reader looks at what they stood for.
  func drain() {
    withUnsafeTemporaryAllocation(byteCount: 256, alignment: 1) { buffer in
      while read(readEnd, buffer.baseAddress, buffer.count) > 0 {}
    }
  }

  /// Waits until woken, or for `timeoutMs`; a negative one waits without end.
  func wait(timeoutMs: Int64) {
    var descriptor = pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0)
    _ = poll(&descriptor, 1, Int32(clamping: timeoutMs))
    drain()
  }
}
