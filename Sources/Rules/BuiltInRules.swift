public import RuleEngine

/// The rule types that come with EntryGate, in alphabetical order.
public enum BuiltInRules {
  /// Every built-in rule type. A gate binary of your own adds its types to this list.
  public static let all: [any EntryRule.Type] = []
}
