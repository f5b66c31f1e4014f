/// Why a WebSocket ended, in words for a log.
extension WebSocketClosure: CustomStringConvertible {
  var description: String {
    switch self {
    case .byPeer(let reason):
      "the exchange closed it (\(reason.code.map { "code \($0)" } ?? "no code"))"
    case .byOwner, .cancelled: "closed by this host"
    case .lost(let error): error.map { "it broke: \($0)" } ?? "it ended without a word"
    case .fault(let fault): "the exchange broke the protocol: \(fault)"
    case .refused(.status(let status)): "the exchange answers \(status) instead of opening a WebSocket"
    case .refused: "what answers is no WebSocket server"
    case .handshakeTimedOut: "the exchange does not answer the handshake"
    case .unreachable(let error): "cannot be made: \(error)"
    }
  }
}
