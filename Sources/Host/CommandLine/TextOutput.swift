#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A buffered stream of text: standard output or standard error.
final class TextOutput {
  private let descriptor: Int32
  private let name: String
  private var buffer: [UInt8] = []

  init(descriptor: Int32, name: String) {
    self.descriptor = descriptor
    self.name = name
    buffer.reserveCapacity(1 << 16)
  }

  /// Whether a person is looking.
  var isTerminal: Bool { isatty(descriptor) == 1 }

  /// Writes text.
  func write(_ text: String) throws(HostError) { try write(Array(text.utf8)) }

  /// Writes bytes.
  func write(_ bytes: [UInt8]) throws(HostError) {
    buffer.append(contentsOf: bytes)
    if buffer.count >= 1 << 16 { try flush() }
  }

  /// Writes bytes and the end of the line.
  func writeLine(_ bytes: [UInt8]) throws(HostError) {
    buffer.append(contentsOf: bytes)
    buffer.append(0x0A)
    if buffer.count >= 1 << 16 { try flush() }
  }

  /// Writes bytes and the end of the line.
  func writeLine(_ bytes: UnsafeRawBufferPointer) throws(HostError) {
    buffer.append(contentsOf: bytes)
    buffer.append(0x0A)
    if buffer.count >= 1 << 16 { try flush() }
  }

  /// Hands everything to the system.
  func flush() throws(HostError) {
    var written = 0
    defer { buffer.removeAll(keepingCapacity: true) }
    while written < buffer.count {
      let count = buffer.withUnsafeBytes { bytes in
        #if canImport(Glibc)
          Glibc.write(descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
        #elseif canImport(Darwin)
          Darwin.write(descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
        #endif
      }
      if count > 0 {
        written += count
      } else if errno == EAGAIN {
        // The stream does not block: whoever opened it so reads slowly.
        var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&ready, 1, -1)
      } else if errno != EINTR {
        throw .cannotWrite(name: name, errno: errno)
      }
    }
  }
}
