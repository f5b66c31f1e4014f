import RuleEngine
import Rules
import Testing

/// What the loader says of comparisons: every fault, with its place.
struct CompareRuleParameterTests {
  struct Fault: Sendable, CustomTestStringConvertible {
    /// The parameters, with ‸ before the place of the fault.
    let text: String
    let message: String
    var environment: [String: String] = [:]

    init(_ text: String, _ message: String, environment: [String: String] = [:]) {
      self.text = text
      self.message = message
      self.environment = environment
    }

    var testDescription: String { text }
  }

  private static func faults(_ text: String, _ environment: [String: String] = [:]) throws -> [String] {
    do {
      _ = try CompareRule.make(parameters: text, environment: environment)
      return []
    } catch let faults as ConfigurationFaults {
      return faults.diagnostics.map(\.description)
    }
  }

  static let faults: [Fault] = [
    Fault(
      #"{"left": ‸"bassis", "op": "<=", "right": 0}"#,
      #"left: expected the name of a fact, found the string "bassis"; nearest is "basis""#),
    Fault(
      #"{"left": {"fact": ‸"bassis", "cion": 1}, "op": "<=", "right": 0}"#,
      #"left.fact: expected the name of a fact, found the string "bassis"; nearest is "basis""#),
    Fault(
      #"{"left": ‸"moon_phase", "op": "<=", "right": 0}"#,
      #"left: expected the name of a fact, found the string "moon_phase"; entrygate rules --facts lists them"#),
    Fault(
      #"{"left": ‸5, "op": "<=", "right": 0}"#,
      "left: expected the name of a fact, found 5; "
        + "entrygate rules --facts lists them"),
    Fault(
      #"{"left": {"fact": "basis", ‸"cion": "BTC"}, "op": "<=", "right": 0}"#,
      #"left.cion: unknown key; nearest is "coin""#),
    Fault(
      #"{"left": {"fact": "basis", ‸"fact": "skew_ms"}, "op": "<=", "right": 0}"#,
      "left.fact: duplicate key; each key stands once in an object"),
    Fault(
      #"{"left": ‸{"name": "rsi"}, "op": "<=", "right": 0}"#, #"left: missing "fact""#),
    Fault(
      #"{"left": {"fact": "basis", "coin": ‸"no coin"}, "op": "<=", "right": 0}"#,
      #"left.coin: expected a coin, as "PURR", or null for none, found the string "no coin""#),
    Fault(
      #"{"left": ‸"approved_entries", "op": "<=", "right": 0}"#,
      #"left: expected an object with "fact", "window_s" and "per", found the string "approved_entries""#),
    Fault(
      #"{"left": ‸{"fact": "approved_entries", "per": "all"}, "op": "<=", "right": 0}"#, #"left: missing "window_s""#),
    Fault(
      #"{"left": {"fact": "approved_entries", "per": "all", "window_s": ‸0}, "op": "<=", "right": 0}"#,
      "left.window_s: expected a whole number from 1 to 31536000 (s), found 0"),
    Fault(
      #"{"left": {"fact": "attribute", "name": ‸"z_score"}, "op": "<=", "right": 0}"#,
      #"left.name: expected a name, found the string "z_score"; "z_score" is a fact itself"#),
    Fault(
      #"{"left": {"fact": "attribute", "name": ‸"direction"}, "op": "<=", "right": 0}"#,
      #"left.name: expected a name, found the string "direction"; a signal's own "direction" is no attribute"#),
    Fault(
      #"{"left": {"fact": "attribute", "name": ‸""}, "op": "<=", "right": 0}"#,
      #"left.name: expected a name, found the string """#),
    Fault(
      #"{"left": {"fact": "mid_ratio", "of": "perp:HYPE", "to": ‸"perp"}, "op": "<=", "right": 1}"#,
      #"left.to: expected an order book, as "perp:PURR" or "spot:PURR", found the string "perp""#),
    Fault(
      #"{"left": {"fact": "mid_ratio", "of": "perp:HYPE", "to": ‸"perp:HYPE"}, "op": "<=", "right": 1}"#,
      #"left.to: expected another order book than "of", found perp:HYPE"#),
    Fault(
      #"{"left": "notional_usd", "op": "<=", "right": ‸"perp_book_spread_bps"}"#,
      #"right: expected a number or a fact of unit USD, as "notional_usd" is, "#
        + #"found "perp_book_spread_bps", which is of unit bps"#),
    Fault(
      #"{"left": "basis", "op": "<=", "right": {"fact": ‸"attribute", "name": "rsi"}}"#,
      #"right.fact: expected a number or a fact of unit fraction, as "basis" is, "#
        + #"found "attribute", which is without a unit"#),
    Fault(
      #"{"left": "basis", "op": "<=", "right": ‸-1.5}"#,
      #"right: expected a number from -1 to 100 (fraction) beside "basis", found -1.5; 0.005 is 0.5 %"#),
    Fault(
      #"{"left": "utc_weekday", "op": "!=", "right": ‸0}"#,
      #"right: expected a number from 1 to 7 (weekday) beside "utc_weekday", found 0"#),
    Fault(
      #"{"left": "basis", "op": "<=", "right": ‸"-0.2%"}"#,
      "right: expected a fact, or a number from -1000000000000 to 1000000000000, found the string \"-0.2%\"; "
        + "0.005 is 0.5 %"),
    Fault(
      #"{"left": "skew_ms", "op": "<=", "right": ‸"5"}"#,
      #"right: expected a fact, or a number from -1000000000000 to 1000000000000, found the string "5""#),
    Fault(
      #"{"left": "skew_ms", "op": "<=", "right": ‸0.0000000001}"#,
      "right: expected a fact, or a number from -1000000000000 to 1000000000000, with at most 9 decimals, found 0.0000000001"
    ),
    Fault(
      #"{"left": "skew_ms", "op": "<=", "right": ‸true}"#,
      "right: expected a fact, or a number from -1000000000000 to 1000000000000, found true"),
    Fault(
      #"{"left": "skew_ms", "op": "<=", "right": {"env": "SKEW", "default": ‸"x"}}"#,
      #"right.default: expected a fact, or a number from -1000000000000 to 1000000000000, found the string "x""#),
    Fault(
      #"{"left": "skew_ms", "op": "<=", "right": ‸{"env": "SKEW", "default": 1}}"#,
      #"right: expected a fact, or a number from -1000000000000 to 1000000000000, found "basis" in the variable SKEW"#,
      environment: ["SKEW": "basis"]),
    Fault(
      #"{"left": "skew_ms", "op": ‸"=<", "right": 1}"#,
      #"op: expected "<", "<=", ">", ">=", "==" or "!=", found the string "=<""#),
    Fault(#"‸{"left": "skew_ms", "op": "<="}"#, #"missing "right""#),
    Fault(#"‸{"op": "<=", "right": 1}"#, #"missing "left""#),
  ]

  @Test(arguments: faults) func `a fault is reported once, at its place`(_ fault: Fault) throws {
    let column = fault.text.unicodeScalars.prefix { $0 != "‸" }.count + 1
    let path = fault.message.hasPrefix("missing") ? "params: " : "params."
    let text = fault.text.replacing("‸", with: "")
    #expect(try Self.faults(text, fault.environment) == ["params:1:\(column): error: \(path)\(fault.message)"])
  }

  /// The keys of a signal as docs/formats.md has them, but for `account`, a plain value of which is an attribute.
  @Test(arguments: [
    "id", "time", "symbol", "base_symbol", "direction", "strategy", "z_score", "notional_usd", "event", "reduce_only",
    "market", "history",
  ])
  func `what a signal can never have as an attribute is refused`(_ name: String) throws {
    func faults(_ name: String) throws -> [String] {
      try Self.faults(#"{"left": {"fact": "attribute", "name": "\#(name)"}, "op": "<=", "right": 0}"#)
    }
    #expect(try faults(name).count == 1)
    #expect(try faults(name.uppercased()) == [] && faults("account") == [])
  }

  @Test func `all faults of a comparison are reported together`() throws {
    let found = try Self.faults(#"{"left": {"fct": "basis"}, "op": "=", "right": {"fact": "attribute"}, "max": 1}"#)
    #expect(found.count == 5, "\(found)")
  }

  // MARK: In a chain

  private static func chain(_ params: String, scope: String = #", "scope": {"coins": ["PURR"]}"#) throws -> RuleChain {
    let text = #"{"version": 1, "chain": [{"rule": "compare", "params": \#(params)\#(scope)}]}"#
    return try ChainLoader(registry: RuleRegistry(BuiltInRules.all), environment: ["N": "3"])
      .load(SourceText(name: "rules.json", bytes: Array(text.utf8)))
  }

  @Test func `both ways to write a fact are the same rules, and its arguments are part of them`() throws {
    func digest(_ left: String, _ right: String) throws -> String {
      try Self.chain(#"{"left": \#(left), "op": "<=", "right": \#(right)}"#).digest
    }
    #expect(try digest(#""skew_ms""#, "3") == digest(#"{"fact": "skew_ms"}"#, #"{"env": "N"}"#))
    #expect(try digest(#""skew_ms""#, "3") == digest(#"{"fact": "skew_ms", "coin": null}"#, "3"))
    #expect(
      try digest(#""skew_ms""#, "3") == digest(#"{"fact": "skew_ms", "coin": {"env": "C", "default": null}}"#, "3"))
    #expect(try digest(#""skew_ms""#, "3") != digest(#""perp_age_ms""#, "3"))
    #expect(try digest(#""skew_ms""#, "3") != digest(#"{"fact": "skew_ms", "coin": "BTC"}"#, "3"))
    func entries(_ seconds: String) -> String {
      #"{"fact": "approved_entries", "window_s": \#(seconds), "per": "all"}"#
    }
    #expect(try digest(entries("60"), "3") != digest(entries("61"), "3"))
    #expect(
      try digest(entries("3"), "3")
        == digest(#"{"per": "all", "window_s": {"env": "N"}, "fact": "approved_entries"}"#, "3"))
  }

  @Test func `coins are wanted where books are read, and only there`() throws {
    let needsBook = #"{"left": "perp_mid", "op": ">", "right": 1}"#
    #expect(throws: ConfigurationFaults.self) { try Self.chain(needsBook, scope: "") }
    #expect(throws: ConfigurationFaults.self) {
      try Self.chain(#"{"left": {"fact": "perp_mid", "coin": "BTC"}, "op": ">", "right": 1}"#, scope: "")
    }
    #expect(try Self.chain(needsBook).feeds == [.perp("PURR")])
    #expect(try Self.chain(#"{"left": "z_score", "op": ">", "right": 1}"#, scope: "").feeds == [])
  }

  @Test func `what is in force is shown with its arguments`() throws {
    let chain = try Self.chain(
      #"{"left": {"fact": "approved_entries", "per": "pair", "window_s": 60}, "op": "<", "right": {"env": "N"}}"#)
    guard case .rule(let instance) = try #require(chain.entries.first).node.body else { return }
    #expect(
      instance.parameters.map { "\($0.name)=\($0.value.text)" }
        == ["left=approved_entries(window_s=60,per=pair)", "op=<", "right=3", "max_age_ms=10000"])
    #expect(chain.historyWindowMs == 60_000)
  }
}
