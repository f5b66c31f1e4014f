import Foundation
import RuleEngine
import Testing

@testable import Host

/// What a person reads of a verdict, word for word.
@Suite struct ExplanationTextTests {
  private static let book = #"{"bid":"0.001248","ask":"0.00125","bid_size":"900","ask_size":"1200","age_ms":340}"#
  private static let market = Fixture.market(perp: #""0.001245""#, spot: book)

  @Test func `a rejection says which condition failed, by how much, on which inputs, how old`() throws {
    let fixture = try ExplainFixture(Fixture.rules(Fixture.rate(4, per: "pair"), Fixture.arb()))
    let history =
      #","history":[{"time":1774399999000,"symbol":"PURR","base_symbol":"HYPE","action":"approved"}]"#
    #expect(
      try fixture.text(Fixture.line("s-1", more: Self.market + history)) == """
        ✗ rejected  s-1  PURR|HYPE long  2026-03-25T00:53:20.000Z  mainnet
          purr-futures-spot-arb: spread_insufficient
          short by 0.6797438 percentage points (68 % of min_spread)

        gates
        ✓ pass    rate  entry_rate_limit  rules.json:1
                  entries 1; max_entries 4: passed by 2 entries (50 % of it)
                  history: window_s 3600 s, per pair
        ✗ reject  purr-futures-spot-arb  futures_spot_arb  spread_insufficient  blocks
                  rules.json:1
                  perp 0.001245 USD, spot 0.001249 USD, spread -0.3202562 %
                  min_spread 1 %: short by 0.6797438 percentage points (68 % of it)

        input       bid USD  ask USD   mid USD  bid size  ask size     age
        perp:PURR                     0.001245                        0 ms
        spot:PURR  0.001248  0.00125  0.001249       900      1200  340 ms
        chain CHAIN

        """)
  }

  @Test func `an approval says how close it was`() throws {
    let fixture = try ExplainFixture(
      Fixture.rules(
        Fixture.arb(), Fixture.longOnly("longs"),
        riskReview: [#"{"id":"cap","mode":"shadow","rule":"notional_cap","params":{"max_notional_usd":1000}}"#]))
    let line = Fixture.line(
      "s-1", more: Fixture.market(perp: #""0.00123""#, spot: Self.book) + #","notional_usd":999"#)
    #expect(
      try fixture.text(line) == """
        ✓ approved  s-1  PURR|HYPE long  2026-03-25T00:53:20.000Z  mainnet
          nearest: purr-futures-spot-arb passed by 0.521217 percentage points (52.1 % of min_spread)

        gates
        ✓ pass  purr-futures-spot-arb  futures_spot_arb  rules.json:1
                perp 0.00123 USD, spot 0.001249 USD, spread -1.521217 %
                min_spread 1 %: passed by 0.521217 percentage points (52.1 % of it)
        ✓ pass  longs  direction_allow  rules.json:1
                direction long; directions long

        risk review
        ✓ pass  cap  notional_cap  shadow  rules.json:1
                notional_usd 999 USD
                max_notional_usd 1000 USD: passed by 1 USD (0.1 % of it)

        input       bid USD  ask USD   mid USD  bid size  ask size     age
        perp:PURR                      0.00123                        0 ms
        spot:PURR  0.001248  0.00125  0.001249       900      1200  340 ms
        chain CHAIN

        """)
  }

  @Test func `of a spread that must have held it says for how long it has, and how bad it was`() throws {
    let fixture = try ExplainFixture(Fixture.rules(Fixture.arb(params: #""confirm_for_ms":3000"#)))
    let line = { (dip: String) in
      Fixture.line(
        "s-1",
        more: Fixture.market(
          perp: #"{"bid":"0.98","ask":"0.98","trail":[{"age_ms":9000,"mid":"0.98"},\#(dip)]}"#,
          spot: #"{"bid":"1","ask":"1","trail":[{"age_ms":9000,"mid":"1"}]}"#))
    }
    let fell = try #require(try fixture.text(line(#"{"age_ms":2000,"mid":"0.995"},{"age_ms":700,"mid":"0.98"}"#)))
    #expect(
      fell.contains(
        """
                  perp 0.98 USD, spot 1 USD, spread -2 %, worst_spread -0.5 %, worst_age_ms 2000 ms, held_ms 700 ms
                  min_spread 1 %, confirm_for_ms 3000 ms: short by 2300 ms (76.7 % of confirm_for_ms)
        """), "\(fell)")
    let held = try #require(try fixture.text(line(#"{"age_ms":2000,"mid":"0.988"},{"age_ms":700,"mid":"0.98"}"#)))
    #expect(
      held.contains(
        """
                perp 0.98 USD, spot 1 USD, spread -2 %, worst_spread -1.2 %, worst_age_ms 2000 ms, held_ms 3000 ms
                min_spread 1 %, confirm_for_ms 3000 ms: passed by 0.2 percentage points (20 % of min_spread)
        """), "\(held)")
  }

  @Test func `what could not be known is named, and whether it was let pass`() throws {
    let signal = Fixture.line("s-1", more: Fixture.market(perp: #""0.00123""#, spot: nil))
    let allowing = try ExplainFixture(Fixture.rules(Fixture.arb()))
    #expect(
      try allowing.text(signal) == """
        ✓ approved  s-1  PURR|HYPE long  2026-03-25T00:53:20.000Z  mainnet
          could not know, allowed: purr-futures-spot-arb spot_missing

        gates
        ? unavailable  purr-futures-spot-arb  futures_spot_arb  spot_missing
                       allowed by on_unavailable  rules.json:1

        input      mid USD   age
        perp:PURR  0.00123  0 ms
        spot:PURR  missing
        chain CHAIN

        """)
    let blocking = try ExplainFixture(Fixture.rules(Fixture.arb(#","on_unavailable":"reject""#)))
    let lines = try #require(try blocking.text(signal)).split(separator: "\n")
    #expect(lines[0].hasPrefix("✗ rejected  s-1"))
    #expect(lines[1] == "  purr-futures-spot-arb: spot_missing")
    #expect(lines[3] == "? unavailable  purr-futures-spot-arb  futures_spot_arb  spot_missing  blocks")
  }

  @Test func `stale books say how old they are, and by how much too old`() throws {
    let fixture = try ExplainFixture(
      Fixture.rules(Fixture.arb(#","on_unavailable":"reject""#, params: #""max_age_ms":300"#)))
    let lines = try #require(try fixture.text(Fixture.line("s-1", more: Self.market))).split(separator: "\n")
    #expect(lines[1] == "  purr-futures-spot-arb: stale, over by 40 ms (13.3 % of max_age_ms)")
    #expect(lines[5] == "               perp_age_ms 0 ms, spot_age_ms 340 ms")
    #expect(lines[6] == "               max_age_ms 300 ms: over by 40 ms (13.3 % of it)")
  }

  @Test func `combinations stand over what they combine`() throws {
    let children = [
      Fixture.longOnly("shorts-not", #","scope":{"coins":["HYPE"]}"#),
      #"{"id":"no","not":{"id":"cap","rule":"notional_cap","params":{"max_notional_usd":1000}}}"#,
      #"{"id":"band","rule":"z_score_band","params":{"min_abs":2,"max_abs":4}}"#,
    ]
    let fixture = try ExplainFixture(
      Fixture.rules(#"{"id":"either","any":[\#(children.joined(separator: ","))]}"#))
    let line = Fixture.line("s-1", more: #","notional_usd":700,"z_score":-1.5"#)
    #expect(
      try fixture.text(line) == """
        ✗ rejected  s-1  PURR|HYPE long  2026-03-25T00:53:20.000Z  mainnet
          either: negated
            cap (turned by not): notional_usd 700 USD
              max_notional_usd 1000 USD: passed by 300 USD (30 % of it)
            band: z_score -1.5; min_abs 2: short by 0.5 (25 % of it)

        gates
        ✗ reject          either  any  negated  blocks  rules.json:1
          – not applicable  shorts-not  direction_allow  rules.json:1
                            out of scope: coin PURR, wanted HYPE
          ✗ reject          no  not  negated  rules.json:1
            ✓ pass            cap  notional_cap  turned by not  rules.json:1
                              notional_usd 700 USD
                              max_notional_usd 1000 USD: passed by 300 USD (30 % of it)
          ✗ reject          band  z_score_band  z_score_low  rules.json:1
                            z_score -1.5; min_abs 2: short by 0.5 (25 % of it)

        chain CHAIN

        """)
  }

  @Test func `what was not asked says why`() throws {
    let entries = [
      Fixture.longOnly("longs"),
      Fixture.arb(#","enabled":{"env":"GATE_ON","default":false}"#),
      Fixture.longOnly("off", #","enabled":false"#),
      Fixture.longOnly("coin", #","scope":{"coins":["HYPE"]}"#),
      Fixture.longOnly("pair", #","scope":{"pairs":["PURR|BTC","SOL*"]}"#),
      Fixture.longOnly("side", #","scope":{"directions":["long"]}"#),
      Fixture.longOnly("mine", #","scope":{"strategies":["x*"]}"#),
    ]
    let rules = Fixture.rules(
      entries.joined(separator: ",\n"),
      riskReview: [
        Fixture.longOnly("review"), Fixture.longOnly("unreviewed", #","enabled":{"env":"B","default":false}"#),
      ])
    #expect(
      try ExplainFixture(rules).text(Fixture.line("s-1", "short")) == """
        ✗ rejected  s-1  PURR|HYPE short  2026-03-25T00:53:20.000Z  mainnet
          longs: direction_not_allowed

        gates
        ✗ reject     longs  direction_allow  direction_not_allowed  blocks  rules.json:1
                     direction short; directions long
        – not asked  purr-futures-spot-arb  futures_spot_arb  rules.json:2
                     off by GATE_ON
        – not asked  off  direction_allow  rules.json:3  off by "enabled"
        – not asked  coin  direction_allow  rules.json:4
                     out of scope: coin PURR, wanted HYPE
        – not asked  pair  direction_allow  rules.json:5
                     out of scope: pair PURR|HYPE, wanted PURR|BTC,SOL*
        – not asked  side  direction_allow  rules.json:6
                     out of scope: direction short, wanted long
        – not asked  mine  direction_allow  rules.json:7
                     out of scope: no strategy, wanted x*

        risk review
        – not asked  review  direction_allow  rules.json:7
                     not reached: the gates rejected
        – not asked  unreviewed  direction_allow  rules.json:7  off by B

        chain CHAIN

        """)
  }

  @Test func `the risk review stands apart where the rules say where it begins`() throws {
    let fixture = try ExplainFixture(
      Fixture.rules(Fixture.longOnly("gate"), riskReview: [Fixture.longOnly("review", #","mode":"shadow""#)]))
    let headings = { (text: String?) in
      (text ?? "").split(separator: "\n").filter { ["gates", "risk review", "entries"].contains($0) }.map(String.init)
    }
    #expect(try headings(fixture.text(Fixture.line("a"))) == ["gates", "risk review"])
    #expect(try headings(fixture.text(Fixture.line("a"), withRules: false)) == ["entries"])
    #expect(try headings(fixture.text(Fixture.line("a", "short"), withRules: false)) == ["gates"])
    let text = try #require(try fixture.text(Fixture.line("a"), withRules: false))
    #expect(text.hasSuffix("\nchain CHAIN\n--rules FILE adds what was not evaluated, and the lines\n"))
  }

  @Test func `Chinese takes two columns a character, and lines up`() throws {
    let fixture = try ExplainFixture(
      Fixture.rules(Fixture.arb(#","on_unavailable":"reject""#), Fixture.longOnly("longs")))
    let line = Fixture.line("s-1", more: Fixture.market(perp: #""0.00123""#, spot: nil))
    #expect(
      try fixture.text(line, .zh) == """
        ✗ 拒绝  s-1  PURR|HYPE long  2026-03-25T00:53:20.000Z  mainnet
          purr-futures-spot-arb: spot_missing

        规则链
        ? 不可知  purr-futures-spot-arb  futures_spot_arb  spot_missing  拦截
                  rules.json:1
        ✓ 通过    longs  direction_allow  rules.json:1
                  direction long; directions long

        输入       中间价 USD  时龄
        perp:PURR     0.00123  0 ms
        spot:PURR        缺失
        规则链 CHAIN

        """)
  }

  @Test(arguments: Language.allCases)
  func `the shipped chain fits a screen of 24 lines and 80 columns`(language: Language) throws {
    let rules = try #require(
      try? String(contentsOf: GateProcess.package.appending(path: "rules.json"), encoding: .utf8))
    let fixture = try ExplainFixture(rules, environment: ["TRADING_FUTURES_SPOT_ARB_ENABLED": "true"])
    for direction in ["long", "short"] {
      let explanation = try #require(try fixture.explanation(Fixture.line("s-1", direction, more: Self.market)))
      let text = fixture.text(explanation, language)
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      #expect(lines.count <= 24)
      for line in lines { #expect(TextTable.width(String(line)) <= 80, "\(line)") }
    }
  }

  @Test func `colours change nothing but the colours`() throws {
    let fixture = try ExplainFixture(Fixture.rules(Fixture.arb(), Fixture.longOnly("longs")))
    for more in [Self.market, Fixture.market(perp: nil, spot: nil)] {
      let explanation = try #require(try fixture.explanation(Fixture.line("s-1", more: more)))
      let plain = fixture.text(explanation)
      let coloured = fixture.text(explanation, isColoured: true)
      #expect(!plain.contains("\u{1B}"))
      #expect(coloured.contains("\u{1B}[32m✓ ") && coloured.contains("\u{1B}[0m"))
      #expect(coloured.replacing(/\u{1B}\[[0-9]+m/, with: "") == plain)
    }
  }

  @Test func `output is coloured on a terminal alone, unless it is asked for`() {
    let isOn = { (choice: ColourChoice, isTerminal: Bool, noColor: String?) in
      choice.isOn(isTerminal: isTerminal, noColor.map { ["NO_COLOR": $0] } ?? [:])
    }
    #expect(isOn(.auto, true, nil) && isOn(.auto, true, "") && isOn(.always, false, "1"))
    #expect(!isOn(.auto, false, nil) && !isOn(.auto, true, "1") && !isOn(.never, true, nil))
  }

  @Test func `names from outside do not draw on the terminal`() throws {
    let fixture = try ExplainFixture(
      Fixture.rules(Fixture.longOnly("mine", #","scope":{"strategies":["x"]}"#)))
    let text = try fixture.text(Fixture.line(#"a\u001b[2J"#, more: #","strategy":"\u001b[31m\ny""#))
    #expect(text?.contains("\u{1B}") == false)
    #expect(text?.contains("strategy  [31m y, wanted x") == true)
  }
}
