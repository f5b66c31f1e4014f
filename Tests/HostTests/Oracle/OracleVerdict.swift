/// What the oracle and the program must agree on: the parts of a verdict's line, read from it or computed.
struct OracleVerdict: Decodable, Equatable {
  struct Outcome: Decodable, Equatable {
    var id: String
    var rule: String
    var mode: String?
    var outcome: String
    var blocks: Bool?
    var code: String?
    var measured: Measured?
    var margin: String?
    var children: [Outcome]?
  }

  /// The measured numbers that are compared; others may stand beside them.
  struct Measured: Decodable, Equatable {
    var perp: String?
    var spot: String?
    var spread: String?
    var spreadBps: String?

    enum CodingKeys: String, CodingKey {
      case perp, spot, spread
      case spreadBps = "spread_bps"
    }
  }

  struct Warning: Decodable, Equatable {
    var id: String
    var code: String
  }

  struct Input: Decodable, Equatable {
    var feed: String
    var mid: String
    var age: Int
    var time: Int?

    enum CodingKeys: String, CodingKey {
      case feed, mid, time
      case age = "age_ms"
    }
  }

  var signalID: String?
  var seq: Int?
  var time: Int?
  var pair: String?
  var coin: String?
  var direction: String?
  var action: String
  var stage: String?
  var rule: String?
  var code: String?
  /// Compared where the oracle has words of its own for it.
  var reason: String?
  var warnings: [Warning]?
  var outcomes: [Outcome]?
  var inputs: [Input]?

  enum CodingKeys: String, CodingKey {
    case seq, time, pair, coin, direction, action, stage, rule, code, reason, warnings, outcomes, inputs
    case signalID = "signal_id"
  }
}

extension OracleVerdict.Outcome {
  /// Every code in it, the children's too.
  var codes: [String] { (code.map { [$0] } ?? []) + (children ?? []).flatMap(\.codes) }
  /// Every margin in it, the children's too.
  var margins: [String] { (margin.map { [$0] } ?? []) + (children ?? []).flatMap(\.margins) }
}
