#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A thread of the operating system, for what waits in a system call.
enum HostThread {
  private final class Body: Sendable {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Runs `body` on a thread of its own, which nobody waits for.
  static func start(_ body: @escaping @Sendable () -> Void) {
    let argument = Unmanaged.passRetained(Body(body)).toOpaque()
    #if canImport(Glibc)
      var thread = pthread_t()
      let code = pthread_create(&thread, nil, { HostThread.run($0) }, argument)
    #elseif canImport(Darwin)
      var thread: pthread_t?
      let code = pthread_create(&thread, nil, { HostThread.run($0) }, argument)
    #endif
    guard code == 0 else {
      Unmanaged<Body>.fromOpaque(argument).release()
      return
    }
    #if canImport(Glibc)
      pthread_detach(thread)
    #elseif canImport(Darwin)
      if let thread { pthread_detach(thread) }
    #endif
  }

  private static func run(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
    return nil
  }
}
