// Frames as a server writes and reads them, independent of the code under test: RFC 6455, section 5.2.

/// A server's frame: not masked.
public func serverFrame(
  _ opcode: UInt8, _ payload: [UInt8] = [], isFinal: Bool = true, reserved: UInt8 = 0
) -> [UInt8] {
  var bytes = [(isFinal ? 0x80 : 0x00) | reserved << 4 | opcode]
  if payload.count <= 125 {
    bytes.append(UInt8(payload.count))
  } else if payload.count <= 0xFFFF {
    bytes += [126, UInt8(payload.count / 256), UInt8(payload.count % 256)]
  } else {
    bytes.append(127)
    for index in 0..<8 { bytes.append(UInt8(payload.count >> (56 - 8 * index) & 0xFF)) }
  }
  return bytes + payload
}

/// A server's close frame.
public func closeFrame(_ code: UInt16, _ reason: String = "") -> [UInt8] {
  serverFrame(8, [UInt8(code / 256), UInt8(code % 256)] + Array(reason.utf8))
}

/// A client's frame as a server reads it.
public struct ClientFrame: Hashable, Sendable {
  /// Its kind: 1 text, 2 binary, 8 close, 9 ping, 10 pong, 0 the rest of one before.
  public let opcode: UInt8
  /// Whether its message ends with it.
  public let isFinal: Bool
  /// What it carries, unmasked.
  public let payload: [UInt8]

  /// Makes a frame to compare with.
  public init(_ opcode: UInt8, _ payload: [UInt8], isFinal: Bool = true) {
    self.opcode = opcode
    self.isFinal = isFinal
    self.payload = payload
  }

  /// Reads one frame by asking for so many bytes; nil where they end, or where a frame is not masked.
  public init?(read: (Int) -> [UInt8]?) {
    guard let head = read(2), head[1] & 0x80 != 0, head[0] & 0x70 == 0 else { return nil }
    var count = Int(head[1] & 0x7F)
    if count >= 126 {
      guard let length = read(count == 126 ? 2 : 8) else { return nil }
      count = length.reduce(0) { $0 * 256 + Int($1) }
    }
    guard let mask = read(4), let masked = count == 0 ? [] : read(count) else { return nil }
    self.init(
      head[0] & 0x0F, masked.enumerated().map { $1 ^ mask[$0 % 4] }, isFinal: head[0] & 0x80 != 0)
  }

  /// All frames of some bytes; nil where they do not end with a frame.
  public static func all(of bytes: [UInt8]) -> [ClientFrame]? {
    var rest = bytes[...]
    var frames: [ClientFrame] = []
    while !rest.isEmpty {
      let frame = ClientFrame { count in
        guard rest.count >= count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
      }
      guard let frame else { return nil }
      frames.append(frame)
    }
    return frames
  }
}
