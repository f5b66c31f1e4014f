internal import RuleEngine

// What the strategy said with its signal.
extension Fact {
  static let zScore = Fact(
    "z_score", .none, .from(-1_000_000, to: 1_000_000), from: .signal, is: "The signal's z-score."
  ) { _ in
    Reading(unknown: [.zScoreMissing]) { entry in
      entry.signal.zScore.map { .known(.decimal($0)) } ?? .unknown(.zScoreMissing)
    }
  }

  static let notionalUSD = Fact(
    "notional_usd", .usd, .anyUSD, values: .numbers(.init(0, nil, includesLower: false)), from: .signal,
    is: "The wished position's notional; one of 0 or less is none."
  ) { _ in
    Reading(unknown: [.notionalMissing]) { entry in
      guard let notional = entry.signal.notionalUSD, notional > .zero else { return .unknown(.notionalMissing) }
      return .known(.decimal(notional))
    }
  }

  static let attribute = Fact(
    "attribute", .none, .anyNumber, from: .signal, is: "A number that the signal carries under a key of its own."
  ) { arguments in
    let facts = [zScore, notionalUSD].map { ($0.name, "\"\($0.name)\" is a fact itself") }
    let keys = keysOfSignals.map { ($0, "a signal's own \"\($0)\" is no attribute") }
    let name = arguments.text(
      "name", taken: Dictionary(uniqueKeysWithValues: facts + keys), "The key; a text is no number, and unknown.")
    return Reading(unknown: [.attributeMissing]) { entry in
      for attribute in entry.signal.attributes where attribute.name == name {
        if case .number(let text) = attribute.value, let number = ExactDecimal(text) { return .known(.decimal(number)) }
      }
      return .unknown(.attributeMissing)
    }
  }
}

/// The keys that say something of the signal itself: what stands there is never an attribute.
private let keysOfSignals = [
  "id", "time", "symbol", "base_symbol", "direction", "strategy", "event", "reduce_only", "market", "history",
]

extension ReasonCode {
  fileprivate static let zScoreMissing: ReasonCode = "z_score_missing"
  fileprivate static let notionalMissing: ReasonCode = "notional_missing"
  fileprivate static let attributeMissing: ReasonCode = "attribute_missing"
}
