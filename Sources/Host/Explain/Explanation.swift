internal import RuleEngine

/// Why a signal was approved or rejected: every outcome with its numbers, the inputs behind them, and, where the rules
/// are at hand, what was not evaluated and why.
struct Explanation: Hashable {
  /// One entry of the chain, or a child of one.
  struct Node: Hashable {
    let id: String
    /// The rule's identifier, or a combinator's keyword.
    let rule: String
    /// In which part of the pipeline a top-level entry stands, where that is known.
    var stage: ChainEntry.Stage?
    let isShadow: Bool
    /// Nil of an entry that was not evaluated.
    let outcome: Outcome.Kind?
    var blocks = false
    /// Whether it could not know and let the signal pass all the same.
    var isAllowed = false
    var code: String?
    /// Who let the signal pass although it would block.
    var lift: Lift?
    var measured: [Quantity] = []
    var required: [Quantity] = []
    var margin: Margin?
    /// Whether it stands below a `not`, so that its pass counts as a rejection, and the reverse.
    var isTurned = false
    /// The comparison that could not be made, where the rules are at hand.
    var condition: String?
    /// What it reads of the market, where the rules are at hand: feeds, and `context:PURR`.
    var feeds: [String] = []
    /// Why it was not evaluated.
    var absence: Absence?
    /// The line in the file of rules.
    var line: Int?
    /// Of a rule that counts in the history: which part of it counts.
    var history: [Quantity] = []
    var children: [Node] = []

    /// Whether it compares facts, so that its code says nothing of what was compared.
    var isComparison: Bool { condition != nil || required.contains { $0.comparison != nil } }
  }

  /// An override that let a signal pass.
  struct Lift: Hashable {
    let author: String
    let reason: String
    let untilMs: Int64
  }

  /// Why an entry was not evaluated.
  enum Absence: Hashable {
    /// It is off, by this variable where it is one.
    case disabled(variable: String?)
    /// The signal is not in its scope.
    case outOfScope(Scope.Exclusion)
    /// The risk review is asked only about what the gates approve.
    case gatesRejected
    /// The signal was rejected with this code before the chain was asked.
    case rejectedBefore(code: String)
  }

  /// A feed that was read.
  struct Input: Hashable {
    let feed: String
    /// Nil of a feed that had no quote.
    let quote: Quote?

    /// The quote's prices as they are recorded.
    struct Quote: Hashable {
      let bid: String?
      let ask: String?
      let mid: String
      let bidSize: String?
      let askSize: String?
      let ageMs: Int64
      /// The exchange's time.
      let timeMs: Int64?
      /// `ws` or `rest`.
      let source: String?
    }
  }

  /// The account's available balance.
  struct Balance: Hashable {
    let availableUSD: String
    let ageMs: Int64
  }

  /// The asset context that was read.
  struct Context: Hashable {
    /// As `context:PURR`.
    let feed: String
    let fundingRate: String?
    let oracle: String?
    let ageMs: Int64
  }

  /// What is known of the rules in force.
  enum Rules: Hashable {
    /// No file was given.
    case notGiven
    /// The file has this digest, which is another one.
    case other(file: String, digest: String)
    /// The file is that of the verdict.
    case same(file: String)
  }

  let signalID: String
  /// The place in the store; nil of a signal that was not recorded.
  var seq: Int64?
  let timeMs: Int64
  let network: String
  let pair: String
  let coin: String
  let direction: String
  let ruling: Ruling
  /// The top-level entries.
  var nodes: [Node]
  var inputs: [Input]
  let context: Context?
  let balance: Balance?
  /// The digest of the rules that were in force.
  let digest: String
  var rules = Rules.notGiven
}
