/// What a peer says once its frames are put together: RFC 6455, sections 5.5 and 5.6.
enum WebSocketMessage: Hashable, Sendable {
  /// A whole text: bytes that are proven to be UTF-8.
  case text([UInt8])
  /// A whole binary message.
  case binary([UInt8])
  /// A question whether this end is alive: up to 125 bytes, which the answer repeats.
  case ping([UInt8])
  /// The answer to a ping.
  case pong([UInt8])
  /// The peer's last word. Nothing that follows it is read.
  case close(WebSocketCloseReason)
}

/// The body of a close frame: RFC 6455, section 5.5.1.
struct WebSocketCloseReason: Hashable, Sendable {
  /// Why, as one of the codes of section 7.4; nil where the frame is empty.
  let code: UInt16?
  /// What the peer says about it; often empty.
  let text: String

  init(code: UInt16?, text: String = "") {
    self.code = code
    self.text = text
  }
}

/// Codes of a close frame: RFC 6455, section 7.4.
enum WebSocketCloseCode {
  static let normal: UInt16 = 1000
  static let protocolError: UInt16 = 1002
  static let invalidText: UInt16 = 1007
  static let tooBig: UInt16 = 1009

  /// Whether the code may stand in a frame.
  ///
  /// 1004 is reserved; 1005, 1006 and 1015 describe what no frame said; 1012 to 1014 came later, by IANA's registry;
  /// below 3000 the rest is not assigned, and from 5000 up never will be.
  static func isAllowed(_ code: UInt16) -> Bool {
    switch code {
    case 1000...1003, 1007...1014, 3000...4999: true
    default: false
    }
  }
}

/// How much of a peer's bytes is kept.
struct WebSocketLimits: Hashable, Sendable {
  /// The longest payload of one frame, in bytes.
  let frameBytes: Int
  /// The longest message, all of its frames together, in bytes.
  let messageBytes: Int

  /// 4 MiB each. An order book has 2.5 kB.
  static let standard = WebSocketLimits(frameBytes: 4 << 20, messageBytes: 4 << 20)
}

/// What a peer did against the protocol.
enum WebSocketFault: Error, Hashable, Sendable {
  /// A reserved bit is set, and no extension was agreed upon that gives it a meaning.
  case reservedBits
  /// The frame is of a kind that does not exist.
  case unknownOpcode(UInt8)
  /// A server must not mask.
  case masked
  /// A ping, pong or close in several frames.
  case fragmentedControl
  /// A ping, pong or close with more than 125 bytes.
  case longControl
  /// A length in more bytes than it needs, or above 2^63 - 1.
  case badLength
  /// A message goes on that has not begun.
  case unexpectedContinuation
  /// A message begins inside another.
  case interleavedMessage
  /// A frame or a message is above the limit.
  case tooLong
  /// A text, or the reason of a close, is not UTF-8.
  case invalidText
  /// A close frame of one byte.
  case shortClose
  /// A close frame with a code that must not be sent.
  case closeCode(UInt16)

  /// What to say to the peer: RFC 6455, section 7.4.1.
  var closeCode: UInt16 {
    switch self {
    case .tooLong: WebSocketCloseCode.tooBig
    case .invalidText: WebSocketCloseCode.invalidText
    default: WebSocketCloseCode.protocolError
    }
  }
}
