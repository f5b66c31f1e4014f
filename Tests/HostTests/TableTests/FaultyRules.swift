import RuleEngine

// Rules as they should not be, each in one respect, and one that only looks so.

/// Passes whatever the perp's book says, and where there is none.
struct BlindRule: EntryRule {
  static let identifier = "blind"
  init(_ parameters: inout ParameterReader) {}
  func feeds(for coin: Coin) -> [Feed] { [.perp(coin)] }
  func evaluate(_ entry: EntryContext) -> Outcome { .pass }
}

/// Passes whatever the asset context says, and where there is none.
struct CarelessRule: EntryRule {
  static let identifier = "careless"
  let readsAssetContext = true
  init(_ parameters: inout ParameterReader) {}
  func evaluate(_ entry: EntryContext) -> Outcome { .pass }
}

/// Wants a book and does not ask how old it is.
struct TimelessRule: EntryRule {
  static let identifier = "timeless"
  init(_ parameters: inout ParameterReader) {}
  func feeds(for coin: Coin) -> [Feed] { [.perp(coin)] }
  func evaluate(_ entry: EntryContext) -> Outcome { entry.perp == nil ? .unavailable("perp_missing") : .pass }
}

/// Passes one notional and no other. Its parameter is a target, and nothing is wrong with it.
struct TargetRule: EntryRule {
  static let identifier = "target"
  private let target: ExactDecimal
  init(_ parameters: inout ParameterReader) {
    target = parameters.decimal("target_usd", .above(0, to: 1_000_000), .usd, "The only notional that passes.")
  }
  func evaluate(_ entry: EntryContext) -> Outcome {
    entry.signal.notionalUSD == target ? .pass : .reject("other_notional")
  }
}

/// Allows a millisecond more than its parameter says.
struct LateRule: EntryRule {
  static let identifier = "late"
  private let maxAgeMs: Int64
  init(_ parameters: inout ParameterReader) {
    maxAgeMs = parameters.whole("max_age_ms", .from(1, to: 100_000), .milliseconds, "The greatest age.")
  }
  func feeds(for coin: Coin) -> [Feed] { [.perp(coin)] }
  func evaluate(_ entry: EntryContext) -> Outcome {
    guard let perp = entry.perp else { return .unavailable("perp_missing") }
    return perp.isStale(now: entry.nowMs, maxAgeMs: maxAgeMs + 1) ? .unavailable("stale") : .pass
  }
}

/// A cap on the notional with one mistake.
struct FaultyCapRule: EntryRule {
  enum Mistake: String, CaseIterable, Sendable {
    case none, missingPasses = "missing_passes", marginTurned = "margin_turned", otherThreshold = "other_threshold"
    case directionTurned = "direction_turned"
  }

  static let identifier = "faulty_cap"
  private let cap: ExactDecimal
  private let mistake: Mistake

  init(_ parameters: inout ParameterReader) {
    cap = parameters.decimal("max_notional_usd", .above(0, to: 1_000_000), .usd, "The cap.")
    mistake = parameters.choice("mistake", "What is wrong with it.")
  }

  var historyWindowMs: Int64 { 0 }

  func evaluate(_ entry: EntryContext) -> Outcome {
    guard let notional = entry.signal.notionalUSD, notional > .zero else {
      guard mistake == .missingPasses else { return .unavailable("notional_missing") }
      return .pass
    }
    let isTurned = mistake == .directionTurned && entry.signal.direction == .short
    let margin = isTurned ? notional - cap : cap - notional
    let evidence = Evidence(
      .decimal("notional_usd", notional), required: .decimal("max_notional_usd", cap),
      margin: .decimal(mistake == .marginTurned ? .zero - margin : margin))
    let threshold = mistake == .otherThreshold ? ExactDecimal(2) : 0
    return margin < .zero - threshold ? .reject("notional_over", evidence) : .pass(evidence)
  }
}
