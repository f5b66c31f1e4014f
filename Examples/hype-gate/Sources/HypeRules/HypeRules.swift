public import RuleEngine

/// The rule types of this package.
public enum HypeRules {
  /// Every type, in alphabetical order.
  public static let all: [any EntryRule.Type] = [
    HypeBasisWindowRule.self
  ]
}
