/// Something in a store that is not as it was written, or does not follow from what is written beside it.
struct VerificationFault: Hashable, Sendable {
  /// What it is about.
  enum Place: Hashable, Sendable {
    /// A record, by its seq.
    case record(Int64)
    /// An exit, by its number.
    case exit(Int64)
    /// A row of the daily statistics.
    case day(String, symbol: String, baseSymbol: String)
    /// The daily statistics up to a day.
    case days(through: String)
    /// The text of rules, by their digest.
    case rules(String)
    /// A pruning, by its number.
    case pruning(Int64)
    /// The entries that are carried over.
    case carried
    /// The store as a whole.
    case store
  }

  /// What is wrong.
  enum Kind: Hashable, Sendable {
    /// It is gone; all up to this place are.
    case missing(through: Int64)
    /// What stands there was written as another record.
    case misplaced(seq: Int64)
    /// Its bytes do not give its hash.
    case changed
    /// It does not follow the one before it.
    case unlinked
    /// It is nothing that EntryGate writes.
    case unreadable
    /// A column does not repeat what the record says.
    case column(String)
    /// The verdict is not what evaluation gives.
    case verdict(at: String)
    /// The evidence is not what evaluation has read.
    case evidence(at: String)
    /// It is about a verdict that is not there.
    case orphaned
    /// The text of rules is gone, and with this record it was still kept.
    case removed(seq: Int64)
    /// A table, an index or whatever else a schema has is not as this program makes it: `trigger x`.
    case schema(String)
    /// SQLite finds pages, rows or indexes that do not fit.
    case integrity
  }

  let place: Place
  let kind: Kind
  /// What stands in the store.
  var recorded: String?
  /// What should.
  var expected: String?
}
