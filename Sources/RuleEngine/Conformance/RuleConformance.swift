/// What holds for every rule type, built-in or of another package, whatever it is asked: the checks that one line of a test
/// runs.
///
/// ```swift
/// @Test(arguments: RuleConformance.allCases)
/// func conforms(_ check: RuleConformance) { #expect(check.faults(of: CooldownRule.self) == []) }
/// ```
///
/// A check asks rules with the parameters of the type's examples about entries around those examples. The entries are the
/// same at every run.
public enum RuleConformance: String, CaseIterable, Sendable {
  /// Every parameter has a summary, and the unit that its name ends in; title, summary and codes are there; every code has
  /// an example, and a rule gives no other.
  case isDocumented = "is documented"
  /// Equal arguments give equal outcomes and words, whichever of two rules with equal parameters is asked, and when.
  case isPure = "is pure"
  /// The outcome and its code are the same whether or not its numbers are wanted.
  case needsNoEvidence = "decides the same where nobody reads its numbers"
  /// Without a book that it declares, the asset context or the balance, or with an ancient or a future one, it does not
  /// pass.
  case needsItsInputs = "does not pass without its inputs"
  /// No book, no asset context and no balance that it does not declare changes the outcome.
  case readsWhatItDeclares = "reads nothing that it does not declare"
  /// What is forgotten behind `historyWindowMs`, `openEntriesWindowMs` and `quoteWindowMs` changes nothing.
  case looksBackAsDeclared = "looks back no further than it declares"
  /// No outcome is beyond `reach`.
  case staysInReach = "says nothing beyond its reach"
  /// What does not pass does not pass under a stricter parameter either; `limits` says of each what is stricter.
  case limitsAreMonotone = "lets no more pass when a limit is tightened"
  /// The values in force, written down, make the same rule.
  case parametersRoundTrip = "is made again of its values in force"

  /// What a type does against the check, in words; empty where nothing was found. At most the first few are told.
  public func faults(of type: any EntryRule.Type) -> [String] {
    var trial = RuleTrial(of: type)
    switch self {
    case .isDocumented: trial.checkDocumentation()
    case .isPure: trial.checkPurity()
    case .needsNoEvidence: trial.checkEvidence()
    case .needsItsInputs: trial.checkInputs()
    case .readsWhatItDeclares: trial.checkDeclarations()
    case .looksBackAsDeclared: trial.checkHistory()
    case .staysInReach: trial.checkReach()
    case .limitsAreMonotone: trial.checkLimits()
    case .parametersRoundTrip: trial.checkParameters()
    }
    return Array(trial.faults.prefix(3))
  }
}

extension RuleConformance: CustomStringConvertible {
  /// The check as a sentence about the rule.
  public var description: String { rawValue }
}
