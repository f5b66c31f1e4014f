#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif
internal import RuleEngine

/// Asks a running host one question over its socket.
struct HostClient {
  let path: String
  /// How long an answer is waited for, in milliseconds.
  var timeoutMs: Int32 = 10_000

  /// Sends a line and reads the line that answers it.
  func ask(_ line: [UInt8]) throws(HostError) -> [UInt8] {
    let descriptor = try UnixSocket.connect(path: path)
    defer { close(descriptor) }
    let output = TextOutput(descriptor: descriptor, name: path)
    try output.writeLine(line)
    try output.flush()
    let reader = LineReader(descriptor: descriptor, name: path) { () throws(HostError) in
      var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      if poll(&ready, 1, timeoutMs) == 0 { throw .cannotConnect(path: path, errno: ETIMEDOUT) }
    }
    guard let answer = try reader.next(), !answer.isTooLong else {
      throw .cannotConnect(path: path, errno: ECONNRESET)
    }
    return Array(answer.bytes)
  }

  /// Sends a command and reads the object that answers it.
  func command(_ write: (inout JSONWriter) -> Void) throws(HostError) -> (line: [UInt8], value: JSONValue) {
    var writer = JSONWriter()
    writer.object(write)
    let line = try ask(writer.bytes)
    do { return (line, try JSONValue(parsing: line)) } catch { throw .cannotConnect(path: path, errno: EPROTO) }
  }
}
