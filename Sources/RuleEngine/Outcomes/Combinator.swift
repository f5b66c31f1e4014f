/// How outcomes are combined: three-valued logic, in which `not_applicable` is neutral.
///
/// Kleene's strong logic of truth, falsehood and the unknown, as S. C. Kleene gave it in "Introduction to
/// Metamathematics" (1952), section 64; a rejection is false, an unavailable outcome unknown.
public enum Combinator: String, Hashable, Sendable, CaseIterable {
  /// Rejects if any child rejects; else unavailable if any is; else passes if any passes; else not applicable.
  case all
  /// Passes if any child passes; else unavailable if any is; else rejects if any rejects; else not applicable.
  case any
  /// Swaps pass and reject of its one child; leaves the other two.
  case not

  /// The outcome of a combination of outcomes. Its code is that of the first child with the combination's own outcome;
  /// a `not` that rejects says `negated`. The numbers stay with the children.
  public func combine(_ outcomes: some Sequence<Outcome>) -> Outcome {
    switch self {
    case .all: Combinator.first(of: [.reject, .unavailable, .pass], in: outcomes)
    case .any: Combinator.first(of: [.pass, .unavailable, .reject], in: outcomes)
    case .not: Combinator.negate(Combinator.first(of: [.reject, .unavailable, .pass], in: outcomes))
    }
  }

  private static func negate(_ outcome: Outcome) -> Outcome {
    switch outcome {
    case .pass: .reject(.negated)
    case .reject: .pass
    case .notApplicable, .unavailable: outcome
    }
  }

  private static func first(of precedence: [Outcome.Kind], in outcomes: some Sequence<Outcome>) -> Outcome {
    var best: Outcome?
    var bestRank = precedence.count
    for outcome in outcomes {
      if let rank = precedence.firstIndex(of: outcome.kind), rank < bestRank {
        best = outcome
        bestRank = rank
      }
    }
    guard let best else { return .notApplicable }
    switch best {
    case .pass: return .pass
    case .reject(let reason): return .reject(reason.code)
    case .unavailable(let reason): return .unavailable(reason.code)
    case .notApplicable: return .notApplicable
    }
  }
}
