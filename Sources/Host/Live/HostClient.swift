#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif
internal import RuleEngine

/// Asks a running host one question over its socket.
struct HostClient {
  let path: String

  /// How long an answer is waited for, in seconds.
  private static let timeoutSeconds = 10

  /// Sends a line and reads the line that answers it.
  func ask(_ line: [UInt8]) throws(HostError) -> [UInt8] {
    let descriptor = try UnixSocket.connect(path: path)
    defer { close(descriptor) }
    var timeout = timeval(tv_sec: HostClient.timeoutSeconds, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    let output = TextOutput(descriptor: descriptor, name: path)
    try output.writeLine(line)
    try output.flush()
    let reader = LineReader(descriptor: descriptor, name: path)
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
