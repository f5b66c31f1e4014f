/// What one rule says of one entry.
public enum Outcome: Hashable, Sendable {
  /// The rule has no objection.
  case pass(Evidence)
  /// The rule objects.
  case reject(Reason)
  /// The rule has nothing to say of this entry.
  case notApplicable
  /// The rule cannot know: data that it needs is missing or too old.
  case unavailable(Reason)

  /// A stable code and the numbers behind it.
  public struct Reason: Hashable, Sendable {
    /// Which of the rule's documented reasons.
    public let code: ReasonCode
    /// The numbers.
    public let evidence: Evidence

    /// Makes a reason.
    @inlinable
    public init(_ code: ReasonCode, _ evidence: Evidence = .none) {
      self.code = code
      self.evidence = evidence
    }
  }

  /// The four outcomes without what they carry.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// See `Outcome.pass`.
    case pass
    /// See `Outcome.reject`.
    case reject
    /// See `Outcome.notApplicable`.
    case notApplicable = "not_applicable"
    /// See `Outcome.unavailable`.
    case unavailable
  }

  /// A pass without numbers.
  public static let pass = Outcome.pass(.none)

  /// Objects, with a code and the numbers behind it.
  @inlinable
  public static func reject(_ code: ReasonCode, _ evidence: Evidence = .none) -> Outcome {
    .reject(Reason(code, evidence))
  }

  /// Cannot know, with a code and the numbers behind it.
  @inlinable
  public static func unavailable(_ code: ReasonCode, _ evidence: Evidence = .none) -> Outcome {
    .unavailable(Reason(code, evidence))
  }

  /// Which of the four.
  @inlinable
  public var kind: Kind {
    switch self {
    case .pass: .pass
    case .reject: .reject
    case .notApplicable: .notApplicable
    case .unavailable: .unavailable
    }
  }

  /// The code of a reject or an unavailable; nil of the others.
  @inlinable
  public var code: ReasonCode? {
    switch self {
    case .reject(let reason), .unavailable(let reason): reason.code
    case .pass, .notApplicable: nil
    }
  }

  /// The reason of a reject; nil of the others.
  public var rejection: Reason? {
    if case .reject(let reason) = self { reason } else { nil }
  }

  /// The numbers.
  public var evidence: Evidence {
    switch self {
    case .pass(let evidence): evidence
    case .reject(let reason), .unavailable(let reason): reason.evidence
    case .notApplicable: .none
    }
  }
}
