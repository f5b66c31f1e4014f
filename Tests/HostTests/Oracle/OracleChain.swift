/// A rule of a chain under test, in the oracle's own words.
enum OracleRule: Sendable {
  case spread(min: Limit, maxAbs: Limit?, minDepth: Limit = "0", maxAgeMs: Int = 10_000, maxSkewMs: Int = 3000)
  case bookSpread(leg: String, maxBps: Limit, maxAgeMs: Int = 10_000)
  case depth(leg: String, minUSD: Limit, maxAgeMs: Int = 10_000)
  case notional(max: Limit)
  case balance(min: Limit, maxAgeMs: Int = 90_000)
  case zScore(min: Limit?, max: Limit?)
  case rate(max: Int, windowS: Int, per: String)
  case cooldown(seconds: Int, after: String, per: String)
  case directions([String])

  var name: String {
    switch self {
    case .spread: "futures_spot_arb"
    case .bookSpread: "top_of_book_spread_cap"
    case .depth: "min_depth"
    case .notional: "notional_cap"
    case .balance: "min_available_balance"
    case .zScore: "z_score_band"
    case .rate: "entry_rate_limit"
    case .cooldown: "cooldown"
    case .directions: "direction_allow"
    }
  }

  /// The markets whose books it reads.
  var legs: [String] {
    switch self {
    case .spread: ["perp", "spot"]
    case .bookSpread(let leg, _, _), .depth(let leg, _, _): [leg]
    default: []
    }
  }

  var params: String {
    switch self {
    case .spread(let min, let maxAbs, let minDepth, let maxAgeMs, let maxSkewMs):
      #"{"min_spread":\#(min.text),"max_abs_spread":\#(maxAbs?.text ?? "null"),"min_depth_usd":\#(minDepth.text),"#
        + #""max_age_ms":\#(maxAgeMs),"max_skew_ms":\#(maxSkewMs)}"#
    case .bookSpread(let leg, let maxBps, let maxAgeMs):
      #"{"leg":"\#(leg)","max_bps":\#(maxBps.text),"max_age_ms":\#(maxAgeMs)}"#
    case .depth(let leg, let minUSD, let maxAgeMs):
      #"{"leg":"\#(leg)","min_usd":\#(minUSD.text),"max_age_ms":\#(maxAgeMs)}"#
    case .notional(let max): #"{"max_notional_usd":\#(max.text)}"#
    case .balance(let min, let maxAgeMs): #"{"min_usd":\#(min.text),"max_age_ms":\#(maxAgeMs)}"#
    case .zScore(let min, let max):
      "{"
        + [min.map { #""min_abs":\#($0.text)"# }, max.map { #""max_abs":\#($0.text)"# }].compactMap(\.self)
        .joined(separator: ",") + "}"
    case .rate(let max, let windowS, let per): #"{"max_entries":\#(max),"window_s":\#(windowS),"per":"\#(per)"}"#
    case .cooldown(let seconds, let after, let per): #"{"seconds":\#(seconds),"after":"\#(after)","per":"\#(per)"}"#
    case .directions(let directions): "{\"directions\":\(directions)}"
    }
  }
}

/// A node of a chain under test. Rules with books, and those that say so, are scoped to the coin PURR.
struct OracleNode: Sendable {
  enum Body: Sendable {
    case rule(OracleRule)
    case combination(String, [OracleNode])
  }

  let id: String
  let isForPURR: Bool
  let direction: String?
  let body: Body

  init(_ id: String, _ rule: OracleRule, isForPURR: Bool = false, direction: String? = nil) {
    self.id = id
    self.isForPURR = isForPURR || !rule.legs.isEmpty
    self.direction = direction
    body = .rule(rule)
  }

  init(_ id: String, _ keyword: String, _ children: [OracleNode]) {
    self.id = id
    isForPURR = true
    direction = nil
    body = .combination(keyword, children)
  }

  var rules: [OracleRule] {
    switch body {
    case .rule(let rule): [rule]
    case .combination(_, let children): children.flatMap(\.rules)
    }
  }

  func json(_ settings: String = "") -> String {
    var scopes = isForPURR ? [#""coins":["PURR"]"#] : []
    if let direction { scopes.append(#""directions":["\#(direction)"]"#) }
    let scope = scopes.isEmpty ? "" : #","scope":{\#(scopes.joined(separator: ","))}"#
    let content =
      switch body {
      case .rule(let rule): #""rule":"\#(rule.name)","params":\#(rule.params)"#
      case .combination("not", let children): #""not":\#(children[0].json())"#
      case .combination(let keyword, let children):
        #""\#(keyword)":[\#(children.map { $0.json() }.joined(separator: ","))]"#
      }
    return #"{"id":"\#(id)"\#(scope)\#(settings),\#(content)}"#
  }
}

/// A top-level entry of a chain under test.
struct OracleEntry: Sendable {
  let node: OracleNode
  let isShadow: Bool
  /// What it does when it cannot know; nil leaves it to the rule type.
  let onUnavailable: String?

  init(_ node: OracleNode, isShadow: Bool = false, onUnavailable: String? = nil) {
    self.node = node
    self.isShadow = isShadow
    self.onUnavailable = onUnavailable
  }

  var json: String {
    node.json(
      (isShadow ? #","mode":"shadow""# : "") + (onUnavailable.map { #","on_unavailable":"\#($0)""# } ?? ""))
  }

  /// Whether an unavailable outcome lets the signal pass.
  var allows: Bool {
    if let onUnavailable { return onUnavailable == "allow" }
    if case .rule(.spread) = node.body { return true }
    return false
  }
}

/// A whole `rules.json` under test.
struct OracleChain: Sendable {
  let gates: [OracleEntry]
  let review: [OracleEntry]

  var rules: [OracleRule] { (gates + review).flatMap(\.node.rules) }

  var json: String {
    let lists = [("chain", gates), ("risk_review", review)].filter { !$0.1.isEmpty }
    let members = lists.map { #""\#($0)":[\#($1.map(\.json).joined(separator: ","))]"# }
    return #"{"version":1,\#(members.joined(separator: ","))}"#
  }

  static let all: [OracleChain] = [
    // The gate alone, as it is by default.
    OracleChain(gates: [OracleEntry(OracleNode("gate", .spread(min: "0.01", maxAbs: "0.2")))], review: []),
    // Limits first, then the gate with a depth, then books, score and size.
    OracleChain(
      gates: [
        OracleEntry(OracleNode("all-rate", .rate(max: 3, windowS: 60, per: "all"))),
        OracleEntry(OracleNode("pause", .cooldown(seconds: 30, after: "any", per: "pair"))),
        OracleEntry(OracleNode("gate", .spread(min: "0.0035", maxAbs: "0.2", minDepth: "50"))),
        OracleEntry(OracleNode("cap", .bookSpread(leg: "spot", maxBps: "20.5")), onUnavailable: "allow"),
        OracleEntry(OracleNode("score", .zScore(min: "2", max: "4")), isShadow: true),
      ],
      review: [
        OracleEntry(OracleNode("size", .notional(max: "1000")), onUnavailable: "allow"),
        OracleEntry(OracleNode("funds", .balance(min: "250.5"))),
      ]),
    // A gate as narrow as it can be, which blocks where it cannot see.
    OracleChain(
      gates: [
        OracleEntry(
          OracleNode(
            "gate", .spread(min: "0.000000001", maxAbs: "0.000000002", maxAgeMs: 500, maxSkewMs: 0)),
          onUnavailable: "reject"),
        OracleEntry(OracleNode("floor", .depth(leg: "perp", minUSD: "12.5", maxAgeMs: 600))),
        OracleEntry(OracleNode("score", .zScore(min: "1.5", max: nil))),
      ], review: [OracleEntry(OracleNode("size", .notional(max: "0.000000001")))]),
    // No plausible limit; every kind of counting.
    OracleChain(
      gates: [
        OracleEntry(OracleNode("gate", .spread(min: "0.999999999", maxAbs: nil)), isShadow: true),
        OracleEntry(OracleNode("coin-rate", .rate(max: 2, windowS: 10, per: "coin"))),
        OracleEntry(OracleNode("strategy-rate", .rate(max: 1, windowS: 5, per: "strategy"))),
        OracleEntry(OracleNode("after-no", .cooldown(seconds: 7, after: "rejected", per: "coin"))),
        OracleEntry(OracleNode("after-yes", .cooldown(seconds: 3, after: "approved", per: "pair"))),
        OracleEntry(OracleNode("score", .zScore(min: nil, max: "3.000000001"))),
      ], review: []),
    // Combinations of three-valued outcomes.
    OracleChain(
      gates: [
        OracleEntry(
          OracleNode(
            "either", "any",
            [
              OracleNode("gate", .spread(min: "0.01", maxAbs: "0.2")),
              OracleNode("deep", .depth(leg: "spot", minUSD: "250"), direction: "long"),
            ])),
        OracleEntry(
          OracleNode(
            "both", "all",
            [
              OracleNode("cap", .bookSpread(leg: "perp", maxBps: "5")),
              OracleNode("score", .zScore(min: "2", max: nil)),
            ]),
          onUnavailable: "allow"),
        OracleEntry(OracleNode("shorts", "not", [OracleNode("longs", .directions(["long"]))])),
      ],
      review: [
        OracleEntry(OracleNode("size", .notional(max: "2500.5")), isShadow: true),
        OracleEntry(OracleNode("funds", .balance(min: "0.000000001", maxAgeMs: 500)), onUnavailable: "allow"),
      ]),
  ]
}
