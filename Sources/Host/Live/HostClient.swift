#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif
internal import RuleEngine

/// Asks a running host one question over its socket.
struct HostClient {
  let path: String
  /// How long everything together may take, from the connection to the end of the answer, in milliseconds.
  var timeoutMs: Int64 = 10_000

  /// Sends a line and reads the line that answers it.
  func ask(_ line: [UInt8]) throws(HostError) -> [UInt8] {
    let deadlineMs = HostClock.system.monotonicMs() + timeoutMs
    let descriptor = try UnixSocket.connect(path: path, timeoutMs: timeoutMs)
    defer { close(descriptor) }
    UnixSocket.setBlocking(false, descriptor)
    var rest = (line + [0x0A])[...]
    while !rest.isEmpty {
      try wait(for: POLLOUT, of: descriptor, deadlineMs: deadlineMs)
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno != EAGAIN, errno != EINTR { throw .cannotConnect(path: path, errno: errno) }
      rest = rest.dropFirst(max(count, 0))
    }
    let reader = LineReader(descriptor: descriptor, name: path) { () throws(HostError) in
      try wait(for: POLLIN, of: descriptor, deadlineMs: deadlineMs)
    }
    guard let answer = try reader.next(), !answer.isTooLong else {
      throw .cannotConnect(path: path, errno: ECONNRESET)
    }
    return Array(answer.bytes)
  }

  private func wait(for events: Int32, of descriptor: Int32, deadlineMs: Int64) throws(HostError) {
    while true {
      let leftMs = max(deadlineMs - HostClock.system.monotonicMs(), 0)
      var ready = pollfd(fd: descriptor, events: Int16(events), revents: 0)
      let count = poll(&ready, 1, Int32(clamping: leftMs))
      if count == 0 { throw .cannotConnect(path: path, errno: ETIMEDOUT) }
      if count > 0 || errno != EINTR { return }
    }
  }

  /// Sends a command and reads the object that answers it.
  func command(_ write: (inout JSONWriter) -> Void) throws(HostError) -> (line: [UInt8], value: JSONValue) {
    var writer = JSONWriter()
    writer.object(write)
    let line = try ask(writer.bytes)
    do { return (line, try JSONValue(parsing: line)) } catch { throw .cannotConnect(path: path, errno: EPROTO) }
  }
}
