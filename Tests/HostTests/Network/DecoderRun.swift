@testable import Host

/// What a decoder made of a server's bytes.
struct DecoderRun: Hashable {
  var messages: [WebSocketMessage] = []
  var fault: WebSocketFault?

  /// Hands over the pieces one after the other.
  init(_ pieces: [[UInt8]], limits: WebSocketLimits = .standard) {
    var decoder = WebSocketFrameDecoder(limits: limits)
    do {
      for piece in pieces { try decoder.decode(piece.span.bytes, into: &messages) }
    } catch {
      fault = error
    }
  }

  /// What is expected.
  static func says(_ messages: [WebSocketMessage], _ fault: WebSocketFault? = nil) -> DecoderRun {
    var run = DecoderRun([])
    run.messages = messages
    run.fault = fault
    return run
  }
}

extension WebSocketMessage {
  static func text(_ text: String) -> WebSocketMessage { .text(Array(text.utf8)) }
}
