import RuleEngine
import Testing

/// Every fault of `rules.json`: its exact words and its exact place.
@Suite struct ChainLoaderFaultTests {
  static let files = [
    FaultCase("‸", "not JSON: the text ends where a value was expected"),
    FaultCase("‸[]", "expected an object, found an empty list"),
    FaultCase("‸\"x\"", "expected an object, found the string \"x\""),
    FaultCase(
      #"{"version":1,"chain":[1,‸]}"#,
      "not JSON: a comma stands before this bracket; JSON has none behind the last item"),
    FaultCase("{\"version\":1,\n\"chain\":‸}", "not JSON: expected a value"),
    FaultCase("{\"chain\":[\"期😀‸\\x\"]}", "not JSON: this is not an escape sequence of JSON"),
    FaultCase(#"‸{"version":1}"#, #"missing "chain""#),
    FaultCase(#"‸{"chain":[{"rule":"say"}]}"#, #"missing "version""#),
    FaultCase("‸‸{}", #"missing "version""#, #"missing "chain""#),
    FaultCase(#"{"version":‸2,"chain":[{"rule":"say"}]}"#, "version: expected 1, found 2"),
    FaultCase(#"{"version":‸"1","chain":[{"rule":"say"}]}"#, #"version: expected 1, found the string "1""#),
    FaultCase(#"{"version":1.0,"chain":[{"rule":"say"}]}"#),
    FaultCase(#"{"version":1,"chain":‸[]}"#, "chain: expected a list of one or more entries, found an empty list"),
    FaultCase(#"{"version":1,"chain":‸{}}"#, "chain: expected a list of one or more entries, found an object"),
    FaultCase(
      #"{"version":1,"chain":[{"rule":"say"}],"risk_review":‸[]}"#,
      "risk_review: expected a list of one or more entries, found an empty list"),
    FaultCase(#"{"$schema":‸1,"version":1,"chain":[{"rule":"say"}]}"#, "$schema: expected a string, found 1"),
    FaultCase(
      #"{"version":1,"chain":[{"rule":"say"}],‸"risk_reviews":[]}"#,
      #"risk_reviews: unknown key; nearest is "risk_review""#),
    FaultCase(
      #"{"version":1,"chain":[{"rule":"say"}],‸"x":1}"#,
      #"x: unknown key; valid are "$schema", "version", "chain", "risk_review""#),
    FaultCase(
      #"{"version":1,"chain":[{"rule":"say"}],‸"version":1}"#,
      "version: duplicate key; each key stands once in an object"),
  ]

  @Test(arguments: files) func `checks the file as a whole`(example: FaultCase) throws {
    try Loading.expect(example.text, example.messages)
  }

  static let entries = [
    FaultCase("‸5", "chain[0]: expected an object, found 5"),
    FaultCase(#"{"rule":"say"},‸[{}]"#, "chain[1]: expected an object, found a list"),
    FaultCase("‸{}", #"chain[0]: missing "rule", "all", "any" or "not""#),
    FaultCase(#"‸{"id":"a"}"#, #"chain[0]: missing "rule", "all", "any" or "not""#),
    FaultCase(#"{"rule":‸"limits"}"#, #"chain[0].rule: no rule named "limits"; nearest is "limit""#),
    FaultCase(
      #"{"rule":‸"zzz"}"#, #"chain[0].rule: no rule named "zzz"; valid are "book", "clock", "limit", "paired", "say""#),
    FaultCase(#"{"rule":‸7}"#, "chain[0].rule: expected the name of a rule, found 7"),
    FaultCase(#"{"rule":"say","params":‸[1]}"#, "chain[0].params: expected an object, found a list"),
    FaultCase(#"{"rule":"say",‸"parms":{}}"#, #"chain[0].parms: unknown key; nearest is "params""#),
    FaultCase(
      #"{"rule":"say",‸"rule":"say"}"#, "chain[0].rule: duplicate key; each key stands once in an object"),
    FaultCase(
      #"{"rule":"say",‸"all":[{"rule":"say"}]}"#,
      #"chain[0].all: stands beside "rule"; an entry has exactly one of rule, all, any and not"#),
    FaultCase(
      #"{"any":[{"id":"x","rule":"say"}],‸"rule":"say",‸"not":{}}"#,
      #"chain[0].rule: stands beside "any"; an entry has exactly one of rule, all, any and not"#,
      #"chain[0].not: stands beside "any"; an entry has exactly one of rule, all, any and not"#),
    FaultCase(#"{"all":‸[]}"#, "chain[0].all: expected a list of one or more entries, found an empty list"),
    FaultCase(
      #"{"any":‸{"rule":"say"}}"#, "chain[0].any: expected a list of one or more entries, found an object"),
    FaultCase(#"{"not":‸[{"rule":"say"}]}"#, "chain[0].not: expected an object, found a list"),
    FaultCase(#"{"all":[{"rule":"say"},‸null]}"#, "chain[0].all[1]: expected an object, found null"),
    FaultCase(
      #"{"not":{"any":[{"rule":‸"sayy"}]}}"#, #"chain[0].not.any[0].rule: no rule named "sayy"; nearest is "say""#),
    FaultCase(
      #"{"all":[{"rule":"say"}],‸"params":{}}"#,
      #"chain[0].params: misplaced key; only an entry with "rule" has parameters"#),
    FaultCase(
      #"{"all":[{"rule":"say",‸"enabled":true,‸"mode":"shadow"}]}"#,
      "chain[0].all[0].enabled: misplaced key; it belongs to top-level entries alone",
      "chain[0].all[0].mode: misplaced key; it belongs to top-level entries alone"),
    FaultCase(
      #"{"not":{"rule":"say",‸"on_unavailable":"allow"}}"#,
      "chain[0].not.on_unavailable: misplaced key; it belongs to top-level entries alone"),
    FaultCase(#"{"rule":"say","description":‸1}"#, "chain[0].description: expected a string, found 1"),
    FaultCase(
      #"{"rule":"say","enabled":‸"yes"}"#, #"chain[0].enabled: expected true or false, found the string "yes""#),
    FaultCase(#"{"rule":"say","enabled":‸null}"#, "chain[0].enabled: expected true or false, found null"),
    FaultCase(
      #"{"rule":"say","mode":‸"shadwo"}"#,
      #"chain[0].mode: expected "enforce" or "shadow", found the string "shadwo"; nearest is "shadow""#),
    FaultCase(
      #"{"rule":"say","on_unavailable":‸false}"#,
      #"chain[0].on_unavailable: expected "allow" or "reject", found false"#),
  ]

  @Test(arguments: entries) func `checks entries and their children`(example: FaultCase) throws {
    try Loading.expect(Loading.file(example.text), example.messages)
  }

  static let scopes = [
    FaultCase("‸[]", "scope: expected an object, found an empty list"),
    FaultCase(#"{‸"coin":["PURR"]}"#, #"scope.coin: unknown key; nearest is "coins""#),
    FaultCase(#"{"coins":‸[]}"#, "scope.coins: expected a list of one or more names, found an empty list"),
    FaultCase(#"{"coins":‸"PURR"}"#, #"scope.coins: expected a list of one or more names, found the string "PURR""#),
    FaultCase(
      #"{"coins":["PURR",‸"PURR/USDC",‸5,‸""]}"#,
      #"scope.coins[1]: expected a coin, as "PURR", or the beginning of one, as "k*", found the string "PURR/USDC""#,
      #"scope.coins[2]: expected a coin, as "PURR", or the beginning of one, as "k*", found 5"#,
      #"scope.coins[3]: expected a coin, as "PURR", or the beginning of one, as "k*", found the string """#),
    FaultCase(
      #"{"pairs":["PURR|HYPE","PURR","PURR|*",‸"PURR|"]}"#,
      #"scope.pairs[3]: expected a pair of coins, as "PURR|HYPE", or the beginning of one, found the string "PURR|""#),
    FaultCase(
      #"{"directions":["long",‸"up"]}"#,
      #"scope.directions[1]: expected "long" or "short", found the string "up""#),
    FaultCase(
      #"{"strategies":[‸""]}"#,
      #"scope.strategies[0]: expected the name of a strategy, or the beginning of one, found the string """#),
    FaultCase(#"{"coins":["*","xyz:*","k*","PURR"],"pairs":["PURR|HYPE"],"strategies":["a b*"]}"#),
  ]

  @Test(arguments: scopes) func `checks scopes`(example: FaultCase) throws {
    let entry = "{\"rule\":\"say\",\"scope\":\(example.text)}"
    try Loading.expect(Loading.file(entry), example.messages.map { "chain[0].\($0)" })
  }

  static let feeds = [
    FaultCase(#"‸{"rule":"book"}"#, "chain[0]: missing coins"),
    FaultCase(#"‸{"rule":"book","scope":{"coins":["PURR","k*"]}}"#, #"chain[0]: "k*" names no coin"#),
    FaultCase(#"‸{"rule":"book","scope":{"pairs":["PURR|HYPE"]}}"#, "chain[0]: missing coins"),
    FaultCase(#"{"not":{"all":[{"rule":"say"},‸{"rule":"book"}]}}"#, "chain[0].not.all[1]: missing coins"),
    FaultCase(#"‸{"rule":"book","enabled":false}"#, "chain[0]: missing coins"),
    FaultCase(#"{"rule":"book","scope":{"coins":["PURR"]}}"#),
    FaultCase(#"{"not":{"rule":"book"},"scope":{"coins":["PURR"]}}"#),
    FaultCase(#"{"not":{"rule":"book","scope":{"coins":["P*"]}},"scope":{"coins":["PURR","HYPE"]}}"#),
  ]

  @Test(arguments: feeds) func `wants the coins of a rule that reads books by exact name`(example: FaultCase) throws {
    let words =
      #"book reads market data and wants its coins by exact name, as "scope": { "coins": ["PURR"] }"#
    try Loading.expect(Loading.file(example.text), example.messages.map { "\($0); \(words)" })
  }

  @Test func `does not call coins missing whose list is at fault`() throws {
    try Loading.expect(
      Loading.file(#"{"rule":"book","scope":{"coins":‸[]}}"#),
      ["chain[0].scope.coins: expected a list of one or more names, found an empty list"])
  }
}
