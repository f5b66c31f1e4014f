import Testing

/// Word for word what `check` says of changes to the shipped rules.json that people make.
struct ConfigurationMessageTests {
  /// A change, with a mark ‸ before each place that is reported, and what is said there.
  struct Example: Sendable, CustomTestStringConvertible {
    let old: String
    let new: String
    let messages: [String]

    init(_ old: String, _ new: String, _ messages: String...) {
      self.old = old
      self.new = new
      self.messages = messages
    }

    var testDescription: String { "\(old) → \(new)" }
  }

  static let examples = [
    Example(#""version": 1,"#, #""version": ‸2,"#, "version: expected 1, found 2"),
    Example(
      #"{ "max_entries": 20,"#, #"‸{ ‸"max_entires": 20,"#, #"chain[0].params: missing "max_entries""#,
      #"chain[0].params.max_entires: unknown key; nearest is "max_entries""#),
    Example(
      #""per": "all""#, #""per": ‸"al""#,
      #"chain[0].params.per: expected "all", "coin", "pair" or "strategy", found the string "al"; nearest is "all""#),
    Example(
      #""id": "pair-rate","#, #""id": ‸"global-rate","#,
      #"chain[1].id: duplicate id "global-rate"; each id stands once in the file"#),
    Example(
      #""rule": "futures_spot_arb""#, #""rule": ‸"future_spot_arb""#,
      #"chain[2].rule: no rule named "future_spot_arb"; nearest is "futures_spot_arb""#),
    Example(
      #""rule": "futures_spot_arb""#, #""rule": ‸"arb""#,
      #"chain[2].rule: no rule named "arb"; valid are "coin_block_list", "compare", "cooldown", "daily_entry_cap", "#
        + #""direction_allow", "entry_rate_limit", "funding_rate_band", "futures_spot_arb", "loss_streak_guard", "#
        + #""max_open_entries", "min_available_balance", "min_depth", "notional_cap", "oracle_deviation_cap", "#
        + #""top_of_book_spread_cap", "trading_window", "z_score_band""#),
    Example(
      #""default": false }"#, #""default": ‸"false" }"#,
      #"chain[2].enabled.default: expected true or false, found the string "false""#),
    Example(
      #"["PURR"]"#, #"["PURR", ‸"PURR/USDC"]"#,
      #"chain[2].scope.coins[1]: expected a coin, as "PURR", or the beginning of one, as "k*", "#
        + #"found the string "PURR/USDC""#),
    Example(#""on_unavailable": "allow","#, #""on_unavailable": ‸allow,"#, "not JSON: expected a value"),
    Example(
      #""default": 0.01 }"#, #""default": ‸"0.01" }"#,
      "chain[2].params.min_spread.default: expected a number above 0 and below 1 (fraction), "
        + #"found the string "0.01"; 0.005 is 0.5 %"#),
    Example(
      #""default": 0.01 }"#, #""default": ‸1 }"#,
      "chain[2].params.min_spread.default: expected a number above 0 and below 1 (fraction), found 1; 0.005 is 0.5 %"),
    Example(
      #"{ "env": "TRADING_FUTURES_SPOT_ARB_MIN_SPREAD_PCT", "default": 0.01 }"#, "‸0.2",
      "chain[2].params.min_spread: expected a number below max_abs_spread (0.2), found 0.2; 0.005 is 0.5 %"),
    Example(
      #""max_skew_ms": 3000,"#, #""max_skew_ms": 3000, ‸"max_skew_ms": 30,"#,
      "chain[2].params.max_skew_ms: duplicate key; each key stands once in an object"),
    Example(
      #""mode": "shadow","#, #""mode": ‸"shade","#,
      #"risk_review[0].mode: expected "enforce" or "shadow", found the string "shade"; nearest is "shadow""#),
  ]

  @Test(arguments: examples, ConfigurationMutationTests.Form.allCases)
  func `the words and the places are exactly these`(_ example: Example, _ form: ConfigurationMutationTests.Form) throws
  {
    let text = try form.text()
    try #require(text.ranges(of: example.old).count == 1)
    let marked = text.replacing(example.old, with: example.new)
    var expected: [String] = []
    var (line, column) = (1, 1)
    for scalar in marked.unicodeScalars {
      if scalar == "‸" {
        expected.append("rules.json:\(line):\(column): error: \(example.messages[expected.count])")
      } else {
        (line, column) = scalar == "\n" ? (line + 1, 1) : (line, column + 1)
      }
    }
    let changed = MutatedText(Array(marked.unicodeScalars.filter { $0 != "‸" }), [])
    #expect(try changed.found() == expected)
    #expect(expected.count == example.messages.count)
  }
}
