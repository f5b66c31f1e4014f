/// Bytes on their way out, handed to the network piece by piece.
///
/// TLS wants a piece that it refused offered again, the same bytes at the same address: a piece stays where it is until
/// all of it is gone.
struct WebSocketOutbox: ~Copyable {
  // What one TLS record holds.
  private static let pieceBytes = 16 << 10

  private let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: pieceBytes, alignment: 16)
  // The part of the piece that is still to be sent.
  private var unsent = 0..<0
  private var waiting: [UInt8] = []
  private var taken = 0

  deinit { piece.deallocate() }

  /// How many bytes are not sent.
  var count: Int { unsent.count + waiting.count - taken }

  /// Sends until nothing is left, or the network takes no more.
  ///
  /// - Parameters:
  ///   - more: is asked for more bytes when nothing is left; empty where there are none.
  ///   - send: returns how many bytes are gone; 0 where none can go now.
  mutating func flush(
    more: () -> [UInt8], send: (UnsafeRawBufferPointer) throws(NetworkError) -> Int
  ) throws(NetworkError) {
    while true {
      if count == 0 {
        (waiting, taken) = (more(), 0)
        if waiting.isEmpty { return }
      }
      if unsent.isEmpty {
        let next = waiting[taken...].prefix(WebSocketOutbox.pieceBytes)
        piece.copyBytes(from: next)
        taken += next.count
        unsent = 0..<next.count
      }
      let gone = try send(UnsafeRawBufferPointer(rebasing: piece[unsent]))
      guard gone > 0 else { return }
      unsent = unsent.lowerBound + gone..<unsent.upperBound
    }
  }
}
