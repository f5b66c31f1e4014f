import RuleEngine
import Testing

/// What stands in a file of overrides, and what is said of one that is wrong.
@Suite struct OverridesLoaderTests {
  private static let rules = Loading.file(
    """
    {"id":"gate","rule":"say","scope":{"coins":["PURR"]},"params":{"says":"reject"}},
    {"id":"shady","rule":"say","mode":"shadow","params":{"says":"reject"}},
    {"id":"off","rule":"say","enabled":false,"params":{"says":"reject"}},
    {"id":"both","all":[{"id":"child","rule":"say","params":{"says":"reject"}}]}
    """)

  private static func load(_ text: String) throws -> [Override] {
    let source = SourceText(name: "overrides.json", bytes: Array(text.utf8))
    return try OverridesLoader(for: Loading.chain(rules)).load(source)
  }

  private static func file(_ overrides: String) -> String { "{\"version\":1,\"overrides\":[\n\(overrides)\n]}" }

  private static func override(
    entry: String = "gate", scope: String = #"{"coins":["PURR"]}"#, until: String = "2026-03-25T12:00:00Z"
  ) -> String {
    #"{"entry":"\#(entry)","scope":\#(scope),"author":"mei","reason":"the book moves","until":"\#(until)"}"#
  }

  /// What is reported, each line without `overrides.json:`.
  private func faults(_ text: String) throws -> [String] {
    do {
      _ = try OverridesLoaderTests.load(text)
      return []
    } catch let faults as ConfigurationFaults {
      return faults.diagnostics.map { String($0.description.dropFirst("overrides.json:".count)) }
    }
  }

  @Test func `reads what each override says, and where it stands`() throws {
    let scope = #"{"pairs":["PURR|HYPE"],"directions":["long"],"strategies":["a*"]}"#
    let text = OverridesLoaderTests.file(
      OverridesLoaderTests.override() + ",\n" + OverridesLoaderTests.override(entry: "both", scope: scope))
    let overrides = try OverridesLoaderTests.load(text)
    #expect(overrides.map(\.entryID) == ["gate", "both"])
    #expect(overrides.map(\.position.line) == [2, 3])
    let first = try #require(overrides.first)
    #expect(first.author == "mei" && first.reason == "the book moves")
    #expect(first.scope == Scope(coins: [.exact("PURR")]))
    // 2026-03-25T12:00:00Z by `date -u -d … +%s`.
    #expect(first.untilMs == 1_774_440_000_000)
    #expect(
      overrides.last?.scope
        == Scope(pairs: [.exact("PURR|HYPE")], directions: [.exact("long")], strategies: [.prefix("a")]))
  }

  @Test func `takes a file without any override`() throws {
    #expect(try OverridesLoaderTests.load(#"{"version":1,"overrides":[]}"#).isEmpty)
  }

  @Test func `reports every fault of a file with its place, in its order`() throws {
    let text = OverridesLoaderTests.file(
      """
      {"entry":"gat","scope":{},"author":" ","reason":5,"until":"tomorrow"},
      {"scop":{"coins":["PURR"]}},
      {"entry":"child","scope":{"coins":[]},"author":"mei","reason":"x","until":"2026-02-30T00:00:00Z","until":1},
      {"entry":"off","scope":{"coins":["*"]},"author":"mei","reason":"x","from":"2026-03-26T00:00:00Z",
       "until":"2026-03-26T00:00:00Z"},
      7
      """)
    #expect(
      try faults(text) == [
        #"2:10: error: overrides[0].entry: no entry of the rules has the id "gat"; nearest is "gate""#,
        #"2:24: error: overrides[0].scope: expected one or more of coins, pairs, directions, strategies, "#
          + #"found an empty object; "coins": ["*"] is all"#,
        #"2:36: error: overrides[0].author: expected who answers for it, in up to 500 bytes, found the string " "; "#
          + "nothing of it can be seen",
        "2:49: error: overrides[0].reason: expected why, in up to 500 bytes, found 5",
        #"2:59: error: overrides[0].until: expected a time, UTC, as "2026-12-31T12:00:00Z", found the string "tomorrow""#,
        #"3:1: error: overrides[1]: missing "entry""#, #"3:1: error: overrides[1]: missing "scope""#,
        #"3:1: error: overrides[1]: missing "author""#, #"3:1: error: overrides[1]: missing "reason""#,
        #"3:1: error: overrides[1]: missing "until""#,
        #"3:2: error: overrides[1].scop: unknown key; nearest is "scope""#,
        #"4:10: error: overrides[2].entry: no entry of the rules has the id "child"; valid are "gate", "shady", "off", "both""#,
        "4:35: error: overrides[2].scope.coins: expected a list of one or more names, found an empty list",
        #"4:75: error: overrides[2].until: expected a time, UTC, as "2026-12-31T12:00:00Z", "#
          + #"found the string "2026-02-30T00:00:00Z""#,
        "4:98: error: overrides[2].until: duplicate key; each key stands once in an object",
        #"5:75: error: overrides[3].from: expected a time before "until", found the string "2026-03-26T00:00:00Z""#,
        "7:1: error: overrides[4]: expected an object, found 7",
      ])
  }

  @Test(arguments: [
    "\\u200b", "\\u00a0\\u3000\\u2028", "\\u2060\\ufeff\\u200d", "\\u3164", "\\u2800", "\\ufe0f", "\\t\\u0000\\u0085",
    "\\ud834\\udd73", "\\u00ad",
  ])
  func `nobody answers for an override whose name cannot be seen`(name: String) throws {
    let override = OverridesLoaderTests.override()
    for (key, text) in [("author", "mei"), ("reason", "the book moves")] {
      let blank = override.replacing("\"\(key)\":\"\(text)\"", with: "\"\(key)\":\"\(name)\"")
      let faults = try faults(OverridesLoaderTests.file(blank))
      #expect(faults.count == 1 && faults[0].contains("overrides[0].\(key): expected "), "\(faults)")
      let seen = override.replacing("\"\(key)\":\"\(text)\"", with: "\"\(key)\":\"\(name)梅\"")
      #expect(try self.faults(OverridesLoaderTests.file(seen)).isEmpty)
    }
  }

  @Test(arguments: [
    ("", "1:1: error: not JSON: "), ("[]", "1:1: error: expected an object, found an empty list"),
    (#"{"overrides":[]}"#, #"1:1: error: missing "version""#),
    (#"{"version":2,"overrides":[]}"#, "1:12: error: version: expected 1, found 2"),
    (#"{"version":1}"#, #"1:1: error: missing "overrides""#),
    (#"{"version":1,"overrides":{}}"#, "1:26: error: overrides: expected a list of overrides, found an object"),
    (#"{"version":1,"overrides":[],"extra":1}"#, "1:29: error: extra: unknown key; "),
  ])
  func `takes no file of another form`(text: String, fault: String) throws {
    let faults = try faults(text)
    #expect(faults.count == 1 && faults[0].hasPrefix(fault), "\(faults)")
  }

  @Test func `warns of what does nothing, and of what ends within a day`() throws {
    let overrides = [
      OverridesLoaderTests.override(until: "2026-03-24T23:59:59Z"), OverridesLoaderTests.override(entry: "shady"),
      OverridesLoaderTests.override(entry: "off"), OverridesLoaderTests.override(scope: #"{"coins":["HYPE"]}"#),
      OverridesLoaderTests.override(), OverridesLoaderTests.override(until: "2026-03-26T00:00:00Z"),
      OverridesLoaderTests.override(until: "2026-03-26T00:00:01Z"),
      OverridesLoaderTests.override(entry: "both", scope: #"{"coins":["*"]}"#, until: "2099-01-01T00:00:00Z"),
    ].joined(separator: ",\n")
    let chain = try Loading.chain(OverridesLoaderTests.rules)
      .overridden(by: OverridesLoaderTests.load(OverridesLoaderTests.file(overrides)))
    let nowMs = try #require(CivilTime.ms(iso8601: "2026-03-25T00:00:00Z"))
    let findings = OverrideLint.findings(in: chain, file: "overrides.json", nowMs: nowMs).map(\.description)
    #expect(
      findings == [
        "overrides.json:2:1: warning: overrides[0]: ended at 2026-03-24T23:59:59.000Z and has no effect; leave it out",
        #"overrides.json:3:1: warning: overrides[1]: has no effect: "shady" is a shadow"#,
        #"overrides.json:4:1: warning: overrides[2]: has no effect: "off" is off"#,
        #"overrides.json:5:1: warning: overrides[3]: has no effect: "gate" is never asked about these signals"#,
        "overrides.json:6:1: warning: overrides[4]: ends at 2026-03-25T12:00:00.000Z; "
          + "the entry blocks again from then on",
        "overrides.json:7:1: warning: overrides[5]: ends at 2026-03-26T00:00:00.000Z; "
          + "the entry blocks again from then on",
      ])
  }
}
