import RuleEngine
import Rules
import TestSupport
import Testing

@testable import Host

/// Where outcomes are drawn: the numbers of a verdict's line, put beside the threshold that is known here.
@Suite struct GatePlaceTests {
  private static let reader: ExplanationReader? = (try? RuleRegistry(BuiltInRules.all)).map {
    ExplanationReader(registry: $0)
  }

  /// The first outcome of a verdict's line that has these members.
  static func explanation(
    _ outcomes: [String], seq: Int = 1, timeMs: Int64 = Fixture.nowMs, pair: String = "PURR|HYPE",
    direction: String = "long", action: String = "approved"
  ) throws -> Explanation {
    let line = """
      {"signal_id":"s-\(seq)","seq":\(seq),"time":\(timeMs),"network":"mainnet","pair":"\(pair)","coin":"PURR",\
      "direction":"\(direction)","action":"\(action)",\
      \(action == "rejected" ? #""stage":"gates","rule":"g","code":"c","reason":"r","# : "")\
      "outcomes":[\(outcomes.joined(separator: ","))],"chain":"sha256:0"}
      """
    let explanation = reader?.read(verdict: Array(line.utf8), evidence: Array("{}".utf8))
    return try #require(explanation, "\(line)")
  }

  static func spread(_ billionths: Int64, _ direction: String, min: Int64 = 10_000_000) -> String {
    let margin = (direction == "long" ? -billionths : billionths) - min
    let texts = [billionths, min, margin].map { ExactDecimal(billionths: $0).description }
    let outcome = margin >= 0 ? #""outcome":"pass""# : #""outcome":"reject","blocks":true,"code":"spread_insufficient""#
    return """
      {"id":"arb","rule":"futures_spot_arb",\(outcome),"measured":{"perp":"0.01","spot":"0.01","spread":"\(texts[0])"},\
      "required":{"min_spread":"\(texts[1])"},"margin":"\(texts[2])"}
      """
  }

  private func place(_ outcome: String, _ direction: String = "long", after: GatePlace? = nil) throws -> GatePlace? {
    GatePlace(try Self.explanation([outcome], direction: direction).nodes[0], after: after)
  }

  @Test func `a spread lies beside the threshold of its direction`() throws {
    var random = SplitMix64(seed: 6)
    var last: [String: GatePlace] = [:]
    // The first two tell which threshold is meant; a spread of zero is as far from both.
    for round in 0..<400 {
      let direction = round % 2 == 0 ? "long" : "short"
      let spread = round < 2 ? 5_000_000 : round < 6 ? 0 : Int64.random(in: -40_000_000...40_000_000, using: &random)
      let found = try #require(try place(Self.spread(spread, direction), direction, after: last[direction]))
      last[direction] = found
      #expect(found.name == "spread" && found.limit == "min_spread")
      #expect(found.value == ExactDecimal(billionths: spread))
      #expect(found.threshold == ExactDecimal(billionths: direction == "long" ? -10_000_000 : 10_000_000))
      #expect(found.side == (direction == "long" ? .below : .above))
    }
  }

  @Test func `a rate limit is drawn with the entry that is judged, at its margin from the threshold`() throws {
    let outcome = """
      {"id":"r","rule":"entry_rate_limit","outcome":"pass","measured":{"entries":2},"required":{"max_entries":20},\
      "margin":"17"}
      """
    let found = try #require(try place(outcome))
    #expect(found.measured == 2 && found.value == 3 && found.threshold == 20 && found.side == .below)
  }

  @Test(arguments: [("above", "> 3"), ("at_least", "≥ 3"), ("below", "< 3"), ("at_most", "≤ 3")])
  func `a threshold that is itself rejected is not said to pass`(limit: String, text: String) throws {
    let margin = ["above", "at_least"].contains(limit) ? "1" : "-1"
    let outcome = """
      {"id":"c","rule":"compare","outcome":"\(margin == "1" ? "pass" : "reject")","code":"comparison_failed",\
      "measured":{"z_score":"4"},"required":{"\(limit)":"3"},"margin":"\(margin)"}
      """
    let point = GateSeries.Point(
      seq: 1, timeMs: 1, signalID: "a", direction: "long", outcome: .pass, isApproved: true, code: nil,
      place: try place(outcome))
    #expect(ThresholdLines([point]).lines.first?.segments.map { $0.text(.none) } == [text])
  }

  @Test func `a magnitude lies beside the threshold of its sign`() throws {
    func band(_ score: String, _ limit: String, _ margin: String, _ outcome: String) throws -> GatePlace? {
      try place(
        """
        {"id":"z","rule":"z_score_band","outcome":"\(outcome)","measured":{"z_score":"\(score)"},\
        "required":{\(limit)},"margin":"\(margin)"}
        """)
    }
    let low = try #require(try band("-1.5", #""min_abs":"2""#, "-0.5", "reject"))
    #expect(low.threshold == -2 && low.side == .below)
    let high = try #require(try band("4.5", #""max_abs":"4""#, "-0.5", "reject"))
    #expect(high.threshold == 4 && high.side == .below)
    #expect(high.limit == "max_abs" && high.margin.value < 0)
  }

  @Test func `what has no margin, or is not known, has no place`() throws {
    #expect(try place(#"{"id":"d","rule":"direction_allow","outcome":"pass","measured":{"direction":"long"}}"#) == nil)
    let stale = """
      {"id":"a","rule":"futures_spot_arb","outcome":"unavailable","code":"stale","measured":{"perp_age_ms":"10001",\
      "spot_age_ms":"5"},"required":{"max_age_ms":"10000"},"margin":"-1"}
      """
    #expect(try place(stale) == nil)
  }
}
