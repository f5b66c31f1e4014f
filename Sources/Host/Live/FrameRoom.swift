/// Bounds what the connection's thread hands over and nobody has taken yet.
///
/// A thread that finds no room waits, and so does not read its socket: an exchange that sends faster than books can be kept
/// is slowed down by TCP, and memory stays what it is.
final class FrameRoom: Sendable {
  /// How many bytes may be handed over when more are: what is taken in some milliseconds.
  static let maxBytes = 8 << 20
  // What an element takes beside its text.
  private static let headBytes = 128
  // Several threads may wait, and a wake-up reaches one of them: the others look by themselves.
  private static let lookMs: Int64 = 20

  private struct Shared {
    var bytes = 0
    var isClosed = false
    var hasRoom: Bool { isClosed || bytes < FrameRoom.maxBytes }
  }

  private let freed: WakePipe
  private let shared = Lock(Shared())

  init() throws(NetworkError) { freed = try WakePipe() }

  /// How many bytes are handed over.
  var bytes: Int { shared.withLock(\.bytes) }

  /// Counts a frame that is handed over; waits while there is no room.
  func enter(_ text: [UInt8]) {
    while !shared.withLock({ shared in
      guard shared.hasRoom else { return false }
      shared.bytes += text.count + FrameRoom.headBytes
      return true
    }) { freed.wait(timeoutMs: FrameRoom.lookMs) }
  }

  /// Counts a frame that was taken.
  func leave(_ text: [UInt8]) {
    let isFreed = shared.withLock { shared in
      let hadRoom = shared.hasRoom
      shared.bytes -= text.count + FrameRoom.headBytes
      return !hadRoom && shared.hasRoom
    }
    if isFreed { freed.wake() }
  }

  /// Has nobody wait any more: what is handed over now nobody takes.
  func close() {
    shared.withLock { $0.isClosed = true }
    freed.wake()
  }
}
