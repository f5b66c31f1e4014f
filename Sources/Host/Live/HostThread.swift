#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A thread for what waits in a system call, which the concurrency runtime's threads must not.
enum HostThread {
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
    let code = pthread_create(&thread, nil, { HostThread.run($0) }, context)
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
