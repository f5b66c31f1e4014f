/// A client's connection to the exchange on this machine.
///
/// One thread reads from it; whoever sends, or changes anything else of it, holds the exchange's lock, so that it may be
/// passed between threads unchecked.
final class ExchangeSocket: @unchecked Sendable {
  let peer: LoopbackPeer
  /// The coins that are subscribed to, and whether their books come fast.
  var coins: [String: Bool] = [:]
  /// Whether nothing is sent any more, not even an answer to a ping.
  var isSilent = false
  /// When something was last said to the client.
  private(set) var saidMs: Int64

  /// When the client last said something.
  var heardMs: Int64

  init(_ peer: LoopbackPeer, nowMs: Int64) {
    self.peer = peer
    (saidMs, heardMs) = (nowMs, nowMs)
  }

  func say(_ text: String, nowMs: Int64) { send(serverFrame(1, Array(text.utf8)), nowMs: nowMs) }

  func send(_ bytes: [UInt8], nowMs: Int64) {
    guard !isSilent else { return }
    saidMs = nowMs
    peer.send(bytes)
  }
}
