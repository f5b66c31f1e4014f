import Synchronization

@testable import RuleEngine

/// A rule that is broken in one way: what it does not say itself is as it should be.
protocol BrokenRule: EntryRule {}

extension BrokenRule {
  static var identifier: String { "broken" }
  static var documentation: RuleDocumentation { page(.reject("short", "the direction is short")) }
  static func page(_ codes: RuleDocumentation.Code...) -> RuleDocumentation {
    RuleDocumentation(title: LocalizedText(zh: "坏", en: "broken"), summary: "Rejects shorts.", codes: codes)
  }
  static var examples: [RuleExample] {
    [
      RuleExample(
        "a long", "{}",
        .example(
          .long, perp: .mid("1"), spot: .mid("1"), balance: .usd(5), context: .said(fundingRate: 0, oracle: "1")),
        .pass),
      RuleExample("a short", "{}", .example(.short, perp: .mid("1"), spot: .mid("1")), .reject, "short"),
    ]
  }
  var historyWindowMs: Int64 { 0 }
  /// The honest answer.
  func answer(_ entry: EntryContext) -> Outcome { entry.signal.direction == .long ? .pass : .reject("short") }
  func evaluate(_ entry: EntryContext) -> Outcome { answer(entry) }
}

struct HonestRule: BrokenRule {
  init(_ parameters: inout ParameterReader) {}
}

struct EmptyRule: BrokenRule {
  static let examples: [RuleExample] = []
  init(_ parameters: inout ParameterReader) {}
}

struct RefusingRule: BrokenRule {
  static let examples = [RuleExample("a typo", #"{"typo": 1}"#, .example(), .pass)]
  init(_ parameters: inout ParameterReader) {}
}

struct UndocumentedRule: BrokenRule {
  static let documentation = RuleDocumentation(
    title: LocalizedText(zh: "", en: ""), summary: "Rejects shorts.",
    codes: [.reject("short", "short"), .reject("never", "never")])
  init(_ parameters: inout ParameterReader) {}
}

struct UnitlessRule: BrokenRule {
  init(_ parameters: inout ParameterReader) {
    _ = parameters.whole("max_age_ms", .from(1, to: 9), .none, default: 1, "An age.")
    _ = parameters.whole("limit", .from(1, to: 9), .none, default: 1, "")
  }
}

struct SecretCodeRule: BrokenRule {
  init(_ parameters: inout ParameterReader) {}
  func evaluate(_ entry: EntryContext) -> Outcome { entry.perp == nil ? .reject("secret") : answer(entry) }
}

struct FickleRule: BrokenRule {
  private final class Turn: Sendable {
    let count = Atomic(0)
  }
  private let turn = Turn()
  init(_ parameters: inout ParameterReader) {}
  func evaluate(_ entry: EntryContext) -> Outcome {
    turn.count.add(1, ordering: .relaxed).oldValue.isMultiple(of: 2) ? .pass : .reject("short")
  }
}

struct ForgetfulRule: BrokenRule {
  let mark = Int64.random(in: 0 ... .max)
  init(_ parameters: inout ParameterReader) {}
  func evaluate(_ entry: EntryContext) -> Outcome { .pass(entry.evidence(Evidence(.whole("mark", mark)))) }
}

struct ShyRule: BrokenRule {
  init(_ parameters: inout ParameterReader) {}
  func evaluate(_ entry: EntryContext) -> Outcome { entry.wantsEvidence ? answer(entry) : .pass }
}

struct TalkativeRule: BrokenRule {
  init(_ parameters: inout ParameterReader) {}
  func evaluate(_ entry: EntryContext) -> Outcome { .pass(Evidence(.whole("words", 1))) }
}

struct TrustingRule: BrokenRule {
  init(_ parameters: inout ParameterReader) {}
  func feeds(for coin: Coin) -> [Feed] { [.spot(coin)] }
  func evaluate(_ entry: EntryContext) -> Outcome { answer(entry) }
}

struct AgelessRule: BrokenRule {
  init(_ parameters: inout ParameterReader) {}
  func feeds(for coin: Coin) -> [Feed] { [.perp(coin)] }
  func evaluate(_ entry: EntryContext) -> Outcome { entry.perp == nil ? .unavailable("missing") : answer(entry) }
}

struct PoorRule: BrokenRule {
  init(_ parameters: inout ParameterReader) {}
  var readsBalance: Bool { true }
}

struct CarelessRule: BrokenRule {
  init(_ parameters: inout ParameterReader) {}
  var readsAssetContext: Bool { true }
}

struct LeisurelyRule: BrokenRule {
  init(_ parameters: inout ParameterReader) {}
  var readsAssetContext: Bool { true }
  func evaluate(_ entry: EntryContext) -> Outcome { entry.assetContext == nil ? .reject("short") : answer(entry) }
}

struct NosyRule: BrokenRule {
  init(_ parameters: inout ParameterReader) {}
  func evaluate(_ entry: EntryContext) -> Outcome { entry.spot == nil ? .reject("short") : .pass }
}

struct GreedyRule: BrokenRule {
  init(_ parameters: inout ParameterReader) {}
  func evaluate(_ entry: EntryContext) -> Outcome { entry.balance == nil ? .reject("short") : .pass }
}

struct CuriousRule: BrokenRule {
  init(_ parameters: inout ParameterReader) {}
  func evaluate(_ entry: EntryContext) -> Outcome { entry.assetContext == nil ? .reject("short") : .pass }
}

struct NostalgicRule: BrokenRule {
  init(_ parameters: inout ParameterReader) {}
  var historyWindowMs: Int64 { 1000 }
  func evaluate(_ entry: EntryContext) -> Outcome {
    entry.history.approvals(in: .all, now: entry.nowMs, windowMs: 60_000) > 1 ? .reject("short") : answer(entry)
  }
}

struct FarRule: BrokenRule {
  init(_ parameters: inout ParameterReader) {}
  var reach: RuleReach { RuleReach([.pass]) }
}

/// A rule with a limit, which passes from it up.
protocol LimitedRule: BrokenRule {
  var limit: Int64 { get }
}

extension LimitedRule {
  static var examples: [RuleExample] {
    [
      RuleExample("enough", #"{"limit": 5}"#, .example(notionalUSD: 5), .pass),
      RuleExample("too little", #"{"limit": 5}"#, .example(notionalUSD: 4), .reject, "short"),
    ]
  }
  static func read(_ parameters: inout ParameterReader) -> Int64 {
    parameters.whole("limit", .from(1, to: 9), .none, default: 1, "The limit.")
  }
  func evaluate(_ entry: EntryContext) -> Outcome {
    entry.signal.notionalUSD ?? 0 < ExactDecimal(limit) ? .reject("short") : .pass
  }
}

struct UpsideDownRule: LimitedRule {
  static let limits: [RuleLimit] = [.lower("limit")]
  let limit: Int64
  init(_ parameters: inout ParameterReader) { limit = Self.read(&parameters) }
}

struct UnlimitedRule: LimitedRule {
  static let limits: [RuleLimit] = [.lower("limits")]
  let limit: Int64
  init(_ parameters: inout ParameterReader) { limit = Self.read(&parameters) }
}

struct IdleRule: LimitedRule {
  static let limits: [RuleLimit] = [.higher("limit")]
  let limit: Int64
  init(_ parameters: inout ParameterReader) {
    _ = Self.read(&parameters)
    limit = 5
  }
}

struct WaveringRule: LimitedRule {
  static let limits: [RuleLimit] = [.higher("limit")]
  let limit: Int64
  init(_ parameters: inout ParameterReader) {
    limit = Self.read(&parameters)
    // What is in force is not told, so that the default takes its place.
    parameters.effective.removeLast()
  }
}
