import RuleEngine
import Rules
import Testing

/// What `check` warns of, and what it does not.
@Suite struct ChainLintTests {
  /// The warnings of a file with these entries, one a line from the second line on, as `LINE path: words`.
  private func warnings(
    _ entries: [String], review: [String] = [], now: String = "2026-03-25T00:00:00Z"
  ) throws -> [String] {
    let riskReview = review.isEmpty ? "" : ",\"risk_review\":[\n\(review.joined(separator: ",\n"))]"
    let text = "{\"version\":1,\"chain\":[\n\(entries.joined(separator: ",\n"))]\(riskReview)}"
    let chain = try ChainLoader(registry: try RuleRegistry(BuiltInRules.all), environment: [:])
      .load(SourceText(name: "rules.json", bytes: Array(text.utf8)))
    let nowMs = try #require(CivilTime.ms(iso8601: now))
    return ChainLint.findings(in: chain, file: "rules.json", nowMs: nowMs).map { finding in
      #expect(finding.severity == .warning)
      #expect("\(finding)".hasPrefix("rules.json:\(finding.position.line):\(finding.position.column): warning: "))
      return "\(finding.position.line) \(finding.path): \(finding.problem)"
    }
  }

  private static let never = "can never reject, whatever the signal; tighten it, or leave it out"
  private static let always = "can never pass: every signal in its scope is rejected"

  private func directions(_ id: String, _ list: String, _ more: String = "") -> String {
    #"{"id":"\#(id)","rule":"direction_allow","params":{"directions":[\#(list)]}\#(more)}"#
  }

  private func zScore(_ id: String, _ params: String, _ more: String = "") -> String {
    #"{"id":"\#(id)","rule":"z_score_band","params":{\#(params)}\#(more)}"#
  }

  private func window(_ id: String, _ from: String, _ to: String) -> String {
    #"{"id":"\#(id)","rule":"trading_window","params":{"from":"\#(from)","to":"\#(to)"}}"#
  }

  private func cap(_ id: String, _ usd: String, _ more: String) -> String {
    #"{"id":"\#(id)","rule":"notional_cap","params":{"max_notional_usd":\#(usd)}\#(more)}"#
  }

  @Test func `an entry that can never reject is named, and one that blocks what it cannot know is not`() throws {
    let both = #""long","short""#
    #expect(try warnings([directions("a", both)]) == ["2 chain[0]: \(Self.never)"])
    #expect(try warnings([directions("a", #""long""#)]) == [])
    #expect(try warnings([zScore("a", #""min_abs":0"#)]) == [])
    #expect(
      try warnings([zScore("a", #""min_abs":0"#, #","on_unavailable":"allow""#)]) == ["2 chain[0]: \(Self.never)"])
    #expect(try warnings([zScore("a", #""min_abs":0.1"#, #","on_unavailable":"allow""#)]) == [])
    #expect(
      try warnings([#"{"rule":"trading_window","params":{"from":"00:00","to":"24:00"}}"#])
        == ["2 chain[0]: \(Self.never)"])
    #expect(try warnings([#"{"rule":"trading_window","params":{"days":["mon"],"from":"00:00","to":"24:00"}}"#]) == [])
    #expect(try warnings([directions("a", both, #","enabled":false"#)]) == [])
  }

  @Test func `an entry that can never pass in its scope is named`() throws {
    let shorts = #","scope":{"directions":["sh*"]}"#
    #expect(try warnings([directions("a", #""long""#, shorts)]) == ["2 chain[0]: \(Self.always)"])
    #expect(try warnings([directions("a", #""short""#, shorts)]) == [])
    let negated = #"{"id":"n","not":\#(directions("a", #""long","short""#))}"#
    #expect(try warnings([negated]) == ["2 chain[0]: \(Self.always)", "2 chain[0].not: \(Self.never)"])
  }

  @Test func `a child that always passes makes its any pass, unless it is not always asked`() throws {
    let (open, band) = (directions("a", #""long","short""#), zScore("b", #""min_abs":2"#))
    let inAny = try warnings([#"{"any":[\#(band),\#(open)]}"#])
    #expect(inAny == ["2 chain[0]: \(Self.never)", "2 chain[0].any[1]: \(Self.never)"])
    let narrow = directions("a", #""long","short""#, #","scope":{"coins":["PURR"]}"#)
    #expect(try warnings([#"{"any":[\#(band),\#(narrow)]}"#]) == ["2 chain[0].any[1]: \(Self.never)"])
    #expect(try warnings([#"{"all":[\#(band),\#(open)]}"#]) == ["2 chain[0].all[1]: \(Self.never)"])
  }

  private func contradiction(_ quantity: String, _ id: String, _ line: Int) -> String {
    "contradicts \"\(id)\" in line \(line): no \(quantity) passes both, so that every signal in both scopes is rejected"
  }

  @Test func `bands without a common value contradict each other where their scopes overlap`() throws {
    let (longs, shorts) = (directions("l", #""long""#), directions("s", #""short""#))
    #expect(try warnings([longs, shorts]) == ["3 chain[1]: \(contradiction("direction", "l", 2))"])
    #expect(
      try warnings([longs], review: [shorts]) == ["3 risk_review[0]: \(contradiction("direction", "l", 2))"])
    #expect(
      try warnings([zScore("a", #""max_abs":2"#), zScore("b", #""min_abs":2.000000001"#)])
        == ["3 chain[1]: \(contradiction("z_score", "a", 2))"])
    #expect(try warnings([zScore("a", #""max_abs":2"#), zScore("b", #""min_abs":2"#)]) == [])
    #expect(
      try warnings([window("a", "08:00", "12:00"), window("b", "12:00", "20:00")])
        == ["3 chain[1]: \(contradiction("minute of the week", "a", 2))"])
    #expect(try warnings([window("a", "22:00", "02:00"), window("b", "01:59", "03:00")]) == [])
    let inAll = #"{"all":[\#(shorts),\#(zScore("b", #""min_abs":2"#))]}"#
    #expect(try warnings([longs, inAll]) == ["3 chain[1].all[0]: \(contradiction("direction", "l", 2))"])
    #expect(try warnings([longs, inAll.replacing("\"all\"", with: "\"any\"")]) == [])
  }

  @Test(arguments: [(true, false), (false, true), (true, true)])
  func `where one of the two is allowed what it cannot know, the warning says so`(_ first: Bool, _ second: Bool) throws
  {
    let waiver = ", unless one of the two cannot know and is allowed"
    func allow(_ isAllowed: Bool) -> String { isAllowed ? #","on_unavailable":"allow""# : "" }
    let found = try warnings([
      zScore("a", #""max_abs":2"#, allow(first)), zScore("b", #""min_abs":3"#, allow(second)),
    ])
    #expect(found == ["3 chain[1]: \(contradiction("z_score", "a", 2))\(waiver)"])
    // A direction is always known, and a part of an `all` is waived with its entry.
    let (longs, shorts) = (directions("l", #""long""#, allow(first)), directions("s", #""short""#, allow(second)))
    #expect(try warnings([longs, shorts]) == ["3 chain[1]: \(contradiction("direction", "l", 2))"])
    let inAll = #"{"id":"n","all":[\#(zScore("b", #""min_abs":3"#))],"on_unavailable":"allow"}"#
    #expect(
      try warnings([zScore("a", #""max_abs":2"#), inAll])
        == ["3 chain[1].all[0]: \(contradiction("z_score", "a", 2))\(waiver)"])
  }

  @Test func `entries that all contradict each other make one warning each, about the first`() throws {
    let bands = (0..<40).map { zScore("b\($0)", #""min_abs":\#(2 * $0 + 1),"max_abs":\#(2 * $0 + 2)"#) }
    #expect(
      try warnings(bands) == (1..<40).map { "\($0 + 2) chain[\($0)]: \(contradiction("z_score", "b0", 2))" })
  }

  @Test(arguments: [
    (#"{"coins":["PURR"]}"#, #"{"coins":["HYPE"]}"#, false), (#"{"coins":["PURR"]}"#, #"{"coins":["P*"]}"#, true),
    (#"{"coins":["PU*"]}"#, #"{"coins":["PURR*"]}"#, true), (#"{"coins":["PU*"]}"#, #"{"coins":["HY*"]}"#, false),
    (#"{"coins":["PURR","HYPE"]}"#, #"{"coins":["BTC","HYPE"]}"#, true),
    (#"{"coins":["PURR"]}"#, #"{"pairs":["HYPE|PURR"]}"#, false),
    (#"{"pairs":["PURR|*"]}"#, #"{"coins":["PURR"]}"#, true),
    (#"{"pairs":["PURR|HYPE"]}"#, #"{"pairs":["PURR"]}"#, false),
    (#"{"pairs":["PU*"]}"#, #"{"coins":["HYPE"]}"#, false),
    (#"{"strategies":["a"]}"#, #"{"strategies":["b*"]}"#, false), (#"{}"#, #"{"strategies":["b*"]}"#, true),
    (#"{"directions":["long"]}"#, #"{"directions":["s*"]}"#, false),
  ])
  func `scopes overlap where some signal may be in both`(_ first: String, _ second: String, _ overlap: Bool) throws {
    let entries = [
      zScore("a", #""max_abs":1"#, ",\"scope\":\(first)"), zScore("b", #""min_abs":2"#, ",\"scope\":\(second)"),
    ]
    #expect(try warnings(entries).count == (overlap ? 1 : 0))
    #expect(try warnings(entries.reversed()).count == (overlap ? 1 : 0))
  }

  @Test func `a shadow neither contradicts nor is contradicted`() throws {
    #expect(try warnings([directions("l", #""long""#), directions("s", #""short""#, #","mode":"shadow""#)]) == [])
  }

  @Test func `two entries that do the same are named, whatever their ids, descriptions and spelling`() throws {
    let same = "does the same as \"a\" in line 2; leave one of the two out"
    #expect(try warnings([cap("a", "5", ""), cap("b", "5.0", #","description":"x""#)]) == ["3 chain[1]: \(same)"])
    #expect(try warnings([cap("a", "5", ""), cap("b", "6", "")]) == [])
    #expect(try warnings([cap("a", "5", ""), cap("b", "5", #","mode":"shadow""#)]) == [])
    #expect(try warnings([cap("a", "5", ""), cap("b", "5", #","scope":{"coins":["PURR"]}"#)]) == [])
    #expect(try warnings([cap("a", "5", "")], review: [cap("b", "5", "")]) == [])
    let nested = [("a", "c"), ("b", "d")].map { id, child in #"{"id":"\#(id)","all":[\#(cap(child, "5", ""))]}"# }
    #expect(try warnings(nested) == ["3 chain[1]: \(same)"])
  }

  @Test func `a shadow is overdue once the day of its review has ended`() throws {
    let trial = #"{"rule":"notional_cap","mode":"shadow","review_by":"2026-02-28","params":{"max_notional_usd":5}}"#
    let words = "was to be reviewed by 2026-02-28 and is still a shadow; enforce it, leave it out, or name a later day"
    #expect(try warnings([trial], now: "2026-02-28T23:59:59Z") == [])
    #expect(try warnings([trial], now: "2026-03-01T00:00:00Z") == ["2 chain[0]: \(words)"])
    #expect(try warnings([trial.replacing("shadow", with: "enforce")], now: "2027-01-01T00:00:00Z") == [])
  }

  @Test func `review_by is a day, belongs to top-level entries alone, and is no part of what is in force`() throws {
    func entry(_ more: String) -> String { "{\"rule\":\"say\"\(more)}" }
    try Loading.expect(
      Loading.file(entry(#","review_by":‸"2026-02-30""#)),
      [#"chain[0].review_by: expected a day, as "2026-12-31", found the string "2026-02-30""#])
    try Loading.expect(
      Loading.file(entry(#","review_by":‸20261231"#)),
      [#"chain[0].review_by: expected a day, as "2026-12-31", found 20261231"#])
    try Loading.expect(
      Loading.file(#"{"not":{"rule":"say",‸"review_by":"2026-12-31"}}"#),
      ["chain[0].not.review_by: misplaced key; it belongs to top-level entries alone"])
    let chains = try ["", #","review_by":"2026-12-31""#].map { try Loading.chain(Loading.file(entry($0))) }
    #expect(chains[0].digest == chains[1].digest)
    #expect(chains.map { $0.entries.first?.reviewByMs } == [nil, CivilTime.ms(iso8601: "2026-12-31T00:00:00Z")])
  }
}
