#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Tells when a file has changed: by looking at it twice a second, which sees editors that rename and folders that are
/// mounted alike.
enum FileWatch {
  private struct Look: Equatable {
    let inode: UInt64
    let size: Int64
    let seconds: Int
    let nanoseconds: Int
  }

  private static let everyMs: Int32 = 500

  /// Begins to look, on a thread of its own; a change posts `reload`.
  static func start(_ path: String, _ mailbox: Mailbox<HostEvent>) throws(NetworkError) {
    try HostThread.start {
      var last = look(path)
      // The file may have changed since it was read for the start.
      var isSettled = false
      while true {
        let now = look(path)
        // Once more after a change: two changes within one tick of the file system's clock look like one.
        if now != last || !isSettled { mailbox.post(.reload) }
        isSettled = now == last
        last = now
        _ = poll(nil, 0, everyMs)
      }
    }
  }

  private static func look(_ path: String) -> Look? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    #if canImport(Glibc)
      let time = status.st_mtim
    #elseif canImport(Darwin)
      let time = status.st_mtimespec
    #endif
    return Look(
      inode: UInt64(status.st_ino), size: Int64(status.st_size), seconds: Int(time.tv_sec),
      nanoseconds: Int(time.tv_nsec))
  }
}
