/// Standard error as a running host's log: a thread that writes what the host's loop says.
///
/// A pipe that is full, because nobody reads it, holds up this thread and not the host. What waits for it is bounded; what
/// does not fit is lost, and how many lines that were is said in their place.
final class LogStream: LogOutput, Sendable {
  /// How many bytes may wait for who reads the log.
  static let maxBytes = 1 << 20

  private struct Shared {
    var waiting: [UInt8] = []
    var lostLines = 0
    var isEnding = false
  }

  private let descriptor: Int32
  private let wakeUp: WakePipe
  private let ended: WakePipe
  private let shared = Lock(Shared())
  private let loss: @Sendable (Int) -> String

  /// Begins to write.
  ///
  /// - Parameter loss: the line that says how many lines are lost.
  init(descriptor: Int32 = 2, loss: @escaping @Sendable (Int) -> String) throws(NetworkError) {
    self.descriptor = descriptor
    self.loss = loss
    (wakeUp, ended) = (try WakePipe(), try WakePipe())
    try HostThread.start { self.serve() }
  }

  /// Adds a line, which is written at the next `flush`; never waits.
  func add(_ line: String) {
    shared.withLock { shared in
      // Behind a line that is lost all are, until there is room: what is said of them stands in their place.
      if shared.lostLines > 0 || shared.waiting.count + line.utf8.count > LogStream.maxBytes {
        shared.lostLines += 1
      } else {
        shared.waiting.append(contentsOf: line.utf8)
      }
    }
  }

  /// Has everything written that was added; never waits.
  func flush() { wakeUp.wake() }

  /// Has everything written, and waits for that for at most `timeoutMs`; a negative one waits without end. Nothing may
  /// follow.
  func finish(timeoutMs: Int64) {
    shared.withLock { $0.isEnding = true }
    wakeUp.wake()
    ended.wait(timeoutMs: timeoutMs)
  }

  private func serve() {
    let stream = TextOutput(descriptor: descriptor, name: "<stderr>")
    while true {
      let taken = shared.withLock { shared in
        let taken = shared
        (shared.waiting, shared.lostLines) = ([], 0)
        return taken
      }
      // A log that cannot be written stops nothing.
      try? stream.write(taken.waiting)
      if taken.lostLines > 0 { try? stream.write(loss(taken.lostLines)) }
      try? stream.flush()
      if !taken.waiting.isEmpty || taken.lostLines > 0 { continue }
      if taken.isEnding {
        ended.wake()
        return
      }
      wakeUp.wait(timeoutMs: -1)
    }
  }
}
