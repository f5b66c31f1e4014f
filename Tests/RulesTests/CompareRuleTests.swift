import RuleEngine
import Rules
import TestSupport
import Testing

struct CompareRuleTests {
  @Test(arguments: CompareRule.examples)
  func `examples hold`(_ example: RuleExample) { #expect(example.mismatch(with: CompareRule.self) == nil) }

  @Test(arguments: RuleConformance.allCases)
  func conforms(_ check: RuleConformance) { #expect(check.faults(of: CompareRule.self) == []) }

  private static func rule(_ left: String, _ op: String, _ right: String) throws -> CompareRule {
    try CompareRule.make(parameters: #"{"left": \#(left), "op": "\#(op)", "right": \#(right)}"#)
  }

  @Test func `a rejection carries both sides and the name of the fact on the right`() throws {
    let rule = try Self.rule(#""perp_mid""#, ">=", #""spot_mid""#)
    let outcome = rule.evaluate(.example(perp: .mid("0.001245"), spot: .book("0.001248", "0.00125")))
    let reason = try #require(outcome.rejection)
    #expect(reason.code == "comparison_failed")
    #expect(reason.evidence.measured == [.price("perp_mid", "0.001245")])
    #expect(reason.evidence.required == [.price("at_least", "0.001249"), .word("fact", "spot_mid")])
    #expect(reason.evidence.margin?.description == "-0.000004")
  }

  @Test func `a number beside a count is a whole one`() throws {
    let outcome = try Self.rule(#""utc_hour""#, ">=", "2").evaluate(.example())
    #expect(outcome.evidence.measured == [.whole("utc_hour", 1)])
    #expect(outcome.evidence.required == [.whole("at_least", 2)])
    #expect(
      try Self.rule(#""utc_hour""#, ">=", "1.5").evaluate(.example()).evidence.required == [.decimal("at_least", "1.5")]
    )
  }

  @Test func `a stale book is named, the stalest of several`() throws {
    let rule = try Self.rule(#""basis""#, "<=", "0")
    let outcome = rule.evaluate(
      .example(perp: .book("1", "1", ageMs: 10_001), spot: .book("1", "1", ageMs: 10_002)))
    #expect(outcome.code == "stale")
    #expect(outcome.evidence.measured == [.word("feed", "spot:PURR"), .whole("age_ms", 10_002)])
  }

  @Test func `the books of both sides are read, each once`() throws {
    #expect(try Self.rule(#""basis""#, "<", "0").feeds(for: "HYPE") == [.perp("HYPE"), .spot("HYPE")])
    #expect(try Self.rule(#""spot_mid""#, "<", #""perp_mid""#).feeds(for: "HYPE") == [.spot("HYPE"), .perp("HYPE")])
    #expect(try Self.rule(#""perp_best_bid""#, "<", #""perp_mid""#).feeds(for: "HYPE") == [.perp("HYPE")])
    let other = #"{"fact": "basis", "coin": "BTC"}"#
    #expect(try Self.rule(other, "<", "0").feeds(for: "HYPE") == [.perp("BTC"), .spot("BTC")])
    #expect(try Self.rule(#""z_score""#, "<", "0").feeds(for: "HYPE") == [])
  }

  @Test func `the longer window of both sides is looked back on`() throws {
    let minute = #"{"fact": "approved_entries", "window_s": 60, "per": "all"}"#
    let hour = #"{"fact": "rejected_entries", "window_s": 3600, "per": "all"}"#
    #expect(try Self.rule(minute, "<", hour).historyWindowMs == 3_600_000)
    #expect(try Self.rule(minute, "<", "5").historyWindowMs == 60_000)
    #expect(try Self.rule(#""basis""#, "<", "0").historyWindowMs == 0)
  }

  @Test func `a ratio of the ends of the range of prices is exact`() throws {
    let ratio = #"{"fact": "mid_ratio", "of": "perp:HYPE", "to": "perp:PURR"}"#
    let ends = EntryContext.example(perp: .mid("0.000000001"), others: [.perp("HYPE"): .mid("99999999")])
    #expect(try Self.rule(ratio, ">", "1000000000000").evaluate(ends).kind == .pass)
    let inverse = EntryContext.example(perp: .mid("99999999"), others: [.perp("HYPE"): .mid("0.000000001")])
    #expect(try Self.rule(ratio, ">", "0.000000001").evaluate(inverse).kind == .reject)
    // Two quotients whose products have 39 digits, and which differ in the last.
    let reverse = #"{"fact": "mid_ratio", "of": "perp:PURR", "to": "perp:HYPE"}"#
    let close = EntryContext.example(
      perp: .mid("99999998.999999999"), others: [.perp("HYPE"): .mid("99999998.999999998")])
    let outcome = try Self.rule(ratio, "<", reverse).evaluate(close)
    #expect(outcome.kind == .pass)
    #expect(outcome.evidence.margin?.description == "0")
  }
}

struct BuiltInFactsTests {
  @Test func `every fact has a name of its own, and names its books`() {
    #expect(Set(BuiltInFacts.all.map(\.name)).count == BuiltInFacts.all.count)
    for fact in BuiltInFacts.all {
      let declaration = fact.declaration
      #expect(declaration.summary.hasSuffix(".") && !fact.sources.isEmpty)
      // An asset context is that of the signal's coin, and so is the book it is compared with.
      let readsCoins = !Set(fact.sources).isDisjoint(with: [.perp, .spot]) && !fact.sources.contains(.context)
      #expect(declaration.arguments.map(\.name).contains("coin") == readsCoins, "\(fact.name)")
    }
  }

  /// A fact without an argument that must be given, compared with a number of its range.
  private static func feeds(_ fact: Fact) throws -> [Feed] {
    let parameters = #"{"left": "\#(fact.name)", "op": "<", "right": \#(fact.range.upper)}"#
    return try CompareRule.make(parameters: parameters).feeds(for: "PURR")
  }

  @Test func `a fact reads the books that it lists`() throws {
    for fact in BuiltInFacts.all where fact.declaration.arguments.allSatisfy({ $0.defaultValue != nil }) {
      let markets = fact.sources.compactMap { source -> Feed.Market? in
        switch source {
        case .perp: .perp
        case .spot: .spot
        case .signal, .named, .context, .history, .clock: nil
        }
      }
      #expect(try Self.feeds(fact) == markets.map { Feed($0, "PURR") }, "\(fact.name)")
    }
  }
}
