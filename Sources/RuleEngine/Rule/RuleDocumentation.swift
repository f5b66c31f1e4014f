/// What a rule type says of itself: the manual page that `entrygate rules NAME` shows, but for the parameters, which
/// document themselves.
public struct RuleDocumentation: Hashable, Sendable {
  /// One of a rule's reasons.
  public struct Code: Hashable, Sendable {
    /// The stable name.
    public let code: ReasonCode
    /// Whether the rule rejects with it or is unavailable.
    public let kind: Outcome.Kind
    /// When it is given.
    public let meaning: String

    /// A code with which the rule rejects.
    public static func reject(_ code: ReasonCode, _ meaning: String) -> Code {
      Code(code: code, kind: .reject, meaning: meaning)
    }

    /// A code with which the rule is unavailable.
    public static func unavailable(_ code: ReasonCode, _ meaning: String) -> Code {
      Code(code: code, kind: .unavailable, meaning: meaning)
    }
  }

  /// What the rule is called in messages: `期现套利门控`, `futures/spot gate`.
  public let title: LocalizedText
  /// One sentence: what the rule rejects.
  public let summary: String
  /// What a reader cannot guess: the formula, the units, the source.
  public let details: String
  /// Every code the rule can give, in the order in which it looks for them.
  public let codes: [Code]

  /// Makes a manual page.
  public init(title: LocalizedText, summary: String, details: String = "", codes: [Code] = []) {
    self.title = title
    self.summary = summary
    self.details = details
    self.codes = codes
  }
}
