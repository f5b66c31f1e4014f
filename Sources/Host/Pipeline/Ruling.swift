internal import RuleEngine

/// The answer to a signal.
enum Ruling: Hashable {
  case approved
  case rejected(Rejection)

  /// Why a signal was rejected, and by what.
  struct Rejection: Hashable {
    /// Where in the pipeline.
    enum Stage: String {
      case input, gates
      case riskReview = "risk_review"
      case store

      init(_ stage: ChainEntry.Stage) {
        switch stage {
        case .gates: self = .gates
        case .riskReview: self = .riskReview
        }
      }
    }

    let stage: Stage
    /// The id of the deciding entry; nil outside the chain.
    let rule: String?
    let code: ReasonCode
    /// The reason in words.
    let reason: String
  }

  var action: String {
    switch self {
    case .approved: "approved"
    case .rejected: "rejected"
    }
  }

  var rejection: Rejection? {
    switch self {
    case .approved: nil
    case .rejected(let rejection): rejection
    }
  }
}
