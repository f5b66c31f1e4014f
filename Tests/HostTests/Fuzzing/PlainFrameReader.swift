@testable import Host

/// The messages in a server's bytes, read from all of them at once and frame by frame: RFC 6455, section 5, in the order
/// of its paragraphs, without a thought for bytes that are still to come. The oracle of the decoder.
struct PlainFrameReader {
  private(set) var messages: [WebSocketMessage] = []
  /// Whether a whole frame, or the head of one, is against the protocol or above a limit.
  private(set) var isFaulty = false
  /// Whether the peer has closed.
  private(set) var isClosed = false

  private var rest: ArraySlice<UInt8>
  private let limits: WebSocketLimits
  private var open: (isText: Bool, bytes: [UInt8])?

  init(_ bytes: [UInt8], limits: WebSocketLimits) {
    rest = bytes[...]
    self.limits = limits
    while !isFaulty, !isClosed, readFrame() {}
  }

  // Returns whether a whole frame was there.
  private mutating func readFrame() -> Bool {
    guard let first = rest.first, let second = rest.dropFirst().first else { return false }
    let opcode = first & 15
    let isFinal = first >= 128
    let isControl = opcode >= 8
    guard first & 0x70 == 0, [0, 1, 2, 8, 9, 10].contains(opcode), second < 128 else { return fail() }
    if isControl, !isFinal || second > 125 { return fail() }
    if opcode == 0, open == nil { return fail() }
    if opcode == 1 || opcode == 2, open != nil { return fail() }
    let width = second == 126 ? 2 : second == 127 ? 8 : 0
    let head = rest.prefix(2 + width)
    guard head.count == 2 + width else { return false }
    let length = width == 0 ? UInt64(second) : head.dropFirst(2).reduce(UInt64(0)) { $0 * 256 + UInt64($1) }
    if width == 2, length < 126 { return fail() }
    if width == 8, length < 65536 || length >= 1 << 63 { return fail() }
    if length > limits.frameBytes { return fail() }
    if !isControl, length + UInt64(open?.bytes.count ?? 0) > limits.messageBytes { return fail() }
    let payload = Array(rest.dropFirst(2 + width).prefix(Int(length)))
    guard payload.count == Int(length) else { return false }
    rest = rest.dropFirst(2 + width + payload.count)
    if isControl { control(opcode, payload) } else { data(opcode, payload, isFinal) }
    return true
  }

  private mutating func fail() -> Bool {
    isFaulty = true
    return false
  }

  private mutating func data(_ opcode: UInt8, _ payload: [UInt8], _ isFinal: Bool) {
    let bytes = (open?.bytes ?? []) + payload
    let isText = open?.isText ?? (opcode == 1)
    open = isFinal ? nil : (isText, bytes)
    if isText, isFinal ? String(validating: bytes, as: UTF8.self) == nil : !PlainFrameReader.beginsText(bytes) {
      isFaulty = true
      return
    }
    if isFinal { messages.append(isText ? .text(bytes) : .binary(bytes)) }
  }

  // Whether some text begins so: a last character that is cut can be made whole by one of these.
  private static func beginsText(_ bytes: [UInt8]) -> Bool {
    let endings: [[UInt8]] = [[], [0x80], [0x80, 0x80], [0xA0, 0x80], [0x80, 0x80, 0x80], [0x90, 0x80, 0x80]]
    return endings.contains { String(validating: bytes + $0, as: UTF8.self) != nil }
  }

  private mutating func control(_ opcode: UInt8, _ payload: [UInt8]) {
    guard opcode == 8 else {
      messages.append(opcode == 9 ? .ping(payload) : .pong(payload))
      return
    }
    let code = payload.prefix(2).reduce(0) { $0 * 256 + Int($1) }
    let text = String(validating: payload.dropFirst(2), as: UTF8.self)
    // The codes that a peer may send: section 7.4.1 and IANA's registry.
    let codes = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014]
    let isAllowed = codes.contains(code) || (3000..<5000).contains(code)
    guard payload.isEmpty || payload.count > 1 && isAllowed, let text else {
      isFaulty = true
      return
    }
    messages.append(.close(WebSocketCloseReason(code: payload.isEmpty ? nil : UInt16(code), text: text)))
    isClosed = true
  }
}
