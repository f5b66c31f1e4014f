public import RuleEngine

/// Rejects an entry of a coin that is on the list.
///
/// - Complexity: O(list), no allocation.
public struct CoinBlockListRule: EntryRule {
  /// `coin_block_list`.
  public static let identifier = "coin_block_list"

  /// The manual page.
  public static let documentation = RuleDocumentation(
    title: LocalizedText(zh: "币种黑名单", en: "coin block list"),
    summary: "Rejects an entry of a coin that is on the list.",
    details: """
      A name that ends in * stands for all that begin so. Here alone case is ignored: a name on the list that is spelled
      in another case must not let its coin through. With match any the second coin of a pair is looked up, too.
      """,
    codes: [.reject("coin_blocked", "the coin, or with match any the base coin, is on the list")])

  /// Which coins of a signal are looked up.
  public enum Match: String, CaseIterable, Sendable {
    /// The coin; the coin and the base coin.
    case coin, any
  }

  private struct Name {
    let text: String
    let lowercased: [UInt8]
    let isPrefix: Bool
  }

  private let names: [Name]
  private let match: Match

  /// Reads the parameters.
  public init(_ parameters: inout ParameterReader) {
    names = parameters.coinPatterns("coins", "The coins that are blocked, exact names or ending in *.").map {
      switch $0 {
      case .exact(let name): Name(text: $0.text, lowercased: name.utf8.map(Self.lowercase), isPrefix: false)
      case .prefix(let prefix): Name(text: $0.text, lowercased: prefix.utf8.map(Self.lowercase), isPrefix: true)
      }
    }
    match = parameters.choice("match", default: .coin, "Which coins of a signal are looked up.")
  }

  /// Earlier verdicts play no part.
  public var historyWindowMs: Int64 { 0 }

  /// Looks for the coin on the list, then for the base coin.
  public func evaluate(_ entry: EntryContext) -> Outcome {
    let signal = entry.signal
    if let name = self.name(of: signal.coin) {
      return .reject("coin_blocked", entry.evidence(Self.evidence("coin", signal.coin, name)))
    }
    if match == .any, let base = signal.baseCoin, let name = self.name(of: base) {
      return .reject("coin_blocked", entry.evidence(Self.evidence("base_coin", base, name)))
    }
    return .pass(entry.evidence(Evidence(.word("coin", signal.coin.name))))
  }

  private func name(of coin: Coin) -> Name? {
    let bytes = coin.name.utf8
    return names.first { name in
      let count = name.lowercased.count
      guard name.isPrefix ? bytes.count >= count : bytes.count == count else { return false }
      return zip(bytes, name.lowercased).allSatisfy { Self.lowercase($0) == $1 }
    }
  }

  private static func evidence(_ what: String, _ coin: Coin, _ name: Name) -> Evidence {
    Evidence(.word(what, coin.name), required: .word("blocked", name.text))
  }

  // The names of coins are ASCII.
  private static func lowercase(_ byte: UInt8) -> UInt8 {
    byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte  // either way: no coin's name has a "["
  }
}

extension CoinBlockListRule {
  /// What is stricter.
  public static let limits: [RuleLimit] = [
    .steps(
      "coins", loosestFirst: [.words(["BTC"]), .words(["BTC", "HYPE"]), .words(["*"])], with: ["match": .word("any")]),
    .steps("match", loosestFirst: [.word("coin"), .word("any")]),
  ]

  /// The cases that are the rule's tests.
  public static let examples: [RuleExample] = [
    RuleExample(
      "a coin on the list is blocked", #"{"coins": ["HYPE", "PURR"]}"#, .example(), .reject, "coin_blocked"),
    RuleExample("another one passes", #"{"coins": ["HYPE"]}"#, .example(baseCoin: nil), .pass),
    RuleExample("a name is not a beginning", #"{"coins": ["PUR"]}"#, .example(), .pass),
    RuleExample("nor does a longer name block", #"{"coins": ["PURRS"]}"#, .example(), .pass),
    RuleExample("a beginning blocks", #"{"coins": ["PUR*"]}"#, .example(), .reject, "coin_blocked"),
    RuleExample("so does a whole name with a star", #"{"coins": ["PURR*"]}"#, .example(), .reject, "coin_blocked"),
    RuleExample("a longer beginning does not", #"{"coins": ["PURRS*"]}"#, .example(), .pass),
    RuleExample("a star alone blocks all", #"{"coins": ["*"]}"#, .example(), .reject, "coin_blocked"),
    RuleExample("case is ignored", #"{"coins": ["purr"]}"#, .example(), .reject, "coin_blocked"),
    RuleExample("so it is in a beginning", #"{"coins": ["pU*"]}"#, .example(), .reject, "coin_blocked"),
    RuleExample(
      "the coins of a venue can be blocked", #"{"coins": ["xyz:*"]}"#, .example(coin: "xyz:SP500"), .reject,
      "coin_blocked"),
    RuleExample("the base coin is not looked up", #"{"coins": ["HYPE"], "match": "coin"}"#, .example(), .pass),
    RuleExample(
      "with match any it is", #"{"coins": ["HYPE"], "match": "any"}"#, .example(), .reject, "coin_blocked"),
    RuleExample(
      "with match any the coin is, too", #"{"coins": ["PURR"], "match": "any"}"#, .example(), .reject, "coin_blocked"),
    RuleExample(
      "without a base coin there is none to look up", #"{"coins": ["HYPE"], "match": "any"}"#,
      .example(baseCoin: nil), .pass),
  ]
}
