#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A value that one thread at a time can see, and whose changes other threads wait for.
///
/// By a mutex and a condition of POSIX, for the reasons that `Lock` gives; the standard library has no condition.
struct Monitor<Value: Sendable>: ~Copyable, @unchecked Sendable {
  // At addresses of their own: neither may move. Unchecked for the compiler alone: nothing reads or writes the value but
  // the two functions below, and both hold the mutex.
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let changed: UnsafeMutablePointer<pthread_cond_t>
  private let value: UnsafeMutablePointer<Value>

  init(_ value: consuming Value) {
    mutex = .allocate(capacity: 1)
    mutex.initialize(to: pthread_mutex_t())
    changed = .allocate(capacity: 1)
    changed.initialize(to: pthread_cond_t())
    let code = pthread_mutex_init(mutex, nil) | pthread_cond_init(changed, nil)
    precondition(code == 0, "no mutex: \(code)")
    self.value = .allocate(capacity: 1)
    self.value.initialize(to: value)
  }

  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(mutex)
    changed.deallocate()
    mutex.deallocate()
    value.deinitialize(count: 1)
    value.deallocate()
  }

  /// Changes the value, and lets those that wait look at it.
  borrowing func change(_ body: (inout Value) -> Void) {
    pthread_mutex_lock(mutex)
    body(&value.pointee)
    pthread_cond_broadcast(changed)
    pthread_mutex_unlock(mutex)
  }

  /// Waits until `body` finds something in the value, and gives what it found. It is asked again after each change.
  borrowing func wait<Found>(for body: (inout Value) -> Found?) -> Found {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while true {
      if let found = body(&value.pointee) { return found }
      pthread_cond_wait(changed, mutex)
    }
  }
}
