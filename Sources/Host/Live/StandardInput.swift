#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Standard input as a client: a thread that reads lines and posts them.
///
/// Like a client of the socket it is not read from while too many of its questions are open, or too long ones, so that what was taken can
/// be answered soon, whatever is piped in.
final class StandardInput: Sendable {
  /// How many questions may be open when more are read.
  static let maxOpenQuestions = 1024

  private struct Shared {
    var open = OpenQuestions(maxCount: maxOpenQuestions)
    var isTaking = true
  }

  private let descriptor: Int32
  private let mailbox: Mailbox<HostEvent>
  private let room: WakePipe
  private let shared = Lock(Shared())

  /// Begins to read; at the end of the input it is posted as closed.
  init(_ mailbox: Mailbox<HostEvent>, descriptor: Int32 = STDIN_FILENO) throws(NetworkError) {
    self.mailbox = mailbox
    self.descriptor = descriptor
    room = try WakePipe()
    try HostThread.start { self.serve() }
  }

  /// Counts an answer.
  func answered() {
    let hasRoom = shared.withLock { shared in
      let hadRoom = shared.open.hasRoom
      shared.open.answered()
      return !hadRoom && shared.open.hasRoom
    }
    if hasRoom { room.wake() }
  }

  /// Takes nothing more. When this returns, every line that was taken is posted.
  func stopTaking() { shared.withLock { $0.isTaking = false } }

  // MARK: The thread

  private func serve() {
    var lines = LineAssembler()
    withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 16) { buffer in
      while true {
        while shared.withLock({ !$0.open.hasRoom }) { room.wait(timeoutMs: -1) }
        let count = read(descriptor, buffer.baseAddress, buffer.count)
        if count < 0, errno == EINTR { continue }
        if count <= 0 { break }
        post(lines.take(UnsafeRawBufferPointer(rebasing: buffer[..<count])))
      }
    }
    if let line = lines.takeRest() { post([line]) }
    mailbox.post(.closed(.standardInput))
  }

  private func post(_ lines: [LineAssembler.Line]) {
    shared.withLock { shared in
      guard shared.isTaking else { return }
      // Nothing answers a blank line: as an open question it would stay one.
      for line in lines where !line.isBlank {
        shared.open.ask(line)
        mailbox.post(.line(.standardInput, line))
      }
    }
  }
}
