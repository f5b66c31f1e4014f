internal import RuleEngine

/// Something that rules ask for and that no record tells.
enum Gap: Hashable {
  /// A book that the rules in force at that time did not read.
  case feed(Feed)
  /// What a book was before, on which the rules in force at that time did not look back as far.
  case past(Feed)
  /// The account's balance, which nobody asked for at that time.
  case balance
  /// A coin's asset context, which nobody asked for at that time.
  case context(Coin)
  /// What came before the first record, or was removed.
  case records
  /// How entries were closed that were never made, or may not have been.
  case exits
  /// An earlier verdict of these rules, which is not known itself.
  case earlier
  /// The record itself, which cannot be read.
  case unreadable
}

extension Gap: CustomStringConvertible {
  var description: String {
    switch self {
    case .feed(let feed): "the book \(feed) was not recorded"
    case .past(let feed): "what the book \(feed) was before was not recorded"
    case .balance: "the balance was not recorded"
    case .context(let coin): "the context of \(coin.name) was not recorded"
    case .records: "the rules look back on records that are not there"
    case .exits: "how the entries would have been closed that were not made then"
    case .earlier: "it hangs on an earlier verdict that cannot be known"
    case .unreadable: "the record cannot be read"
    }
  }

  /// The name in JSON.
  var name: String {
    switch self {
    case .feed(let feed): "\(feed)"
    case .past(let feed): "past:\(feed)"
    case .balance: "balance"
    case .context(let coin): "context:\(coin.name)"
    case .records: "records"
    case .exits: "exits"
    case .earlier: "earlier_verdicts"
    case .unreadable: "unreadable"
    }
  }
}
