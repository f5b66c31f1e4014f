import RuleEngine
import Rules
import Testing

/// A rule type with the limits that only ever make it stricter, and texts of parameters to try it with.
struct RuleCase: Sendable, CustomTestStringConvertible {
  /// A parameter and its values, from the loosest to the tightest.
  struct Limit: Sendable {
    let name: String
    let values: [String]
    /// The other parameters.
    let rest: [String: String]

    /// A text of parameters for each value.
    var texts: [String] {
      values.map { value in
        let members = rest.merging([name: value]) { $1 }.sorted { $0.key < $1.key }
        return "{" + members.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", ") + "}"
      }
    }
  }

  let type: any EntryRule.Type
  let limits: [Limit]
  /// Parameters that are no limits: none of their values is tighter than another.
  let choices: Set<String>

  var testDescription: String { type.identifier }

  /// Every text of parameters above, once.
  var texts: [String] { Set(limits.flatMap(\.texts)).sorted() }

  private init(_ type: any EntryRule.Type, _ limits: Limit..., choices: Set<String> = ["max_age_ms", "leg"]) {
    self.type = type
    self.limits = limits
    self.choices = choices
  }

  private static func limit(_ name: String, _ values: [String], _ rest: [String: String] = [:]) -> Limit {
    Limit(name: name, values: values, rest: rest)
  }

  /// Every parameter of every rule but the choices.
  static let all: [RuleCase] = [
    RuleCase(
      CoinBlockListRule.self,
      limit("coins", [#"["BTC"]"#, #"["BTC", "HYPE"]"#, #"["*"]"#], ["match": #""any""#]),
      limit("match", [#""coin""#, #""any""#], ["coins": #"["BTC"]"#])),
    RuleCase(
      CompareRule.self,
      limit("left", [#""basis""#, #""abs_basis""#], ["op": #""<=""#, "right": "0.005"]),
      limit(
        "left",
        [
          #"{"fact": "rejected_entries", "window_s": 1, "per": "pair"}"#,
          #"{"fact": "rejected_entries", "window_s": 60, "per": "coin"}"#,
        ], ["op": #""<""#, "right": "1"]),
      limit("op", [#""<=""#, #""<""#], ["left": #""skew_ms""#, "right": "200"]),
      limit("op", [#"">=""#, #""==""#], ["left": #""perp_age_ms""#, "right": "300"]),
      limit("op", [#""!=""#, #"">""#], ["left": #""z_score""#, "right": "0"]),
      limit("right", ["20000", "40", "20", "0", "-20000"], ["left": #""perp_book_spread_bps""#, "op": #""<=""#]),
      limit("right", ["0", "49", "50", "100000"], ["left": #""legs_depth_usd""#, "op": #"">=""#]),
      limit("right", ["0.9", "1", "1.01"], ["left": #""perp_mid""#, "op": #"">""#])),
    RuleCase(
      CooldownRule.self,
      limit("seconds", ["1", "30", "60", "3600"], ["after": #""any""#]),
      limit("after", [#""approved""#, #""any""#], ["seconds": "60"]),
      limit("after", [#""rejected""#, #""any""#], ["seconds": "60"]),
      limit("per", [#""pair""#, #""coin""#], ["seconds": "60", "after": #""any""#])),
    RuleCase(
      DailyEntryCapRule.self,
      limit("max_entries", ["4", "3", "2", "1"], ["per": #""all""#]),
      limit("per", [#""pair""#, #""coin""#, #""all""#], ["max_entries": "1"]),
      limit("per", [#""strategy""#, #""all""#], ["max_entries": "1"])),
    RuleCase(
      DirectionAllowRule.self,
      limit("directions", [#"["long", "short"]"#, #"["long"]"#]),
      limit("directions", [#"["long", "short"]"#, #"["short"]"#])),
    RuleCase(
      EntryRateLimitRule.self,
      limit("max_entries", ["4", "3", "2", "1"], ["window_s": "60", "per": #""all""#]),
      limit("window_s", ["1", "30", "60", "3600"], ["max_entries": "1", "per": #""coin""#]),
      limit("per", [#""pair""#, #""coin""#, #""all""#], ["max_entries": "1", "window_s": "60"]),
      limit("per", [#""strategy""#, #""all""#], ["max_entries": "1", "window_s": "60"])),
    RuleCase(
      FuturesSpotArbRule.self,
      limit("min_spread", ["0.000000001", "0.005", "0.01", "0.02", "0.1"]),
      limit("max_abs_spread", ["null", "100", "0.2", "0.02", "0.010000001"]),
      limit("max_skew_ms", ["31536000000", "3000", "500", "1", "0"]),
      limit("min_depth_usd", ["0", "0.000000001", "49", "50", "99", "100000"])),
    RuleCase(
      LossStreakGuardRule.self,
      limit("max_losses", ["3", "2", "1"], ["pause_s": "60", "per": #""all""#]),
      limit("pause_s", ["1", "30", "60", "3600"], ["max_losses": "1", "per": #""coin""#]),
      choices: ["per"]),
    RuleCase(
      MaxOpenEntriesRule.self,
      limit("max_open", ["3", "2", "1"], ["max_age_s": "60", "per": #""all""#]),
      limit("max_age_s", ["1", "30", "60", "null"], ["max_open": "1", "per": #""coin""#]),
      limit("per", [#""pair""#, #""coin""#, #""all""#], ["max_open": "1", "max_age_s": "60"]),
      limit("per", [#""strategy""#, #""all""#], ["max_open": "1", "max_age_s": "60"])),
    RuleCase(
      MinAvailableBalanceRule.self,
      limit("min_usd", ["0.000000001", "1", "1.5", "2", "1000"]),
      limit("min_usd", ["0.5", "3"], ["max_age_ms": "500"])),
    RuleCase(
      MinDepthRule.self,
      limit("min_usd", ["0.000000001", "49", "50", "50.05", "1000"], ["leg": #""perp""#]),
      limit("min_usd", ["1", "50", "100"], ["leg": #""spot""#, "max_age_ms": "500"])),
    RuleCase(NotionalCapRule.self, limit("max_notional_usd", ["1000", "2", "1", "0.5", "0.001"])),
    RuleCase(
      TopOfBookSpreadCapRule.self,
      limit("max_bps", ["20000", "400", "100", "40", "20", "0.000000001"], ["leg": #""perp""#]),
      limit("max_bps", ["100", "20"], ["leg": #""spot""#, "max_age_ms": "500"])),
    RuleCase(
      TradingWindowRule.self,
      limit("from", [#""00:00""#, #""08:00""#, #""11:59""#], ["to": #""12:00""#]),
      limit("to", [#""24:00""#, #""20:00""#, #""08:01""#], ["from": #""08:00""#]),
      // A window that wraps midnight grows smaller from both ends as well.
      limit("from", [#""20:00""#, #""22:00""#, #""23:59""#], ["to": #""02:00""#]),
      limit("to", [#""19:59""#, #""08:00""#, #""00:01""#], ["from": #""20:00""#]),
      limit(
        "days", [#"["mon", "tue", "wed", "sun"]"#, #"["mon", "sun"]"#, #"["sun"]"#],
        ["from": #""22:00""#, "to": #""06:00""#])),
    RuleCase(
      ZScoreBandRule.self,
      limit("min_abs", ["0", "1", "2", "4"], ["max_abs": "4"]),
      limit("max_abs", ["1000000", "4", "2", "1"], ["min_abs": "1"]),
      limit("max_abs", ["null", "4"], ["min_abs": "1"])),
  ]
}
