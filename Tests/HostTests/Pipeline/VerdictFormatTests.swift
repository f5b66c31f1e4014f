import RuleEngine
import Testing

@testable import Host

/// The verdict's line, byte for byte as the design fixes it.
@Suite struct VerdictFormatTests {
  private let book = #"{"bid":"0.001248","ask":"0.00125","bid_size":"900","ask_size":"1200","age_ms":340}"#
  private let allowing = #","on_unavailable":"allow""#

  /// What every verdict on the design's signal begins with.
  private func head(_ direction: String = "long") -> String {
    #"{"signal_id":"s-1","seq":1,"time":1774400000000,"network":"mainnet","pair":"PURR|HYPE","coin":"PURR","direction":"#
      + "\"\(direction)\","
  }

  @Test func `the design's example comes out byte for byte`() throws {
    let signal =
      #"{"id":"s-1","time":1774400000000,"symbol":"PURR/USDC:USDC","base_symbol":"HYPE/USDC:USDC","direction":"long","#
      + #""strategy":"adaptive_bollinger","z_score":-2.31,"notional_usd":500"#
      + Fixture.market(perp: #""0.001245""#, spot: book) + "}"
    let expected =
      #"{"signal_id":"s-1","seq":1,"time":1774400000000,"network":"mainnet","pair":"PURR|HYPE","coin":"PURR","#
      + #""direction":"long","action":"rejected","stage":"gates","rule":"purr-futures-spot-arb","#
      + #""code":"spread_insufficient","reason":"期现价差不足 | long | spread=-0.3203% (需≤-1.0000%) | "#
      + #"perp=$0.001245 spot=$0.001249","outcomes":[{"id":"purr-futures-spot-arb","rule":"futures_spot_arb","#
      + #""outcome":"reject","blocks":true,"code":"spread_insufficient","measured":{"perp":"0.001245","#
      + #""spot":"0.001249","spread":"-0.003202562"},"required":{"min_spread":"0.01"},"margin":"-0.006797438"}],"#
      + #""inputs":[{"feed":"perp:PURR","mid":"0.001245","age_ms":0},{"feed":"spot:PURR","bid":"0.001248","#
      + #""ask":"0.00125","mid":"0.001249","age_ms":340}],"chain":"CHAIN"}"#
    let fixture = try VerdictFixture(Fixture.rules(Fixture.arb(allowing)))
    #expect(try fixture.json(signal) == expected)
    #expect(fixture.chain.digest.wholeMatch(of: /sha256:[0-9a-f]{64}/) != nil)
  }

  @Test func `an approval has no stage, rule, code or reason`() throws {
    let signal = Fixture.line("s-1", more: Fixture.market(perp: #""0.00123""#, spot: book))
    #expect(
      try VerdictFixture(Fixture.rules(Fixture.arb())).json(signal) == head()
        + #""action":"approved","outcomes":[{"id":"purr-futures-spot-arb","rule":"futures_spot_arb","outcome":"pass","#
        + #""measured":{"perp":"0.00123","spot":"0.001249","spread":"-0.01521217"},"required":{"min_spread":"0.01"},"#
        + #""margin":"0.00521217"}],"inputs":[{"feed":"perp:PURR","mid":"0.00123","age_ms":0},{"feed":"spot:PURR","#
        + #""bid":"0.001248","ask":"0.00125","mid":"0.001249","age_ms":340}],"chain":"CHAIN"}"#)
  }

  @Test func `keys that say nothing are absent, and a signal without a base has its coin for a pair`() throws {
    let rules = Fixture.rules(
      Fixture.arb(#","enabled":false"#), Fixture.longOnly("elsewhere", #","scope":{"coins":["HYPE"]}"#))
    let signal = Fixture.line(nil, base: nil, more: Fixture.market(perp: #""0.00123""#, spot: book))
    #expect(
      try VerdictFixture(rules, network: .testnet).json(signal)
        == #"{"signal_id":"auto-1","seq":1,"time":1774400000000,"network":"testnet","pair":"PURR","coin":"PURR","#
        + #""direction":"long","action":"approved","chain":"CHAIN"}"#)
  }

  @Test func `an allowed unavailable is a warning, without blocks`() throws {
    let signal = Fixture.line("s-1", more: Fixture.market(perp: #""0.00123""#, spot: "null"))
    #expect(
      try VerdictFixture(Fixture.rules(Fixture.arb())).json(signal) == head()
        + #""action":"approved","warnings":[{"id":"purr-futures-spot-arb","code":"spot_missing"}],"#
        + #""outcomes":[{"id":"purr-futures-spot-arb","rule":"futures_spot_arb","outcome":"unavailable","#
        + #""code":"spot_missing"}],"inputs":[{"feed":"perp:PURR","mid":"0.00123","age_ms":0}],"chain":"CHAIN"}"#)
  }

  @Test func `warnings stand behind the reason of a rejection`() throws {
    let signal = Fixture.line("s-1", "short", more: Fixture.market(perp: nil, spot: nil))
    let line = try VerdictFixture(Fixture.rules(Fixture.arb(), Fixture.longOnly("longs"))).json(signal)
    #expect(
      line.hasPrefix(
        head("short")
          + #""action":"rejected","stage":"gates","rule":"longs","code":"direction_not_allowed","#
          + #""reason":"direction_not_allowed | short | "#))
    #expect(
      line.hasSuffix(
        #"","warnings":[{"id":"purr-futures-spot-arb","code":"perp_missing"}],"outcomes":"#
          + #"[{"id":"purr-futures-spot-arb","rule":"futures_spot_arb","outcome":"unavailable","#
          + #""code":"perp_missing"},{"id":"longs","rule":"direction_allow","outcome":"reject","blocks":true,"#
          + #""code":"direction_not_allowed","measured":{"direction":"short"},"required":{"directions":"long"}}],"#
          + #""chain":"CHAIN"}"#))
  }

  @Test func `an unavailable that blocks stays unavailable, and decides`() throws {
    let signal = Fixture.line("s-1", more: Fixture.market(perp: nil, spot: book))
    let line = try VerdictFixture(Fixture.rules(Fixture.arb(#","on_unavailable":"reject""#))).json(signal)
    #expect(
      line.hasPrefix(
        head()
          + #""action":"rejected","stage":"gates","rule":"purr-futures-spot-arb","code":"perp_missing","#
          + #""reason":"perp_missing | long | "#))
    #expect(
      line.contains(
        #"","outcomes":[{"id":"purr-futures-spot-arb","rule":"futures_spot_arb","outcome":"unavailable","#
          + #""blocks":true,"code":"perp_missing"}],"inputs":[{"feed":"spot:PURR","#))
  }

  @Test func `a shadow entry says so behind its rule and never blocks`() throws {
    let rules = Fixture.rules(Fixture.longOnly("watched", #","mode":"shadow""#), Fixture.longOnly("enforced"))
    let line = try VerdictFixture(rules).json(Fixture.line("s-1", "short"))
    let outcome = #""code":"direction_not_allowed","measured":{"direction":"short"},"required":{"directions":"long"}}"#
    #expect(line.contains(#""action":"rejected","stage":"gates","rule":"enforced","#))
    #expect(
      line.hasSuffix(
        #""outcomes":[{"id":"watched","rule":"direction_allow","mode":"shadow","outcome":"reject",\#(outcome),"#
          + #"{"id":"enforced","rule":"direction_allow","outcome":"reject","blocks":true,\#(outcome)],"chain":"CHAIN"}"#
      ))
  }

  @Test func `combinators list their children last, whatever these say`() throws {
    let children = [
      Fixture.longOnly("a"), Fixture.longOnly("b", #","scope":{"coins":["HYPE"]}"#),
      #"{"id":"c","not":\#(Fixture.longOnly("d"))}"#,
      #"{"id":"e","rule":"notional_cap","params":{"max_notional_usd":5}}"#,
    ]
    let rules = Fixture.rules(#"{"id":"either","any":[\#(children.joined(separator: ","))]}"#)
    let longs = #""measured":{"direction":"long"},"required":{"directions":"long"}"#
    let tail =
      #""children":[{"id":"a","rule":"direction_allow","outcome":"pass",\#(longs)},"#
      + #"{"id":"b","rule":"direction_allow","outcome":"not_applicable"},"#
      + #"{"id":"c","rule":"not","outcome":"reject","code":"negated","#
      + #""children":[{"id":"d","rule":"direction_allow","outcome":"pass",\#(longs)}]},"#
      + #"{"id":"e","rule":"notional_cap","outcome":"unavailable","code":"notional_missing"}]}],"chain":"CHAIN"}"#
    #expect(
      try VerdictFixture(rules).json(Fixture.line("s-1")) == head()
        + #""action":"approved","outcomes":[{"id":"either","rule":"any","outcome":"pass","# + tail)
    let all = Fixture.rules(#"{"id":"every","all":[\#(children.joined(separator: ","))]}"#)
    let line = try VerdictFixture(all).json(Fixture.line("s-1"))
    #expect(line.contains(#""stage":"gates","rule":"every","code":"negated","reason":"negated | long"#))
    #expect(line.hasSuffix(#"{"id":"every","rule":"all","outcome":"reject","blocks":true,"code":"negated","# + tail))
  }

  @Test func `every entry that blocks says so, the first decides, and the risk review stands last`() throws {
    let review = #"{"id":"cap","rule":"notional_cap","params":{"max_notional_usd":5}}"#
    let gates = [Fixture.longOnly("first"), Fixture.longOnly("second")]
    let rules = Fixture.rules(gates[0], gates[1], riskReview: [review])
    let blocked = try VerdictFixture(rules).json(Fixture.line("s-1", "short", more: #","notional_usd":6"#))
    #expect(blocked.contains(#""stage":"gates","rule":"first","code":"direction_not_allowed""#))
    #expect(blocked.ranges(of: #""blocks":true"#).count == 2)
    #expect(!blocked.contains("notional_cap"))
    let reviewed = try VerdictFixture(rules).json(Fixture.line("s-1", more: #","notional_usd":6.5"#))
    #expect(reviewed.contains(#""action":"rejected","stage":"risk_review","rule":"cap","code":"notional_over""#))
    #expect(
      reviewed.hasSuffix(
        #""required":{"directions":"long"}},{"id":"cap","rule":"notional_cap","outcome":"reject","blocks":true,"#
          + #""code":"notional_over","measured":{"notional_usd":"6.5"},"required":{"max_notional_usd":"5"},"#
          + #""margin":"-1.5"}],"chain":"CHAIN"}"#))
  }
}
