/// Puts a server's frames together into messages: RFC 6455, sections 5.2 to 5.5, as a client reads them.
///
/// Bytes come as the network cuts them. Each rule is applied to the first byte that breaks it, and lengths are held
/// against the limits before anything is kept.
struct WebSocketFrameDecoder {
  private enum Place {
    case head
    // Inside a payload of which `missing` bytes are to come.
    case payload(Frame, missing: Int)
    // Behind a close frame.
    case end
  }

  private struct Frame {
    let opcode: WebSocketOpcode
    let isFinal: Bool
  }

  private let limits: WebSocketLimits
  private var place = Place.head
  // The bytes of a frame's head so far: up to 10.
  private var head: [UInt8] = []
  // The message that has begun and not ended; text or binary.
  private var kind: WebSocketOpcode?
  private var message: [UInt8] = []
  private var utf8 = UTF8Validator()
  // A control frame may stand between a message's frames, so it has a place of its own.
  private var control: [UInt8] = []

  init(limits: WebSocketLimits = .standard) { self.limits = limits }

  /// Reads bytes.
  ///
  /// - Parameter messages: receives, in order, the messages that the bytes complete, those before a fault included.
  /// - Throws: what the peer did wrong. After that the decoder must not be used.
  mutating func decode(_ bytes: RawSpan, into messages: inout [WebSocketMessage]) throws(WebSocketFault) {
    var index = 0
    while true {
      switch place {
      case .head:
        guard index < bytes.byteCount else { return }
        // `index` is below the count.
        head.append(bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self))
        index += 1
        if let (frame, length) = try readHead() {
          head.removeAll(keepingCapacity: true)
          place = .payload(frame, missing: length)
        }
      case .payload(let frame, let missing):
        // An empty payload is complete without another byte.
        if missing > 0, index == bytes.byteCount { return }
        let count = min(missing, bytes.byteCount - index)
        try keep(bytes.extracting(index..<index + count), of: frame)
        index += count
        place = .payload(frame, missing: missing - count)
        if count == missing { try finish(frame, into: &messages) }
      case .end:
        return
      }
    }
  }

  // Looks at a head's newest byte; the frame and its length where the head is complete.
  private mutating func readHead() throws(WebSocketFault) -> (Frame, length: Int)? {
    let frame = try frame(head[0])
    guard head.count > 1 else { return nil }
    guard head[1] & 0x80 == 0 else { throw .masked }
    let short = Int(head[1])
    if frame.opcode.isControl, short > 125 { throw .longControl }
    let lengthBytes = short == 127 ? 8 : short == 126 ? 2 : 0
    // The first of eight bytes must leave the top bit clear, whatever the others say.
    if lengthBytes == 8, head.count > 2, head[2] & 0x80 != 0 { throw .badLength }
    guard head.count == 2 + lengthBytes else { return nil }
    let length = lengthBytes == 0 ? UInt64(short) : head[2...].reduce(0) { $0 << 8 | UInt64($1) }
    guard lengthBytes == 0 || length > (lengthBytes == 2 ? 125 : 0xFFFF) else { throw .badLength }
    guard length <= UInt64(limits.frameBytes) else { throw .tooLong }
    if !frame.opcode.isControl {
      guard Int(length) <= limits.messageBytes - message.count else { throw .tooLong }
      if frame.opcode != .continuation { kind = frame.opcode }
    }
    return (frame, Int(length))
  }

  private func frame(_ byte: UInt8) throws(WebSocketFault) -> Frame {
    guard byte & 0x70 == 0 else { throw .reservedBits }
    guard let opcode = WebSocketOpcode(rawValue: byte & 0x0F) else { throw .unknownOpcode(byte & 0x0F) }
    let isFinal = byte & 0x80 != 0
    switch opcode {
    case .close, .ping, .pong: guard isFinal else { throw .fragmentedControl }
    // A head is looked at again with each byte, and a message begins only with its first head's last.
    case .text, .binary: guard kind == nil else { throw .interleavedMessage }
    case .continuation: guard kind != nil else { throw .unexpectedContinuation }
    }
    return Frame(opcode: opcode, isFinal: isFinal)
  }

  private mutating func keep(_ bytes: RawSpan, of frame: Frame) throws(WebSocketFault) {
    guard !frame.opcode.isControl else {
      bytes.withUnsafeBytes { control.append(contentsOf: $0) }
      return
    }
    if kind == .text, !utf8.accept(bytes) { throw .invalidText }
    bytes.withUnsafeBytes { message.append(contentsOf: $0) }
  }

  private mutating func finish(_ frame: Frame, into messages: inout [WebSocketMessage]) throws(WebSocketFault) {
    place = .head
    switch frame.opcode {
    case .text, .binary, .continuation:
      guard frame.isFinal else { return }
      let isText = kind == .text
      if isText, !utf8.isComplete { throw .invalidText }
      messages.append(isText ? .text(message) : .binary(message))
      message = []
      kind = nil
    case .ping:
      messages.append(.ping(control))
    case .pong:
      messages.append(.pong(control))
    case .close:
      messages.append(.close(try WebSocketFrameDecoder.closeReason(control)))
      place = .end
    }
    if frame.opcode.isControl { control = [] }
  }

  private static func closeReason(_ body: [UInt8]) throws(WebSocketFault) -> WebSocketCloseReason {
    guard !body.isEmpty else { return WebSocketCloseReason(code: nil) }
    guard body.count > 1 else { throw .shortClose }
    let code = UInt16(body[0]) << 8 | UInt16(body[1])
    guard WebSocketCloseCode.isAllowed(code) else { throw .closeCode(code) }
    guard let text = String(validating: body[2...], as: UTF8.self) else { throw .invalidText }
    return WebSocketCloseReason(code: code, text: text)
  }
}
