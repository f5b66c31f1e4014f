/// Why a store cannot be opened, read or written.
enum StoreError: Error, Hashable {
  /// There is no file.
  case missing
  /// The file is another program's database, or no database.
  case foreign
  /// The schema is newer than this program knows.
  case newer(version: Int)
  /// The store was made for something else: live verdicts, or another network's.
  case otherKind(found: StoreKind, wanted: StoreKind)
  /// Another process writes verdicts into it.
  case inUse
  /// The lock file beside the store cannot be made.
  case lockUnavailable(errno: Int32)
  /// A replay must begin with an empty store.
  case notEmpty(records: Int64)
  /// The file was deleted or renamed while it was being written.
  case moved
  /// The file, its log or the log's index was removed, replaced or cut while the store was in use.
  case filesChanged
  /// What would be deleted, or what goes on from it, is not as it was written.
  case damaged(VerificationFault)
  /// The store has something that nobody makes here and that may change what is written: `trigger t`.
  case planted(String)
  /// SQLite's own error.
  case sqlite(SQLiteError)

  static func wrap<Value>(_ body: () throws(SQLiteError) -> Value) throws(StoreError) -> Value {
    do { return try body() } catch { throw .sqlite(error) }
  }
}

/// What a store's records are: of a live host, of the candidate beside one, or of a replay, and which network they are
/// labelled with.
struct StoreKind: Hashable {
  enum Origin: String {
    case live, candidate, replay
  }

  let origin: Origin
  let network: Network
}

/// Which network a record is labelled with.
enum Network: String, CaseIterable {
  case mainnet, testnet
}
