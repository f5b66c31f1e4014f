#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The right to write verdicts into a store, held by one process at a time.
///
/// The lock is the operating system's, on a file beside the database: it goes with the process, however that ends.
/// Readers of the database do not need it.
final class StoreLock {
  private let descriptor: Int32

  /// Takes the lock of the store at `path`.
  ///
  /// - Throws: `StoreError.inUse` where another process has it.
  init(storePath path: String) throws(StoreError) {
    descriptor = open(path + "-lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .lockUnavailable(errno: errno) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw .inUse
    }
  }

  deinit { close(descriptor) }
}
