import RuleEngine
import Testing

/// All faults in one run and in file order; ids; and what a sound file becomes.
@Suite struct ChainLoaderOrderTests {
  @Test func `reports all faults of a file in file order, and counts them`() throws {
    let text = #"""
      {
        "risk_review": [{ "rule": "limit", "id": "r" }],
        "versoin": 1,
        "chain": [
          { "id": "Bad", "rule": "sya", "enabled": 1 },
          { "mode": "x", "rule": "limit",
            "params": { "min_spred": 0.1, "max": 500, "count": { "env": "NONE" } },
            "scope": { "coins": [], "strategies": 4 }, "x": {} },
          { "all": [{ "rule": "book" }, { "enabled": true }] }
        ]
      }
      """#
    let expected = [
      #"1:1: error: missing "version""#,
      #"2:19: error: risk_review[0].params: missing "max""#,
      #"3:3: error: versoin: unknown key; nearest is "version""#,
      "5:13: error: chain[0].id: expected an id of a-z, 0-9, _ and -, beginning with a letter or digit, "
        + #"found the string "Bad""#,
      #"5:28: error: chain[0].rule: no rule named "sya"; nearest is "say""#,
      "5:46: error: chain[0].enabled: expected true or false, found 1",
      #"6:15: error: chain[1].mode: expected "enforce" or "shadow", found the string "x""#,
      "7:19: error: chain[1].params.min_spred: unknown key; "
        + #"valid are "max", "share", "count", "ceiling", "side", "letters""#,
      "7:44: error: chain[1].params.max: expected a number from 0 to 100 (USD), found 500",
      #"7:58: error: chain[1].params.count: missing "default"; the variable NONE is not set"#,
      "8:27: error: chain[1].scope.coins: expected a list of one or more names, found an empty list",
      "8:45: error: chain[1].scope.strategies: expected a list of one or more names, found 4",
      #"8:50: error: chain[1].x: unknown key; valid are "id", "description", "scope", "rule", "params", "all", "any", "#
        + #""not", "enabled", "mode", "on_unavailable", "review_by""#,
      "9:15: error: chain[2].all[0]: missing coins; book reads market data and wants its coins by exact name, "
        + #"as "scope": { "coins": ["PURR"] }"#,
      #"9:35: error: chain[2].all[1]: missing "rule", "all", "any" or "not""#,
      "9:37: error: chain[2].all[1].enabled: misplaced key; it belongs to top-level entries alone",
    ].map { "rules.json:\($0)" }
    #expect(try Loading.faults(text) == expected)
    let error = #expect(throws: ConfigurationFaults.self) { try Loading.chain(text) }
    #expect(error?.description == expected.map { $0 + "\n" }.joined() + "16 errors; nothing was loaded")
  }

  @Test func `counts one fault as one`() {
    let error = #expect(throws: ConfigurationFaults.self) { try Loading.chain("{") }
    #expect(error?.description.hasSuffix("\n1 error; nothing was loaded") == true)
  }

  static let names = [
    FaultCase(
      #"{"id":"a","rule":"say"},{"id":‸"a","rule":"say"}"#,
      #"chain[1].id: duplicate id "a"; each id stands once in the file"#),
    FaultCase(
      #"{"id":"a","rule":"say"},{"id":‸"a","rule":"say"},{"rule":"say","id":‸"a"}"#,
      #"chain[1].id: duplicate id "a"; each id stands once in the file"#,
      #"chain[2].id: duplicate id "a"; each id stands once in the file"#),
    FaultCase(
      #"{"id":"a","all":[{"rule":"say"},{"not":{"rule":"limit","params":{"max":1},"id":‸"a"}}]}"#,
      #"chain[0].all[1].not.id: duplicate id "a"; each id stands once in the file"#),
    // The parent's id stands behind the child's in the file: the parent's is the second value.
    FaultCase(
      #"{"all":[{"id":"a","rule":"say"}],"id":‸"a"}"#,
      #"chain[0].id: duplicate id "a"; each id stands once in the file"#),
    FaultCase(
      #"{"rule":"say"},‸{"rule":"say"}"#,
      #"chain[1]: missing "id"; "say" is taken, so this entry needs one of its own"#),
    FaultCase(
      #"‸{"rule":"say"},{"id":"say","rule":"limit","params":{"max":1}}"#,
      #"chain[0]: missing "id"; "say" is taken, so this entry needs one of its own"#),
    FaultCase(
      #"{"all":[{"rule":"say"},{"all":[{"id":"x","rule":"say"}],"id":"y"},‸{"rule":"say"}]}"#,
      #"chain[0].all[2]: missing "id"; "say" is taken, so this entry needs one of its own"#),
    FaultCase(
      #"{"id":"a","rule":‸"nope"},{"id":‸"a","rule":"say"}"#,
      #"chain[0].rule: no rule named "nope"; valid are "book", "clock", "limit", "paired", "say""#,
      #"chain[1].id: duplicate id "a"; each id stands once in the file"#),
    FaultCase(
      #"‸{"id":"a"},{"id":‸"a","rule":"say"}"#, #"chain[0]: missing "rule", "all", "any" or "not""#,
      #"chain[1].id: duplicate id "a"; each id stands once in the file"#),
    FaultCase(
      #"{"id":"a","not":{"rule":‸"nope"}},{"id":‸"a","rule":"say"}"#,
      #"chain[0].not.rule: no rule named "nope"; valid are "book", "clock", "limit", "paired", "say""#,
      #"chain[1].id: duplicate id "a"; each id stands once in the file"#),
    FaultCase(
      #"{"id":‸"","rule":"say"}"#,
      #"chain[0].id: expected an id of a-z, 0-9, _ and -, beginning with a letter or digit, found the string """#),
    FaultCase(
      #"{"id":‸"_a","rule":"say"}"#,
      #"chain[0].id: expected an id of a-z, 0-9, _ and -, beginning with a letter or digit, found the string "_a""#),
    FaultCase(
      #"{"id":‸7,"rule":"say"}"#,
      "chain[0].id: expected an id of a-z, 0-9, _ and -, beginning with a letter or digit, found 7"),
    FaultCase(#"{"id":"0a_-z","rule":"say"}"#),
    // A faulty id takes no name, and is told once.
    FaultCase(
      #"{"id":‸"A","rule":"say"},{"rule":"say"}"#,
      #"chain[0].id: expected an id of a-z, 0-9, _ and -, beginning with a letter or digit, found the string "A""#),
  ]

  @Test(arguments: names) func `wants each id once`(example: FaultCase) throws {
    try Loading.expect(Loading.file(example.text), example.messages)
  }

  @Test func `wants each id once over both chains`() throws {
    try Loading.expect(
      #"{"version":1,"chain":[{"id":"a","rule":"say"}],"risk_review":[{"not":{"rule":"say","id":‸"a"}}]}"#,
      [#"risk_review[0].not.id: duplicate id "a"; each id stands once in the file"#])
    try Loading.expect(
      #"{"version":1,"chain":[{"rule":"say"}],"risk_review":[‸{"rule":"say"}]}"#,
      [#"risk_review[0]: missing "id"; "say" is taken, so this entry needs one of its own"#])
  }

  @Test func `names entries after their rule or keyword`() throws {
    let chain = try Loading.chain(
      Loading.file(
        #"{"any":[{"rule":"say"},{"not":{"id":"say-2","rule":"say"}},{"id":"x","all":[{"id":"z","rule":"say"}]}]}"#))
    var ids: [String] = []
    for entry in chain.entries { entry.node.forEachNode { ids.append("\($0.id):\($0.kind)") } }
    #expect(ids == ["any:any", "say:say", "not:not", "say-2:say", "x:all", "z:say"])
  }

  @Test func `fills in what an entry does not say`() throws {
    let chain = try Loading.chain(
      #"{"version":1,"chain":[{"rule":"say"},{"rule":"book","scope":{"coins":["PURR"]},"description":"d"},"#
        + #"{"not":{"id":"b","rule":"book"},"scope":{"coins":["HYPE"]}}],"#
        + #""risk_review":[{"id":"r","rule":"say","mode":"shadow","enabled":false,"on_unavailable":"allow"}]}"#)
    #expect(chain.entries.map(\.id) == ["say", "book", "not", "r"])
    #expect(chain.entries.map(\.stage) == [.gates, .gates, .gates, .riskReview])
    #expect(chain.entries.map(\.isEnabled) == [true, true, true, false])
    #expect(chain.entries.map(\.mode) == [.enforce, .enforce, .enforce, .shadow])
    // The rule type's own default; a combinator rejects whatever its children would do.
    #expect(chain.entries.map(\.onUnavailable) == [.reject, .allow, .reject, .allow])
    #expect(chain.entries.map(\.node.description) == [nil, "d", nil, nil])
    #expect(chain.entries.map(\.node.position.column) == [23, 38, 99, 175])
  }

  @Test func `validates disabled entries like the others`() throws {
    try Loading.expect(
      Loading.file(#"{"rule":"limit","enabled":false,"params":‸{}}"#), [#"chain[0].params: missing "max""#])
  }
}
