/// A client's side of one WebSocket, from the opening handshake to the end, without the network: bytes, wishes and time
/// come in, events and bytes to send come out. RFC 6455, sections 4.1, 5.5 and 7.
struct WebSocketSession {
  /// What an owner asks for.
  enum Command: Hashable, Sendable {
    case text([UInt8])
    case binary([UInt8])
    /// A protocol ping of up to 125 bytes.
    case ping([UInt8])
    case close(UInt16, String)
  }

  private enum Phase {
    case opening(WebSocketResponseParser)
    case open
    // A close frame is sent. What ends it is the end of the connection, or the deadline.
    case closing(WebSocketClosure)
    case ended(WebSocketClosure)
  }

  // A peer that asks without reading the answers gets the later ones no more: section 5.5.3 allows that.
  private static let maxUnsentPongBytes = 64 << 10

  private let closeTimeoutMs: Int64
  private var phase: Phase
  private var decoder: WebSocketFrameDecoder
  private var masks: any RandomNumberGenerator
  private var outgoing: [UInt8]
  // What was asked for before the handshake was done.
  private var early: [Command] = []

  /// When `expire` is to be called, if nothing happens before it, in the caller's milliseconds; nil where nothing is awaited.
  private(set) var deadlineMs: Int64?

  /// - Parameters:
  ///   - openTimeoutMs: how long the server may take to answer the handshake.
  ///   - closeTimeoutMs: how long the peer may take to end the connection once a close frame is on its way.
  ///   - masks: where the frames' masking keys come from; unforeseeable, section 10.3.
  init(
    _ handshake: WebSocketHandshake, limits: WebSocketLimits, openTimeoutMs: Int64, closeTimeoutMs: Int64,
    masks: any RandomNumberGenerator, nowMs: Int64
  ) {
    self.closeTimeoutMs = closeTimeoutMs
    self.masks = masks
    phase = .opening(WebSocketResponseParser(accept: handshake.accept))
    decoder = WebSocketFrameDecoder(limits: limits)
    outgoing = handshake.request
    deadlineMs = nowMs + openTimeoutMs
  }

  /// How it ended; nil while it goes on. Once it is known the connection is of no more use.
  var closure: WebSocketClosure? {
    if case .ended(let closure) = phase { return closure }
    return nil
  }

  /// How many bytes there are to send.
  var outgoingCount: Int { outgoing.count }

  /// How many bytes wait for the handshake.
  private(set) var earlyCount = 0

  /// The bytes to send now; they are handed out once.
  mutating func takeOutgoing() -> [UInt8] {
    defer { outgoing = [] }
    return outgoing
  }

  /// Does what the owner asks for. After a close it does nothing.
  mutating func perform(_ command: Command, nowMs: Int64) {
    switch (phase, command) {
    case (.opening, .close): end(.byOwner(nil))
    case (.opening, .text(let bytes)), (.opening, .binary(let bytes)), (.opening, .ping(let bytes)):
      early.append(command)
      earlyCount += bytes.count + WebSocketFrameEncoder.maxHeadBytes
    case (.open, .text(let bytes)): send(.text, bytes)
    case (.open, .binary(let bytes)): send(.binary, bytes)
    case (.open, .ping(let bytes)): send(.ping, bytes.prefix(WebSocketFrameEncoder.maxControlBytes))
    case (.open, .close(let code, let reason)):
      close(WebSocketFrameEncoder.closeBody(code, reason), .byOwner(nil), nowMs)
    case (.closing, _), (.ended, _): break
    }
  }

  /// Takes bytes from the network.
  ///
  /// - Returns: what they say, in order.
  mutating func receive(_ bytes: RawSpan, nowMs: Int64) -> [WebSocketEvent] {
    guard case .opening(var parser) = phase else { return receiveFrames(bytes, nowMs) }
    do throws(WebSocketHandshakeFault) {
      let headBytes = try parser.read(bytes)
      phase = .opening(parser)
      guard let headBytes else { return [] }
      phase = .open
      deadlineMs = nil
      for command in early { perform(command, nowMs: nowMs) }
      (early, earlyCount) = ([], 0)
      return [.opened] + receiveFrames(bytes.extracting(headBytes..<bytes.byteCount), nowMs)
    } catch {
      end(.refused(error))
      return []
    }
  }

  /// Takes the end of the connection.
  ///
  /// - Parameter error: what broke it; nil where the peer ended it in order.
  mutating func receiveEnd(_ error: NetworkError?) {
    switch phase {
    case .closing(let closure): end(closure)
    case .opening, .open: end(.lost(error))
    case .ended: break
    }
  }

  /// Ends what the peer took too long for.
  mutating func expire(nowMs: Int64) {
    guard let deadlineMs, nowMs >= deadlineMs else { return }
    switch phase {
    case .opening: end(.handshakeTimedOut)
    case .closing(let closure): end(closure)
    case .open, .ended: break
    }
  }

  private mutating func receiveFrames(_ bytes: RawSpan, _ nowMs: Int64) -> [WebSocketEvent] {
    // After a fault nothing more is believed.
    if case .closing(.fault) = phase { return [] }
    var messages: [WebSocketMessage] = []
    var fault: WebSocketFault?
    do { try decoder.decode(bytes, into: &messages) } catch { fault = error }
    var events: [WebSocketEvent] = []
    for message in messages { take(message, nowMs, &events) }
    if let fault { take(fault, nowMs) }
    return events
  }

  private mutating func take(_ message: WebSocketMessage, _ nowMs: Int64, _ events: inout [WebSocketEvent]) {
    switch (phase, message) {
    case (.open, .text(let bytes)): events.append(.text(bytes))
    case (.open, .binary(let bytes)): events.append(.binary(bytes))
    case (.open, .pong(let bytes)): events.append(.pong(bytes))
    case (.open, .ping(let bytes)):
      if outgoing.count < WebSocketSession.maxUnsentPongBytes { send(.pong, bytes) }
    case (.open, .close(let reason)):
      // The answer repeats the code: section 5.5.1. Then it is the server that ends the connection: section 7.1.1.
      close(reason.code.map { WebSocketFrameEncoder.closeBody($0, "") } ?? [], .byPeer(reason), nowMs)
    case (.closing(.byOwner), .close(let reason)): phase = .closing(.byOwner(reason))
    case (.opening, _), (.closing, _), (.ended, _): break
    }
  }

  private mutating func take(_ fault: WebSocketFault, _ nowMs: Int64) {
    switch phase {
    case .open: close(WebSocketFrameEncoder.closeBody(fault.closeCode, ""), .fault(fault), nowMs)
    case .closing(let closure): end(closure)
    case .opening, .ended: break
    }
  }

  private mutating func close(_ body: [UInt8], _ closure: WebSocketClosure, _ nowMs: Int64) {
    send(.close, body)
    phase = .closing(closure)
    deadlineMs = nowMs + closeTimeoutMs
  }

  private mutating func end(_ closure: WebSocketClosure) {
    phase = .ended(closure)
    deadlineMs = nil
    outgoing = []
    (early, earlyCount) = ([], 0)
  }

  private mutating func send(_ opcode: WebSocketOpcode, _ payload: some Collection<UInt8>) {
    let mask = UInt32(truncatingIfNeeded: masks.next())
    WebSocketFrameEncoder.append(opcode, payload, mask: mask, to: &outgoing)
  }
}
