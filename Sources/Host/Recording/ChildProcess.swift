#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A program of the system that runs beside this one, with files as its standard input and output.
final class ChildProcess: Sendable {
  /// Why a program does not run: the system's error, which is `ENOENT` where there is no such program.
  struct Unavailable: Error, Hashable {
    let errno: Int32
  }

  private struct State {
    let pid: pid_t
    var status: Int32?
  }

  private let state: Lock<State>

  /// Descriptors up to here are closed in a child: more than a host has.
  private static let closedBelow: Int32 = 512

  /// Starts a program that is found as a shell finds it. It inherits the two descriptors, and no others that it could keep
  /// open; of the environment it has the path alone.
  init(_ words: [String], input: Int32, output: Int32) throws(Unavailable) {
    var actions = ChildProcess.noActions
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    var attributes = ChildProcess.noAttributes
    posix_spawnattr_init(&attributes)
    #if canImport(Glibc)
      // Sockets of libraries, which are not all made to be closed in a child. One that is not open is no fault.
      for descriptor in 3..<ChildProcess.closedBelow { posix_spawn_file_actions_addclose(&actions, descriptor) }
      let others: Int32 = 0
    #else
      let others = POSIX_SPAWN_CLOEXEC_DEFAULT
    #endif
    // What this process does with signals is its own affair: a reader that goes away has to end a child.
    var signals = sigset_t()
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(Int32(POSIX_SPAWN_SETSIGDEF) | Int32(POSIX_SPAWN_SETSIGMASK) | others))
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
    var pid: pid_t = 0
    let code = ChildProcess.withStrings(words) { arguments in
      ChildProcess.withStrings(["PATH=\(path)"]) { environment in
        posix_spawnp(&pid, words[0], &actions, &attributes, arguments, environment)
      }
    }
    guard code == 0 else { throw Unavailable(errno: code) }
    state = Lock(State(pid: pid))
  }

  deinit {
    kill()
    _ = wait()
  }

  #if canImport(Glibc)
    private static var noActions: posix_spawn_file_actions_t { posix_spawn_file_actions_t() }
    private static var noAttributes: posix_spawnattr_t { posix_spawnattr_t() }
  #else
    private static var noActions: posix_spawn_file_actions_t? { nil }
    private static var noAttributes: posix_spawnattr_t? { nil }
  #endif

  /// Ends the program.
  func kill() {
    state.withLock { state in
      // A process that was waited for is gone, and its number may be another's.
      guard state.status == nil else { return }
      #if canImport(Glibc)
        _ = Glibc.kill(state.pid, SIGKILL)
      #elseif canImport(Darwin)
        _ = Darwin.kill(state.pid, SIGKILL)
      #endif
    }
  }

  /// Waits for the end of the program.
  ///
  /// - Returns: whether it ended with success.
  func wait() -> Bool {
    while true {
      let status = state.withLock { state -> Int32? in
        if let status = state.status { return status }
        var status: Int32 = 0
        let pid = waitpid(state.pid, &status, WNOHANG)
        if pid == 0 || pid < 0 && errno == EINTR { return nil }
        // A child that somebody else has waited for has an unknown end, which is not success.
        state.status = pid == state.pid ? status : -1
        return state.status
      }
      if let status { return status == 0 }
      // The lock is free meanwhile, so that another thread can end the program.
      _ = poll(nil, 0, 5)
    }
  }

  private static func withStrings(
    _ words: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Int32
  ) -> Int32 {
    let pointers = words.map { strdup($0) }
    defer { for pointer in pointers { free(pointer) } }
    return body(pointers + [nil])
  }
}
