internal import CSQLite

/// What SQLite said when it would not do something.
struct SQLiteError: Error, Hashable {
  /// The primary result code: SQLITE_BUSY, SQLITE_FULL.
  let code: Int32
  /// The extended result code, which says more.
  let extendedCode: Int32
  /// SQLite's own words.
  let message: String
  /// What was being done; values that were bound are not part of it.
  let statement: String

  /// What stands in a row is nothing that was ever written there.
  static func damaged(_ what: String, in statement: String) -> SQLiteError {
    SQLiteError(code: SQLITE_CORRUPT, extendedCode: SQLITE_CORRUPT, message: what, statement: statement)
  }

  /// What the code means for whoever runs the program.
  enum Cause: Hashable {
    case locked, full, readOnly, notADatabase, corrupt, cannotOpen, other
  }

  var cause: Cause {
    switch code {
    case SQLITE_BUSY, SQLITE_LOCKED: .locked
    case SQLITE_FULL: .full
    case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH: .readOnly
    case SQLITE_NOTADB: .notADatabase
    case SQLITE_CORRUPT: .corrupt
    case SQLITE_CANTOPEN: .cannotOpen
    default: .other
    }
  }
}

extension SQLiteError: CustomStringConvertible {
  var description: String { "SQLite \(extendedCode) (\(message)) in: \(statement)" }
}
