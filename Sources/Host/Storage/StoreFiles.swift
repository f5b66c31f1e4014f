#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The three files of a database with a write-ahead log, as a connection has them open: the database, its log (`-wal`)
/// and the log's index (`-shm`), which every process maps into its memory.
///
/// SQLite does not notice when somebody removes, replaces or cuts one of them: it writes into a log that nobody will read,
/// shares an index with nobody, or is killed by the system for touching memory that is gone.
struct StoreFiles {
  /// What has become of the files.
  enum Look: Hashable {
    case intact
    /// The log is empty now: cut off by somebody, or by another connection's checkpoint, which may do that.
    case logEmptied
    /// The log alone is gone, and nothing is in its place: what stands in it can still be read, by who has it open.
    case logRemoved
    case changed
  }

  private struct File {
    let identity: FileIdentity
    var bytes: Int64
  }

  private static let suffixes = ["", "-wal", "-shm"]

  private let paths: [String]
  private var files: [File]

  /// Remembers the files.
  ///
  /// - Parameter path: the database's, without symbolic links.
  /// - Returns: nil where one of the files does not exist: a log and its index are made with the first reading.
  init?(path: String) {
    paths = StoreFiles.suffixes.map { path + $0 }
    files = paths.compactMap(StoreFiles.file)
    if files.count < paths.count { return nil }
  }

  /// Looks at the files again, and remembers how far they have grown: while a connection has them open none of them
  /// shrinks, but for a log that a checkpoint empties.
  mutating func look() -> Look {
    let now = paths.map(StoreFiles.file)
    let isWhole = zip(files, now).map { old, new in
      new.map { $0.identity == old.identity && $0.bytes >= old.bytes } ?? false
    }
    guard isWhole[0], isWhole[2] else { return .changed }
    guard let log = now[1] else { return .logRemoved }
    guard isWhole[1] else { return log.identity == files[1].identity && log.bytes == 0 ? .logEmptied : .changed }
    files = now.compactMap(\.self)
    return .intact
  }

  /// Takes it that a checkpoint has emptied the log.
  mutating func acceptEmptyLog() { files[1].bytes = 0 }

  private static func file(_ path: String) -> File? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return File(identity: FileIdentity(status), bytes: Int64(status.st_size))
  }
}
