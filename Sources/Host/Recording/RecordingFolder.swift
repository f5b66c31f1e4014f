#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif
internal import RuleEngine

/// The files of recordings on the disk: carries out what `RecordingFiles` says.
struct RecordingFolder {
  /// Why something could not be written.
  struct Fault: Error, Hashable {
    let errno: Int32
  }

  private struct File {
    let descriptor: Int32
    let name: String
    // What has gone to the system whole.
    var size: Int64 = 0
    var buffer: [UInt8] = []
  }

  private let path: String
  private var folder: Int32 = -1
  private var files: [RecordingFiles.Kind: File] = [:]

  /// What is written at once, in bytes.
  private static let chunkBytes = 1 << 20

  /// How many files were opened so far.
  private(set) var openedCount = 0
  /// How many bytes were written so far.
  private(set) var byteCount: Int64 = 0

  init(path: String) { self.path = path }

  /// Opens the folder, which may be made.
  mutating func open(makesFolder: Bool) throws(Fault) {
    if makesFolder, mkdir(path, 0o700) != 0, errno != EEXIST { throw Fault(errno: errno) }
    close()
    folder = openFolder()
    guard folder >= 0 else { throw Fault(errno: errno) }
    guard access(path, W_OK) == 0 else { throw Fault(errno: errno) }
  }

  /// Does something.
  ///
  /// - Returns: the path of a file that is finished.
  mutating func perform(_ action: RecordingFiles.Action) throws(Fault) -> String? {
    switch action {
    case .open(let kind, let name):
      // One that is there already is somebody's recording.
      let descriptor = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else { throw Fault(errno: errno) }
      files[kind] = File(descriptor: descriptor, name: name)
      openedCount += 1
    case .write(let kind, let bytes):
      files[kind]?.buffer.append(contentsOf: bytes)
      if let count = files[kind]?.buffer.count, count >= RecordingFolder.chunkBytes { try flush(kind) }
    case .close(let kind):
      try flush(kind)
      guard let file = files.removeValue(forKey: kind) else { return nil }
      endFile(file.descriptor)
      return "\(path)/\(file.name)"
    }
    return nil
  }

  /// Hands everything to the system.
  mutating func flush() throws(Fault) {
    for kind in RecordingFiles.Kind.allCases { try flush(kind) }
  }

  /// Makes sure that the folder is where it was: a file in one that was removed can be written, and nobody ever finds it.
  func check() throws(Fault) {
    var opened = stat()
    var named = stat()
    guard fstat(folder, &opened) == 0, stat(path, &named) == 0 else { throw Fault(errno: errno) }
    guard opened.st_ino == named.st_ino, opened.st_dev == named.st_dev else { throw Fault(errno: ENOENT) }
  }

  /// Makes sure that the folder has room, by taking some of it for a moment.
  func probe() throws(Fault) {
    let name = ".entrygate-probe"
    let descriptor = openat(folder, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Fault(errno: errno) }
    let result = RecordingFolder.write([UInt8](repeating: 0x20, count: RecordingFolder.chunkBytes), to: descriptor)
    endFile(descriptor)
    unlinkat(folder, name, 0)
    if let fault = result.fault { throw fault }
  }

  /// Closes everything; what is not written stays so.
  mutating func close() {
    for file in files.values { endFile(file.descriptor) }
    files = [:]
    if folder >= 0 { endFile(folder) }
    folder = -1
  }

  private mutating func flush(_ kind: RecordingFiles.Kind) throws(Fault) {
    // A signal without the books it saw would come out otherwise, so those go first.
    if kind == .signals { try flush(.market) }
    guard let file = files[kind], !file.buffer.isEmpty else { return }
    let (written, fault) = RecordingFolder.write(file.buffer, to: file.descriptor)
    if let fault {
      // Half a line would be counted as one that cannot be read.
      let whole = file.buffer[..<written].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
      ftruncate(file.descriptor, off_t(file.size) + off_t(whole))
      throw fault
    }
    byteCount += Int64(file.buffer.count)
    files[kind]?.size += Int64(file.buffer.count)
    files[kind]?.buffer.removeAll(keepingCapacity: true)
  }

  /// - Returns: how much was written, and why not all of it.
  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> (written: Int, fault: Fault?) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { bytes in
        #if canImport(Glibc)
          Glibc.write(descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
        #elseif canImport(Darwin)
          Darwin.write(descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
        #endif
      }
      if count > 0 {
        written += count
      } else if count == 0 || errno != EINTR {
        return (written, Fault(errno: count == 0 ? ENOSPC : errno))
      }
    }
    return (written, nil)
  }

  private func openFolder() -> Int32 {
    #if canImport(Glibc)
      Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    #elseif canImport(Darwin)
      Darwin.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    #endif
  }

  private func endFile(_ descriptor: Int32) {
    #if canImport(Glibc)
      _ = Glibc.close(descriptor)
    #elseif canImport(Darwin)
      _ = Darwin.close(descriptor)
    #endif
  }
}
