/// The kinds of frames: RFC 6455, section 5.2.
enum WebSocketOpcode: UInt8, Sendable {
  case continuation = 0x0
  case text = 0x1
  case binary = 0x2
  case close = 0x8
  case ping = 0x9
  case pong = 0xA

  /// Whether the frame is about the connection and not a part of a message: section 5.5.
  var isControl: Bool { rawValue & 0x8 != 0 }
}

/// Writes a client's frames: RFC 6455, sections 5.2 and 5.3.
enum WebSocketFrameEncoder {
  /// The longest payload of a ping, pong or close, in bytes: section 5.5.
  static let maxControlBytes = 125
  /// The longest head of a frame with its mask, in bytes.
  static let maxHeadBytes = 14

  /// Appends a frame.
  ///
  /// - Parameter mask: four bytes that the payload's receiver cannot foresee; a fresh one for each frame.
  static func append(
    _ opcode: WebSocketOpcode, _ payload: some Collection<UInt8>, isFinal: Bool = true, mask: UInt32,
    to bytes: inout [UInt8]
  ) {
    bytes.append((isFinal ? 0x80 : 0) | opcode.rawValue)
    switch payload.count {
    case ..<126: bytes.append(0x80 | UInt8(payload.count))
    case ..<0x1_0000: bytes += [0x80 | 126] + bigEndian(UInt64(payload.count), count: 2)
    default: bytes += [0x80 | 127] + bigEndian(UInt64(payload.count), count: 8)
    }
    bytes += bigEndian(UInt64(mask), count: 4)
    bytes.reserveCapacity(bytes.count + payload.count)
    // The key repeats every four bytes, from its most significant on.
    var key = mask
    for byte in payload {
      bytes.append(byte ^ UInt8(truncatingIfNeeded: key >> 24))
      key = key << 8 | key >> 24
    }
  }

  /// The body of a close frame, section 5.5.1: a reason that is too long loses whole characters at its end.
  static func closeBody(_ code: UInt16, _ reason: String) -> [UInt8] {
    var body = bigEndian(UInt64(code), count: 2)
    for scalar in reason.unicodeScalars {
      let bytes = UTF8.encode(scalar).map(Array.init) ?? []
      guard body.count + bytes.count <= maxControlBytes else { break }
      body += bytes
    }
    return body
  }

  private static func bigEndian(_ number: UInt64, count: Int) -> [UInt8] {
    (1...count).map { UInt8(truncatingIfNeeded: number >> (8 * UInt64(count - $0))) }
  }
}
