import Foundation
import Testing

@testable import Host

/// Counts the transactions in a database's write-ahead log, by its file format (https://www.sqlite.org/walformat.html).
final class WriteAheadLog {
  private let path: String
  // As long as somebody reads an old state, the log is not begun anew.
  private let reader: SQLiteConnection

  init(_ databasePath: String) throws {
    path = databasePath + "-wal"
    reader = try SQLiteConnection(path: databasePath, .readOnly, busyTimeoutMs: 1000)
    try reader.execute("BEGIN")
    _ = try reader.integer("SELECT count(*) FROM verdicts")
  }

  func transactionCount() throws -> Int {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    func word(_ offset: Int) -> Int { bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } }
    guard bytes.count >= 32 else { return 0 }
    let frameLength = 24 + word(8)
    let salts = bytes[16..<24]
    var count = 0
    for frame in stride(from: 32, through: bytes.count - frameLength, by: frameLength) {
      // A frame of an older log ends this one; a commit frame says how large the database is.
      guard bytes[frame + 8..<frame + 16].elementsEqual(salts) else { break }
      if word(frame + 4) != 0 { count += 1 }
    }
    return count
  }
}
