#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A compressed file as it is read: the system's `gzip` decompresses it in a process beside this one.
final class GzipStream {
  /// Where the text comes out; whoever reads it closes it.
  let readEnd: Int32

  private let path: String
  private let child: ChildProcess

  /// Whether a file's name says that it is compressed.
  static func isCompressed(_ path: String) -> Bool { path.hasSuffix(".gz") }

  /// Begins to decompress an open file.
  init(of descriptor: Int32, path: String) throws(HostError) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw .cannotRead(path: path, errno: errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    self.path = path
    do {
      child = try ChildProcess(["gzip", "-dc"], input: descriptor, output: ends[1])
    } catch {
      for end in ends { close(end) }
      throw .compressed(path: path, errno: error.errno)
    }
    // The text ends when the program has closed its end, if this process has closed its own.
    close(ends[1])
    readEnd = ends[0]
  }

  /// Says whether the text that has ended was all of it.
  func finish() throws(HostError) {
    if !child.wait() { throw .compressed(path: path, errno: nil) }
  }
}
