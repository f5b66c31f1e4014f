internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The operating system's signals as events: TERM and INT end the host, HUP has it read its rules again.
enum SystemSignals {
  // A handler may do next to nothing but write to a descriptor, and it can be told of one in no other way.
  private static let writeEnd = Atomic<Int32>(-1)

  /// Begins to listen.
  ///
  /// A handler and a pipe: a mask would have to be set in every thread, and those of the concurrency runtime, the first
  /// thread of the process among them, are there before this is called.
  static func start(_ mailbox: Mailbox<HostEvent>) throws(NetworkError) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw .system(errno: errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    // A handler must not wait, whatever happens to the reader.
    _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
    writeEnd.store(ends[1], ordering: .sequentiallyConsistent)
    let readEnd = ends[0]
    try HostThread.start {
      unblock()
      read(readEnd, mailbox)
    }
    for number in [SIGTERM, SIGINT, SIGHUP] {
      signal(number) { number in
        let before = errno
        var byte = UInt8(truncatingIfNeeded: number)
        _ = write(SystemSignals.writeEnd.load(ordering: .relaxed), &byte, 1)
        errno = before
      }
    }
  }

  /// Whoever started this process may have left the signals blocked; one thread that takes them is enough.
  private static func unblock() {
    var set = sigset_t()
    sigemptyset(&set)
    for number in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&set, number) }
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
  }

  private static func read(_ readEnd: Int32, _ mailbox: Mailbox<HostEvent>) {
    var stops = 0
    while true {
      var byte: UInt8 = 0
      #if canImport(Glibc)
        let count = Glibc.read(readEnd, &byte, 1)
      #elseif canImport(Darwin)
        let count = Darwin.read(readEnd, &byte, 1)
      #endif
      guard count == 1 else { continue }
      if Int32(byte) == SIGHUP {
        mailbox.post(.reload)
        continue
      }
      mailbox.post(.stop)
      stops += 1
      // Whoever asks a third time does not want to wait for the answers.
      if stops == 3 { _exit(ExitCode.inputOutput.rawValue) }
    }
  }
}
