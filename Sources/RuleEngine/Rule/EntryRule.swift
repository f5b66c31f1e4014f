/// A condition on entries: a pure function from (signal, quotes, history, now) to an outcome.
///
/// A rule type is one file: its identity, its parameters, its evaluation, its documentation and its examples, which are
/// its tests. It reads no clock, no file and no environment, and it does not throw: what it cannot know is
/// `Outcome.unavailable`. The chain in `rules.json` makes values of it by its identifier.
public protocol EntryRule: Sendable {
  /// The name in `rules.json`, snake_case. A name that was stored keeps its meaning.
  static var identifier: String { get }

  /// The manual page.
  static var documentation: RuleDocumentation { get }

  /// Worked cases, at least one for each outcome and each code: the rule's tests.
  static var examples: [RuleExample] { get }

  /// Which values of each parameter are stricter, which `RuleConformance` holds the rule to.
  static var limits: [RuleLimit] { get }

  /// What an entry of this rule does when the rule cannot know and `rules.json` does not say. `reject` unless declared.
  static var onUnavailable: UnavailablePolicy { get }

  /// Reads the parameters. Each call on the reader declares one parameter: it parses, validates and documents it.
  ///
  /// Faults are gathered by the reader, which answers a wrong value with a placeholder so that all faults of a file are
  /// found in one run; a value made from placeholders is thrown away.
  ///
  /// - Throws: whatever the rule finds wrong beyond that; it is reported at the parameters.
  init(_ parameters: inout ParameterReader) throws

  /// The order books that `evaluate` reads for a signal of this coin. None unless declared.
  func feeds(for coin: Coin) -> [Feed]

  /// Whether `evaluate` reads the account's balance, so that the first signals wait for it. False unless declared.
  var readsBalance: Bool { get }

  /// Whether `evaluate` reads the asset context of the signal's coin, which a host asks for where an entry does. False
  /// unless declared. Like a rule that reads books, one that does wants its coins by exact name.
  var readsAssetContext: Bool { get }

  /// How far back `evaluate` counts in the history, in milliseconds: of what is older only the last verdict of each group
  /// may be there. The longest window there is, `History.longestWindowMs`, unless declared; a rule that does not look back
  /// says 0, and costs a host no memory.
  var historyWindowMs: Int64 { get }

  /// How far back `evaluate` looks at what the books of its feeds have been, in milliseconds, by `EntryContext.trail`. 0
  /// unless declared, which costs a host nothing.
  var quoteWindowMs: Int64 { get }

  /// What `evaluate` can say with these parameters, whatever the entry, for the warnings of `check`. Anything unless
  /// declared.
  var reach: RuleReach { get }

  /// How old an approved entry may be that `evaluate` counts as open, in milliseconds, and `Int64.max` for any age; 0 for a
  /// rule that asks for no open entries. Unless declared, any age for a rule that does not declare `historyWindowMs` either,
  /// and else 0.
  var openEntriesWindowMs: Int64 { get }

  /// The outcome for one entry. Equal arguments give equal outcomes.
  func evaluate(_ entry: EntryContext) -> Outcome

  /// The rule's own words for an outcome that it gave; nil, unless declared, leaves the words to the engine.
  func phrase(_ outcome: Outcome, for entry: EntryContext, in language: Language) -> OutcomePhrase?
}

extension EntryRule {
  /// A page with the identifier for a title, and nothing on it.
  public static var documentation: RuleDocumentation {
    RuleDocumentation(title: LocalizedText(zh: identifier, en: identifier), summary: "")
  }

  /// None.
  public static var examples: [RuleExample] { [] }

  /// None: right for a rule without parameters.
  public static var limits: [RuleLimit] { [] }

  /// `reject`.
  public static var onUnavailable: UnavailablePolicy { .reject }

  /// None.
  public func feeds(for coin: Coin) -> [Feed] { [] }

  /// False.
  public var readsBalance: Bool { false }

  /// False.
  public var readsAssetContext: Bool { false }

  /// `History.longestWindowMs`.
  public var historyWindowMs: Int64 { History.longestWindowMs }

  /// 0.
  public var quoteWindowMs: Int64 { 0 }

  /// Anything.
  public var reach: RuleReach { RuleReach() }

  /// Any age where the rule looks back on the longest window, else 0.
  public var openEntriesWindowMs: Int64 { historyWindowMs == History.longestWindowMs ? .max : 0 }

  /// Nil.
  public func phrase(_ outcome: Outcome, for entry: EntryContext, in language: Language) -> OutcomePhrase? { nil }
}
