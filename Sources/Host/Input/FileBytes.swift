#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A whole file in memory: the rules, or the exchange's lists.
enum FileBytes {
  /// The largest file that is read whole: 64 MiB.
  static let maxBytes = 64 << 20

  /// Opens a regular file to be read. What else stands at a path is refused: a pipe may give nothing for as long as it
  /// likes, or have nobody who writes into it.
  ///
  /// - Parameter takesOpen: whether the names of descriptors that the program was started with, which somebody feeds, are
  ///   taken too, whatever they lead to: `/dev/stdin`, and `/dev/fd/63` of a shell's `<(…)`.
  static func open(_ path: String, takesOpen: Bool = true) throws(HostError) -> Int32 {
    let isOpen = takesOpen && (path == "/dev/stdin" || ["/dev/fd/", "/proc/self/fd/"].contains { path.hasPrefix($0) })
    #if canImport(Glibc)
      let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | (isOpen ? 0 : O_NONBLOCK))
    #elseif canImport(Darwin)
      let descriptor = Darwin.open(path, O_RDONLY | O_CLOEXEC | (isOpen ? 0 : O_NONBLOCK))
    #endif
    guard descriptor >= 0 else {
      // A socket cannot be opened at all.
      throw errno == ENXIO && !isOpen ? .notAFile(path: path) : .cannotRead(path: path, errno: errno)
    }
    if isOpen { return descriptor }
    var status = stat()
    let kind = fstat(descriptor, &status) == 0 ? status.st_mode & S_IFMT : 0
    guard kind == S_IFREG else {
      close(descriptor)
      throw kind == S_IFDIR ? .cannotRead(path: path, errno: EISDIR) : .notAFile(path: path)
    }
    return descriptor
  }

  /// The bytes of a file; see `open`.
  static func read(path: String, takesOpen: Bool = true) throws(HostError) -> [UInt8] {
    let descriptor = try open(path, takesOpen: takesOpen)
    defer { close(descriptor) }
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
    let flags = O_WRONLY | O_CREAT | (isNew ? O_EXCL : O_TRUNC) | O_CLOEXEC
    #if canImport(Glibc)
      let descriptor = Glibc.open(path, flags, 0o644)
    #elseif canImport(Darwin)
      let descriptor = Darwin.open(path, flags, 0o644)
    #endif
    guard descriptor >= 0 else { throw .cannotCreate(path: path, errno: errno) }
    defer { close(descriptor) }
    let output = TextOutput(descriptor: descriptor, name: path)
    do throws(HostError) {
      try output.write(bytes)
      try output.flush()
    } catch {
      guard case .cannotWrite(_, let code) = error else { throw error }
      throw .cannotFinish(path: path, errno: code)
    }
  }
}
