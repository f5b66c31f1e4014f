/// Standard output as a client reads it: a thread that writes the answers to what standard input asked.
///
/// A pipe that is full, because nobody reads it, holds up this thread and not the host's loop; what waits is bounded by the
/// questions that standard input may have open, for they count as answered when their answers are written.
final class StandardOutput: Sendable {
  private enum Message: Sendable {
    case line([UInt8])
    case end
  }

  private let descriptor: Int32
  private let messages: Mailbox<Message>
  private let ended: WakePipe
  private let written: @Sendable () -> Void

  /// Begins to write.
  ///
  /// - Parameter written: is called for each line that is written, or that nobody can be handed any more.
  init(descriptor: Int32 = 1, written: @escaping @Sendable () -> Void) throws(NetworkError) {
    self.descriptor = descriptor
    self.written = written
    (messages, ended) = (try Mailbox(), try WakePipe())
    try HostThread.start { self.serve() }
  }

  /// Sends a line; never waits.
  func send(_ line: [UInt8]) { messages.post(.line(line)) }

  /// Says that no line follows.
  func finish() { messages.post(.end) }

  /// Waits, behind `finish`, until every line is written, for at most `timeoutMs`; a negative one waits without end.
  func waitForEnd(timeoutMs: Int64) { ended.wait(timeoutMs: timeoutMs) }

  private func serve() {
    let stream = TextOutput(descriptor: descriptor, name: "<stdout>")
    while true {
      var count = 0
      var isOver = false
      for message in messages.take(timeoutMs: -1) {
        switch message {
        case .line(let line):
          count += 1
          // Where nobody reads any more the host goes on for its other clients.
          try? stream.writeLine(line)
        case .end: isOver = true
        }
      }
      try? stream.flush()
      for _ in 0..<count { written() }
      if isOver {
        ended.wake()
        return
      }
    }
  }
}
