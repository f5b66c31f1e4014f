#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A whole file in memory: the rules, or the exchange's lists.
enum FileBytes {
  /// The largest file that is read whole: 64 MiB.
  static let maxBytes = 64 << 20

  /// The bytes of a file.
  ///
  /// - Parameter neverWaits: whether anything but a regular file is refused: a pipe may give nothing for as long as it likes.
  static func read(path: String, neverWaits: Bool = false) throws(HostError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | (neverWaits ? O_NONBLOCK : 0))
    guard descriptor >= 0 else {
      // A socket cannot be opened at all.
      throw errno == ENXIO && neverWaits ? .notAFile(path: path) : .cannotRead(path: path, errno: errno)
    }
    defer { close(descriptor) }
    if neverWaits {
      var status = stat()
      guard fstat(descriptor, &status) == 0 else { throw .cannotRead(path: path, errno: errno) }
      let kind = status.st_mode & S_IFMT
      if kind == S_IFDIR { throw .cannotRead(path: path, errno: EISDIR) }
      guard kind == S_IFREG else { throw .notAFile(path: path) }
    }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = chunk.withUnsafeMutableBytes { buffer in
        #if canImport(Glibc)
          Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        #elseif canImport(Darwin)
          Darwin.read(descriptor, buffer.baseAddress, buffer.count)
        #endif
      }
      if count == 0 { return bytes }
      if count > 0 {
        bytes.append(contentsOf: chunk[..<count])
        guard bytes.count <= maxBytes else { throw .cannotRead(path: path, errno: EFBIG) }
      } else if errno != EINTR {
        throw .cannotRead(path: path, errno: errno)
      }
    }
  }

  /// Writes a file, in place of one that was there unless it is to be a new one.
  static func write(_ bytes: [UInt8], path: String, isNew: Bool = false) throws(HostError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | (isNew ? O_EXCL : O_TRUNC) | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw isNew ? .cannotCreate(path: path, errno: errno) : .cannotWrite(name: path, errno: errno)
    }
    defer { close(descriptor) }
    let output = TextOutput(descriptor: descriptor, name: path)
    try output.write(bytes)
    try output.flush()
  }
}
