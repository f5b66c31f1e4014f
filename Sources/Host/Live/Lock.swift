#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A value that one thread at a time can see, by a mutex of POSIX.
///
/// `Mutex` of Synchronization does the same, but on Linux it waits in the kernel's futex from a library that is built
/// without the thread sanitizer, which then takes every second owner for a race. The sanitizer knows POSIX's mutexes, so
/// with these it reports what is one, and that alone.
package struct Lock<Value: Sendable>: ~Copyable, @unchecked Sendable {
  // At an address of its own: a mutex must not move. Both are unchecked for the compiler alone: nothing reads or writes
  // the value but `withLock`.
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let value: UnsafeMutablePointer<Value>

  package init(_ value: consuming Value) {
    mutex = .allocate(capacity: 1)
    mutex.initialize(to: pthread_mutex_t())
    let code = pthread_mutex_init(mutex, nil)
    precondition(code == 0, "no mutex: \(code)")
    self.value = .allocate(capacity: 1)
    self.value.initialize(to: value)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
    value.deinitialize(count: 1)
    value.deallocate()
  }

  /// Runs something while no other thread sees the value. It must be short, and must not lock the same value again.
  package borrowing func withLock<Result, Failure: Error>(
    _ body: (inout Value) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body(&value.pointee)
  }
}
