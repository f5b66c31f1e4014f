/// What a WebSocket tells its owner.
enum WebSocketEvent: Hashable, Sendable {
  /// The opening handshake is done.
  case opened
  /// A whole text: bytes that are proven to be UTF-8.
  case text([UInt8])
  /// A whole binary message.
  case binary([UInt8])
  /// The answer to a protocol ping.
  case pong([UInt8])
  /// The end. It comes once, whatever happened, and nothing comes after it.
  case closed(WebSocketClosure)
}

/// Why a WebSocket ended.
enum WebSocketClosure: Hashable, Sendable {
  /// The peer closed it; without a code where it gave none (1005).
  case byPeer(WebSocketCloseReason)
  /// The owner closed it. The peer's answer, where one came in time.
  case byOwner(WebSocketCloseReason?)
  /// The owner let it go at once.
  case cancelled
  /// The connection ended without a close frame (1006); the error, where it did not just end.
  case lost(NetworkError?)
  /// The peer broke the protocol, and was told so.
  case fault(WebSocketFault)
  /// The server did not agree to a WebSocket.
  case refused(WebSocketHandshakeFault)
  /// The server did not answer the handshake in time.
  case handshakeTimedOut
  /// No connection came about.
  case unreachable(NetworkError)

  /// The code that the peer sent; nil where none came.
  var code: UInt16? {
    switch self {
    case .byPeer(let reason): reason.code
    case .byOwner(let answer): answer?.code
    default: nil
    }
  }
}
