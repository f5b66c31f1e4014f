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
    /// The text of rules, by their digest.
    case rules(String)
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
  }

  let place: Place
  let kind: Kind
  /// What stands in the store.
  var recorded: String?
  /// What should.
  var expected: String?
}
