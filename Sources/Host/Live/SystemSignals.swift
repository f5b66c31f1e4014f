#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The operating system's signals as events: TERM and INT end the host, HUP has it read its rules again.
enum SystemSignals {
  /// Begins to listen, on a thread of its own. Call it before any other thread is started, for they inherit the mask.
  static func start(_ mailbox: Mailbox<HostEvent>) throws(NetworkError) {
    var set = sigset_t()
    sigemptyset(&set)
    for number in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&set, number) }
    pthread_sigmask(SIG_BLOCK, &set, nil)
    try HostThread.start {
      var set = sigset_t()
      sigemptyset(&set)
      for number in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&set, number) }
      var stops = 0
      while true {
        var number: Int32 = 0
        guard sigwait(&set, &number) == 0 else { continue }
        if number == SIGHUP {
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
}
