#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Changes a whole file in one step, one who does so at a time.
enum FileReplacement {
  /// How often, and how long after each other, a file is looked at that another one is changing.
  private static let (attempts, pauseMs): (Int, Int32) = (100, 50)

  /// Replaces a file: who reads meanwhile sees it as it was, or as it will be. A symbolic link stays, and what it leads to
  /// is replaced.
  ///
  /// - Parameter text: makes the new bytes, told whether there is a file; while it works nobody else changes it.
  static func replace(_ path: String, _ text: (_ isThere: Bool) throws(HostError) -> [UInt8]) throws(HostError) {
    let target = resolved(path)
    // The new file is the lock, too.
    let new = target + ".new"
    try create(new)
    do throws(HostError) {
      try FileBytes.write(try text(StoreReader.exists(path)), path: new)
      guard rename(new, target) == 0 else { throw .cannotCreate(path: path, errno: errno) }
    } catch {
      unlink(new)
      throw error
    }
  }

  private static func create(_ path: String) throws(HostError) {
    for attempt in 1...attempts {
      do throws(HostError) {
        return try FileBytes.write([], path: path, isNew: true)
      } catch {
        guard case .cannotCreate(_, EEXIST) = error, attempt < attempts else { throw error }
        _ = poll(nil, 0, pauseMs)
      }
    }
  }

  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }
}
