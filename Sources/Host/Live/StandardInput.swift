#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Standard input as a client: a thread that reads lines and posts them.
enum StandardInput {
  /// Begins to read; at the end of the input it is posted as closed.
  static func start(_ mailbox: Mailbox<HostEvent>) throws(NetworkError) {
    try HostThread.start {
      var lines = LineAssembler()
      withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 16) { buffer in
        while true {
          let count = read(STDIN_FILENO, buffer.baseAddress, buffer.count)
          if count < 0, errno == EINTR { continue }
          if count <= 0 { break }
          for line in lines.take(UnsafeRawBufferPointer(rebasing: buffer[..<count])) {
            mailbox.post(.line(.standardInput, line))
          }
        }
      }
      if let line = lines.takeRest() { mailbox.post(.line(.standardInput, line)) }
      mailbox.post(.closed(.standardInput))
    }
  }
}
