import TestSupport

/// Randomness that begins with the nonce of RFC 6455, section 1.3, so that the server's answer is the one printed there.
struct SampleNonce: RandomNumberGenerator, Sendable {
  /// What the RFC prints for this nonce.
  static let key = "dGhlIHNhbXBsZSBub25jZQ=="
  static let accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="

  private var rest = Array("the sample nonce".utf8)[...]
  private var masks = SplitMix64(seed: 6455)

  mutating func next() -> UInt64 { rest.popFirst().map(UInt64.init) ?? masks.next() }
}

/// A server's answer that opens a WebSocket for `SampleNonce`.
func switchingProtocols(_ change: (String) -> String = { $0 }) -> [UInt8] {
  let answer = """
    HTTP/1.1 101 Switching Protocols\r
    Upgrade: websocket\r
    Connection: Upgrade\r
    Sec-WebSocket-Accept: \(SampleNonce.accept)\r
    \r\n
    """
  return Array(change(answer).utf8)
}
