import RuleEngine
import Rules
import Testing

/// What rules say of the entries that pass holds: where `check` finds a contradiction, no entry passes both.
struct RuleReachTests {
  private static func entries(_ count: Int) -> [EntryContext] {
    var entries = RandomEntries(seed: 42)
    return (0..<count).map { _ in entries.next() }
  }

  /// Parameters of which some pairs contradict each other.
  static let bands: [(type: any EntryRule.Type, texts: [String], contradictions: Int)] = [
    (DirectionAllowRule.self, [#"{"directions":["long"]}"#, #"{"directions":["short"]}"#], 1),
    (
      FundingRateBandRule.self,
      [#"{"max":-0.0001}"#, #"{"min":-0.0001}"#, #"{"min":0,"max":0.0001}"#, #"{"min":0.001,"max_cost":0}"#], 3
    ),
    (
      FuturesSpotArbRule.self,
      [#"{"min_spread":0.01,"max_abs_spread":0.011}"#, #"{"min_spread":0.015}"#, #"{"max_abs_spread":null}"#], 1
    ),
    (
      TradingWindowRule.self,
      [
        #"{"from":"08:00","to":"12:00"}"#, #"{"from":"12:00","to":"08:00"}"#,
        #"{"days":["sun"],"from":"22:00","to":"02:00"}"#, #"{"days":["mon"],"from":"00:00","to":"02:00"}"#,
        #"{"days":["mon"],"from":"02:00","to":"24:00"}"#,
      ], 5
    ),
    (
      ZScoreBandRule.self,
      [#"{"max_abs":1}"#, #"{"min_abs":0.9}"#, #"{"min_abs":1.001,"max_abs":3}"#, #"{"min_abs":3.001}"#], 3
    ),
  ]

  @Test(arguments: bands.indices)
  func `no entry passes two rules that are said to contradict each other`(_ index: Int) throws {
    let (type, texts, contradictions) = Self.bands[index]
    let entries = Self.entries(4000)
    let registry = try RuleRegistry(BuiltInRules.all)
    var found = 0
    for (place, first) in texts.enumerated() {
      for second in texts[(place + 1)...] {
        let parts = [("a", first), ("b", second)].map { id, params in
          #"{"id":"\#(id)","rule":"\#(type.identifier)","scope":{"coins":["PURR"]},"params":\#(params)}"#
        }
        let text = "{\"version\":1,\"chain\":[\(parts.joined(separator: ","))]}"
        let chain = try ChainLoader(registry: registry, environment: [:])
          .load(SourceText(name: "rules.json", bytes: Array(text.utf8)))
        let isContradiction = !ChainLint.findings(in: chain, file: "rules.json", nowMs: 0).isEmpty
        found += isContradiction ? 1 : 0
        let rules = try [first, second].map { try type.make(parameters: $0) }
        let common = entries.contains { entry in rules.allSatisfy { $0.evaluate(entry).kind == .pass } }
        #expect(common == !isContradiction, "\(first) \(second)")
      }
    }
    #expect(found == contradictions)
  }

  /// Parameters, the outcomes they leave besides `pass`, and the codes.
  static let left: [(type: any EntryRule.Type, text: String, kinds: Set<Outcome.Kind>, codes: Set<String>)] = [
    (CompareRule.self, #"{"left":"utc_hour","op":"<","right":12}"#, [.reject], ["comparison_failed"]),
    (
      CompareRule.self, #"{"left":"z_score","op":"<","right":{"fact":"attribute","name":"rsi"}}"#,
      [.reject, .unavailable], ["z_score_missing", "attribute_missing", "comparison_failed"]
    ),
    (
      CompareRule.self, #"{"left":"notional_usd","op":"<","right":"spot_depth_usd"}"#, [.reject, .unavailable],
      ["notional_missing", "spot_missing", "stale", "book_unknown", "comparison_failed"]
    ),
    (
      CompareRule.self, #"{"left":"perp_mid","op":"<","right":1}"#, [.reject, .unavailable],
      ["perp_missing", "stale", "comparison_failed"]
    ),
    (
      CompareRule.self, #"{"left":"spot_age_ms","op":"<","right":1}"#, [.reject, .unavailable],
      ["spot_missing", "stale", "comparison_failed"]
    ),
    (
      FundingRateBandRule.self, #"{"min":0}"#, [.reject, .unavailable],
      ["funding_missing", "context_stale", "funding_rate_low"]
    ),
    (
      FundingRateBandRule.self, #"{"max":0,"max_cost":0}"#, [.reject, .unavailable],
      ["funding_missing", "context_stale", "funding_rate_high", "funding_cost_high"]
    ),
    (
      FuturesSpotArbRule.self, #"{"max_abs_spread":null}"#, [.reject, .unavailable],
      ["perp_missing", "spot_missing", "stale", "book_crossed", "skewed", "spread_insufficient"]
    ),
    (
      FuturesSpotArbRule.self, #"{"min_depth_usd":1,"confirm_for_ms":1}"#, [.reject, .unavailable],
      [
        "perp_missing", "spot_missing", "stale", "book_crossed", "skewed", "thin", "spread_implausible",
        "spread_insufficient", "spread_unconfirmed", "unconfirmed",
      ]
    ),
    (
      MinDepthRule.self, #"{"leg":"spot","min_usd":1}"#, [.reject, .unavailable],
      ["spot_missing", "stale", "book_unknown", "book_crossed", "depth_low"]
    ),
    (
      TopOfBookSpreadCapRule.self, #"{"leg":"perp","max_bps":1}"#, [.reject, .unavailable],
      ["perp_missing", "stale", "book_unknown", "book_crossed", "book_spread_wide"]
    ),
    (ZScoreBandRule.self, #"{"min_abs":1}"#, [.reject, .unavailable], ["z_score_missing", "z_score_low"]),
    (
      ZScoreBandRule.self, #"{"min_abs":0,"max_abs":1}"#, [.reject, .unavailable], ["z_score_missing", "z_score_high"]
    ),
    (
      ZScoreBandRule.self, #"{"min_abs":0.5,"max_abs":1}"#, [.reject, .unavailable],
      ["z_score_missing", "z_score_low", "z_score_high"]
    ),
    (ZScoreBandRule.self, #"{"min_abs":0}"#, [.unavailable], ["z_score_missing"]),
  ]

  @Test(arguments: left.indices)
  func `a rule gives no code that its parameters rule out, and may give all others`(_ index: Int) throws {
    let (type, text, kinds, codes) = Self.left[index]
    let reach = try type.make(parameters: text).reach
    #expect(reach.outcomes == kinds.union([.pass]))
    let left = type.documentation.codes.filter { kinds.contains($0.kind) }.map(\.code).filter {
      !reach.excludedCodes.contains($0)
    }
    #expect(Set(left.map(\.rawValue)) == codes)
  }
}
