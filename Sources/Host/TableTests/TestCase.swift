internal import RuleEngine

/// One case of a table: a signal, and what is to be said of it.
struct TestCase {
  let name: String
  let position: SourceText.Position
  let signal: Signal
  let expectation: Expectation

  /// What stands under `signal`, read as `evaluate` reads a line.
  enum Signal {
    case entry(EntryContext)
    /// No entry signal: why, and where that shows.
    case bad(SignalFault, at: SourceText.Position)
  }
}

/// What a case says of its verdict; nil and an empty list where it says nothing.
struct Expectation {
  enum Action: String, CaseIterable {
    case approved, rejected
  }

  /// What one entry, or a child of one, is to say.
  struct NodeOutcome {
    let id: String
    let kind: Outcome.Kind
    let code: ReasonCode?
  }

  let action: Action
  let stage: Ruling.Rejection.Stage?
  let rule: String?
  let code: ReasonCode?
  let outcomes: [NodeOutcome]
}

/// A file of table tests, read and found sound.
struct TestTable {
  let file: String
  /// The path of the rules.
  let rules: String
  let chain: RuleChain
  let cases: [TestCase]
}
