import LoopbackExchange

@testable import Host

/// What holds of a WebSocket whatever a server sends, and however the network cuts it.
enum WebSocketProperty {
  // Low enough to be met by a short input.
  private static let narrow = WebSocketLimits(frameBytes: 300, messageBytes: 500)

  static func check(_ input: FuzzInput) throws(FuzzFault) {
    let limits = input.mode & 1 == 0 ? narrow : .standard
    if input.mode & 2 == 0 {
      try checkDecoder(input, limits)
    } else {
      try checkSession(input, limits, handshake: input.mode & 4 == 0 ? switchingProtocols() : [])
    }
  }

  private static func checkDecoder(_ input: FuzzInput, _ limits: WebSocketLimits) throws(FuzzFault) {
    let whole = DecoderRun([input.body], limits: limits)
    try FuzzFault.unless(DecoderRun(input.bytes, limits: limits) == whole, "byte by byte it says something else")
    try FuzzFault.unless(DecoderRun(input.pieces, limits: limits) == whole, "in pieces it says something else")
    let plain = PlainFrameReader(input.body, limits: limits)
    try FuzzFault.unless(plain.messages == whole.messages, "\(whole) is not \(plain.messages)")
    try FuzzFault.unless(!plain.isFaulty || whole.fault != nil, "a fault that is not seen")
    try FuzzFault.unless(!plain.isClosed || whole.fault == nil, "a fault behind the end")
    var bytes = 0
    for message in whole.messages {
      switch message {
      case .text(let body), .binary(let body):
        try FuzzFault.unless(body.count <= limits.messageBytes, "a message above the limit")
        bytes += body.count
      case .ping(let body), .pong(let body):
        try FuzzFault.unless(body.count <= 125, "a long control frame")
        bytes += body.count
      case .close(let reason):
        try FuzzFault.unless(message == whole.messages.last, "a message behind the end")
        bytes += reason.text.utf8.count
      }
    }
    try FuzzFault.unless(bytes <= input.body.count, "more was read than sent")
  }

  private static func checkSession(
    _ input: FuzzInput, _ limits: WebSocketLimits, handshake: [UInt8]
  ) throws(FuzzFault) {
    let whole = try SessionRun([handshake + input.body], limits)
    try FuzzFault.unless(
      try SessionRun((handshake + input.body).map { [$0] }, limits) == whole, "byte by byte it says something else")
    try FuzzFault.unless(
      try SessionRun([handshake] + input.pieces, limits) == whole, "in pieces it says something else")
    // What goes out answers what came in: it is the shorter, but for heads and masks.
    try FuzzFault.unless(whole.outgoing.count <= 4 * input.body.count + 64, "the answers are too long")
    if handshake.isEmpty {
      try FuzzFault.unless(whole.events.isEmpty || whole.events.first == .opened, "an event before the opening")
    } else {
      try FuzzFault.unless(whole.events.first == .opened, "a handshake that is not taken")
      try FuzzFault.unless(ClientFrame.all(of: whole.outgoing) != nil, "what goes out are no frames")
    }
  }

  /// What a session made of a server's bytes.
  private struct SessionRun: Equatable {
    var events: [WebSocketEvent] = []
    var outgoing: [UInt8] = []
    var closure: WebSocketClosure?

    init(_ pieces: [[UInt8]], _ limits: WebSocketLimits) throws(FuzzFault) {
      var nonce = SampleNonce()
      let first = (0..<16).map { _ in UInt8(truncatingIfNeeded: nonce.next()) }
      guard let address = WebSocketAddress("ws://localhost/") else { throw FuzzFault(description: "no address") }
      let handshake = WebSocketHandshake(address, nonce: first)
      var session = WebSocketSession(
        handshake, limits: limits, openTimeoutMs: 1000, closeTimeoutMs: 1000, masks: nonce, nowMs: 0)
      _ = session.takeOutgoing()
      for piece in pieces where session.closure == nil { events += session.receive(piece.span.bytes, nowMs: 1) }
      outgoing = session.takeOutgoing()
      session.expire(nowMs: 5000)
      closure = session.closure
    }
  }
}
