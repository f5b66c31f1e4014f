internal import RuleEngine

/// What rules say of a recorded entry, as far as can be known.
enum Finding: Hashable {
  case approved
  /// The deciding entry is nil where another one before it may have rejected, too; the code where it may be another one.
  case rejected(entryIndex: Int?, code: ReasonCode?)
  /// It was rejected before any chain was asked, and is so whatever the rules.
  case rejectedBefore
  /// Something that could turn it is not known.
  case unknown(Set<Gap>)

  /// Whether it is approved; nil where that is not known.
  var isApproved: Bool? {
    switch self {
    case .approved: true
    case .rejected, .rejectedBefore: false
    case .unknown: nil
    }
  }
}
