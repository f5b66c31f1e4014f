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
    try StoreLock.refuseForeign(path)
    // Another name of the same file must lead to the same lock.
    let resolved = realpath(path, nil)
    defer { free(resolved) }
    let name = resolved.map { String(cString: $0) } ?? path
    descriptor = open(name + "-lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .lockUnavailable(errno: errno) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw .inUse
    }
  }

  deinit { StoreLock.release(descriptor) }

  /// Whether a process holds the lock of the store at `path`: a host is running on it.
  ///
  /// The lock is not taken but asked for together with whoever else asks, and given back at once.
  static func isHeld(storePath path: String) -> Bool {
    let resolved = realpath(path, nil)
    defer { free(resolved) }
    let file = open((resolved.map { String(cString: $0) } ?? path) + "-lock", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return false }
    defer { release(file) }
    return flock(file, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
  }

  // Closed alone, a lock lives on in a process that is just being started, until that runs its own program.
  private static func release(_ descriptor: Int32) {
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  /// Refuses a device, a pipe and a folder, before anybody waits for one.
  static func refuseNonFile(_ path: String) throws(StoreError) {
    var status = stat()
    guard stat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .foreign }
  }

  /// Leaves no lock beside something that cannot be a store: no file, or another kind of file.
  private static func refuseForeign(_ path: String) throws(StoreError) {
    try refuseNonFile(path)
    // Every SQLite database begins so (https://www.sqlite.org/fileformat.html, section 1.3); a new one is empty.
    let magic = Array("SQLite format 3\0".utf8)
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    defer { close(file) }
    var start = [UInt8](repeating: 0, count: magic.count)
    let count = read(file, &start, start.count)
    guard count == 0 || start == magic else { throw .foreign }
  }
}
