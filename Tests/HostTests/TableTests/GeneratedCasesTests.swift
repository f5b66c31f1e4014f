import RuleEngine
import Rules
import TestSupport
import Testing

@testable import Host

/// What is made of a written case: thresholds to the last digit, and rules that pass what they cannot know.
@Suite struct GeneratedCasesTests {
  private static func chain(_ rule: String, _ params: String) -> String {
    #"{"version":1,"chain":[{"id":"x","rule":"\#(rule)","scope":{"coins":["PURR"]},"params":\#(params)}]}"#
  }

  private func generated(
    _ type: any EntryRule.Type, _ params: String = "{}", _ context: EntryContext
  ) throws -> GeneratedCases {
    try TableFixture(Self.chain(type.identifier, params), [type]).generated(context)
  }

  private func steps(_ cases: GeneratedCases, _ input: String) -> [String] {
    cases.steps.filter { $0.input == input }.map { step in
      "\(step.lower.text) \(step.lower.outcome.words), \(step.upper.text) \(step.upper.outcome.words)"
    }
  }

  @Test func `a threshold is found to the last digit, from wherever the case stands`() throws {
    var random = SplitMix64(seed: 11)
    for _ in 0..<200 {
      let cap = ExactDecimal(billionths: Int64.random(in: 1...1_000_000_000_000, using: &random))
      let next = ExactDecimal(billionths: (cap.billionths ?? 0) + 1)
      let notional = ExactDecimal(billionths: Int64.random(in: 1...(cap.billionths ?? 1), using: &random))
      let cases = try generated(
        NotionalCapRule.self, #"{"max_notional_usd":\#(cap)}"#, .example(notionalUSD: notional))
      #expect(
        steps(cases, "notional_usd").first { $0.contains("over") } == "\(cap) pass, \(next) reject notional_over")
      #expect(steps(cases, "notional_usd").contains("0 unavailable notional_missing, 0.000000001 pass"))
      #expect(cases.findings.isEmpty)
    }
  }

  @Test func `ages, sizes, skew, crossed and missing books of the design's gate are found exactly`() throws {
    let cases = try generated(
      FuturesSpotArbRule.self, #"{"min_depth_usd":50}"#,
      .example(
        perp: .book("0.00122", "0.00124", bidSize: "50000", askSize: "50000", ageMs: 200),
        spot: .book("0.001248", "0.00125", bidSize: "60000", askSize: "60000", ageMs: 340)))
    #expect(cases.findings.isEmpty)
    // 0.99 × 0.001249 is 0.00123651, which passes; the perp's age may differ from the spot's by 3000 ms.
    #expect(steps(cases, "perp:PURR mid").contains("0.00123651 pass, 0.001236511 reject spread_insufficient"))
    #expect(steps(cases, "perp:PURR age_ms").contains("3340 pass, 3341 reject skewed"))
    #expect(steps(cases, "perp:PURR age_ms").contains("-2001 unavailable stale, -2000 pass"))
    #expect(steps(cases, "all books, oldest age_ms") == ["10000 pass, 10001 unavailable stale"])
    #expect(steps(cases, "spot:PURR ask_size") == ["39999.999999999 reject thin, 40000 pass"])
    #expect(steps(cases, "spot:PURR bid alone").contains("0.00125 pass, 0.001250001 reject book_crossed"))
    #expect(steps(cases, "spot:PURR") == ["as given pass, missing unavailable spot_missing"])
  }

  @Test func `the time that a spread must have held is found to the millisecond`() throws {
    let held = try generated(
      FuturesSpotArbRule.self, #"{"confirm_for_ms":3000}"#,
      .example(
        perp: .book("0.98", "0.98"), spot: .book("1", "1"),
        trails: [.perp: .since((5000, "0.98", "0.98")), .spot: .since((5000, "1", "1"), (4000, "1.01", "1.01"))]))
    #expect(held.findings.isEmpty)
    #expect(steps(held, "perp:PURR trail, oldest age_ms").contains("2999 unavailable unconfirmed, 3000 pass"))
    #expect(steps(held, "perp:PURR trail") == ["as given pass, missing unavailable unconfirmed"])
    // The book before the quote grows too old.
    #expect(steps(held, "spot:PURR trail, oldest age_ms").contains("11001 pass, 11002 unavailable unconfirmed"))
    let dip = try generated(
      FuturesSpotArbRule.self, #"{"confirm_for_ms":3000}"#,
      .example(
        perp: .book("0.98", "0.98"), spot: .book("1", "1"),
        trails: [.perp: .since((6000, "1", "1"), (5000, "0.98", "0.98")), .spot: .since((5000, "1", "1"))]))
    // It began a second before its end.
    #expect(steps(dip, "perp:PURR trail, oldest age_ms").contains("3999 reject spread_unconfirmed, 4000 pass"))
    #expect(steps(dip, "time") == [])
  }

  @Test func `limits, cooldowns and windows of time are found exactly`() throws {
    let limit = try generated(
      EntryRateLimitRule.self, #"{"max_entries":7,"window_s":60,"per":"pair"}"#, .example())
    #expect(steps(limit, "entries approved now") == ["6 pass, 7 reject rate_exceeded"])
    let cooldown = try generated(
      CooldownRule.self, #"{"seconds":60,"after":"approved"}"#, .example(history: [.approved(secondsAgo: 100)]))
    #expect(
      steps(cooldown, "time").contains("2026-03-25T01:45:59.999Z reject cooling_down, 2026-03-25T01:46:00.000Z pass"))
    let window = try generated(TradingWindowRule.self, #"{"from":"01:30","to":"02:00"}"#, .example())
    #expect(
      steps(window, "time") == [
        "2026-03-25T01:59:59.999Z pass, 2026-03-25T02:00:00.000Z reject outside_window",
        "2026-03-25T01:29:59.999Z reject outside_window, 2026-03-25T01:30:00.000Z pass",
      ])
    let balance = try generated(
      MinAvailableBalanceRule.self, #"{"min_usd":250}"#, .example(balance: .usd("300", ageMs: 5)))
    #expect(
      steps(balance, "available_usd") == ["249.999999999 reject balance_insufficient, 250 pass"])
    #expect(steps(balance, "balance age_ms").contains("90000 pass, 90001 unavailable balance_stale"))
  }

  @Test func `funding rates and oracle prices, and the age of what tells them, are found exactly`() throws {
    let band = try generated(
      FundingRateBandRule.self, #"{"min":-0.0001,"max_cost":0.00005}"#,
      .example(context: .said(fundingRate: "0.0000125", ageMs: 340)))
    #expect(
      steps(band, "funding_rate") == [
        "0.00005 pass, 0.000050001 reject funding_cost_high",
        "-0.000100001 reject funding_rate_low, -0.0001 pass",
      ])
    #expect(steps(band, "context age_ms").contains("60000 pass, 60001 unavailable context_stale"))
    #expect(steps(band, "context age_ms").contains("-2001 unavailable context_stale, -2000 pass"))
    #expect(steps(band, "asset context") == ["as given pass, missing unavailable funding_missing"])
    // The perp at 0.101 is 1 % above an oracle of 0.1, and 1 % below one of 0.10202020….
    let cap = try generated(
      OracleDeviationCapRule.self, #"{"max_deviation":0.01,"max_context_age_ms":15000}"#,
      .example(perp: .mid("0.101"), context: .said(oracle: "0.101")))
    #expect(
      Set(steps(cap, "oracle")) == [
        "0.099999999 reject oracle_deviation_high, 0.1 pass",
        "0.102020202 pass, 0.102020203 reject oracle_deviation_high",
      ])
    #expect(steps(cap, "perp:PURR mid").contains("0.10201 pass, 0.102010001 reject oracle_deviation_high"))
    #expect(steps(cap, "context age_ms").contains("15000 pass, 15001 unavailable context_stale"))
    #expect(band.findings.isEmpty && cap.findings.isEmpty)
  }

  /// Every example of every rule that comes with the program, as a written case: no rule may be found at fault.
  @Test(arguments: BuiltInRules.all.map { $0.identifier })
  func `a sound rule is found at no fault`(_ identifier: String) throws {
    let type = try #require(BuiltInRules.all.first { $0.identifier == identifier })
    var made = 0
    for example in type.examples {
      let cases = try TableFixture(Self.chain(identifier, example.parameters)).generated(example.entry)
      #expect(cases.findings.isEmpty, "\(example.name): \(cases.findings.map(\.problem))")
      made += cases.steps.count
    }
    // These two read no number.
    #expect(made > 0 || ["coin_block_list", "direction_allow"].contains(identifier))
  }

  @Test func `a rule that passes without its book, with an old one or with one from the future is at fault`() throws {
    let entry = EntryContext.example(perp: .book("1", "1.1"))
    #expect(
      try generated(BlindRule.self, "{}", entry).findings.map(\.problem) == [
        "passes with perp:PURR missing", "passes with perp:PURR 31536000001 ms old",
        "passes with perp:PURR 2001 ms ahead of now",
      ])
    #expect(
      try generated(TimelessRule.self, "{}", entry).findings.map(\.problem) == [
        "passes with perp:PURR 31536000001 ms old", "passes with perp:PURR 2001 ms ahead of now",
      ])
    #expect(
      try generated(LateRule.self, #"{"max_age_ms":700}"#, entry).findings.map(\.problem) == [
        "passes with perp:PURR 701 ms old"
      ])
  }

  @Test func `a rule that passes without its asset context, or with a dead one, is at fault`() throws {
    let entry = EntryContext.example(context: .said(fundingRate: 0))
    #expect(
      try generated(CarelessRule.self, "{}", entry).findings.map(\.problem) == [
        "passes with asset context missing", "passes with asset context 31536000001 ms old",
        "passes with asset context 2001 ms ahead of now",
      ])
  }

  @Test func `a rule that no written case sees passing is asked beside its boundary`() throws {
    let cases = try generated(
      FaultyCapRule.self, #"{"max_notional_usd":1000,"mistake":"missing_passes"}"#, .example(notionalUSD: "5000"))
    #expect(cases.findings.map(\.problem) == ["passes with notional_usd missing"])
  }

  @Test(
    arguments: [
      (FaultyCapRule.Mistake.none, []), (.missingPasses, ["passes with notional_usd missing"]),
      (.otherThreshold, ["says pass at notional_usd 1002, and its margin says the opposite"]),
      (.marginTurned, ["its margin says the opposite"]),
    ])
  func `a rule whose numbers contradict what it says is at fault`(
    _ mistake: FaultyCapRule.Mistake, _ expected: [String]
  ) throws {
    let cases = try generated(
      FaultyCapRule.self, #"{"max_notional_usd":1000,"mistake":"\#(mistake.rawValue)"}"#,
      .example(notionalUSD: "500"))
    #expect(cases.findings.isEmpty == expected.isEmpty)
    for problem in expected { #expect(cases.findings.contains { $0.problem.contains(problem) }, "\(problem)") }
  }

  @Test func `an outcome that changes elsewhere than its threshold is at fault`() throws {
    let cases = try generated(
      FaultyCapRule.self, #"{"max_notional_usd":1000,"mistake":"other_threshold"}"#, .example(notionalUSD: "500"))
    #expect(
      cases.findings.contains {
        $0.problem == "changes at notional_usd 1002.000000001, not at max_notional_usd 1000"
      })
  }

  @Test func `a limit that tightens one way for a long and the other way for a short is at fault`() throws {
    let text = TableFixture.file(
      #"{"name":"l","signal":{},"expect":{"action":"approved"}}"#,
      #"{"name":"s","signal":{"direction":"short","notional_usd":1500},"expect":{"action":"approved"}}"#)
    let findings = { (mistake: String) in
      let rules = Self.chain("faulty_cap", #"{"max_notional_usd":1000,"mistake":"\#(mistake)"}"#)
      return try TableFixture(rules, [FaultyCapRule.self]).run(text).parts[0].generated.findings.map(\.problem)
    }
    let problems = try findings("direction_turned")
    #expect(problems.count == 1 && problems[0].hasPrefix("max_notional_usd has no direction: raising it"))
    #expect(try findings("none").isEmpty)
  }

  @Test func `a parameter that is a target has no direction, and need not have one`() throws {
    let text = TableFixture.file(
      #"{"name":"hit","signal":{"notional_usd":1000},"expect":{"action":"approved"}}"#,
      #"{"name":"miss","signal":{"notional_usd":500},"expect":{"action":"rejected"}}"#)
    let run = try TableFixture(Self.chain("target", #"{"target_usd":1000}"#), [TargetRule.self]).run(text)
    #expect(run.failureCount == 0 && run.findingCount == 0)
  }

  @Test func `children of combinations are walked like entries`() throws {
    let rules = #"""
      {"version":1,"chain":[{"id":"either","any":[
      {"id":"small","rule":"notional_cap","params":{"max_notional_usd":100}},
      {"not":{"id":"long-only","rule":"direction_allow","params":{"directions":["long"]}},"id":"short"}]}]}
      """#
    let cases = try TableFixture(rules).generated(.example(.short, notionalUSD: "50"))
    #expect(steps(cases, "notional_usd").contains("100 pass, 100.000000001 reject notional_over"))
    #expect(cases.findings.isEmpty)
    #expect(cases.outcomes.allSatisfy { Set($0.keys) == ["either", "small", "short", "long-only"] })
  }
}
