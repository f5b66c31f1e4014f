#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A thread that waits for the network, which the concurrency runtime's threads must not.
enum NetworkThread {
  private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Runs something on a thread of its own, which ends with it.
  static func start(_ run: @escaping @Sendable () -> Void) throws(NetworkError) {
    let code = create(Body(run))
    if code != 0 { throw .system(errno: code) }
  }

  // The thread takes over the reference that is made here; where there is no thread nobody does.
  private static func create(_ body: Body) -> Int32 {
    let context = Unmanaged.passRetained(body).toOpaque()
    #if canImport(Darwin)
      var thread: pthread_t?
    #else
      var thread = pthread_t()
    #endif
    let code = pthread_create(&thread, nil, { NetworkThread.run($0) }, context)
    guard code == 0 else {
      Unmanaged<Body>.fromOpaque(context).release()
      return code
    }
    #if canImport(Darwin)
      if let thread { pthread_detach(thread) }
    #else
      pthread_detach(thread)
    #endif
    return 0
  }

  // Where the system is Darwin the address comes as one that is never nil.
  private static func run(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let context { Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run() }
    return nil
  }
}

/// Wakes a thread that waits in `poll`.
final class WakePipe: Sendable {
  /// What the waiting thread polls for input.
  let readEnd: Int32
  private let writeEnd: Int32

  init() throws(NetworkError) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw .system(errno: errno) }
    (readEnd, writeEnd) = (ends[0], ends[1])
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
  }

  deinit {
    close(readEnd)
    close(writeEnd)
  }

  /// Wakes the thread. Where the pipe is full it is awake already.
  func wake() {
    var byte: UInt8 = 0
    _ = write(writeEnd, &byte, 1)
  }

  /// Forgets what woke the thread.
  func drain() {
    withUnsafeTemporaryAllocation(byteCount: 64, alignment: 1) { buffer in
      while read(readEnd, buffer.baseAddress, buffer.count) == buffer.count {}
    }
  }
}
