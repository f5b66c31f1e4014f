/// What a rule with its parameters can say, whatever the entry: what the lint of `check` and the coverage
/// of `test` look at.
public struct RuleReach: Hashable, Sendable {
  /// The outcomes that some entry can get.
  public let outcomes: Set<Outcome.Kind>
  /// What an entry must be to pass: all of these, and perhaps more.
  public let passBands: [PassBand]
  /// The codes that the rule type documents and no entry can get with these parameters.
  public let excludedCodes: Set<ReasonCode>

  /// Describes what a rule can say.
  public init(
    _ outcomes: Set<Outcome.Kind> = Set(Outcome.Kind.allCases), passBands: [PassBand] = [],
    excludedCodes: Set<ReasonCode> = []
  ) {
    self.outcomes = outcomes
    self.passBands = passBands
    self.excludedCodes = excludedCodes
  }
}

extension ChainNode.RuleInstance {
  /// The codes that some entry can get, of those that the rule type documents, in their order.
  public var codes: [RuleDocumentation.Code] {
    let reach = rule.reach
    return type(of: rule).documentation.codes.filter {
      reach.outcomes.contains($0.kind) && !reach.excludedCodes.contains($0.code)
    }
  }
}

/// The values of one measured quantity with which an entry can pass. Two entries whose bands of one quantity have no
/// value in common reject every signal that both are asked about.
public struct PassBand: Hashable, Sendable {
  /// A stretch of numbers, both ends included; nil for no end.
  public struct Stretch: Hashable, Sendable {
    let lower: ExactDecimal?
    let upper: ExactDecimal?

    /// Makes a stretch.
    public init(_ lower: ExactDecimal?, _ upper: ExactDecimal?) {
      self.lower = lower
      self.upper = upper
    }

    func overlaps(_ other: Stretch) -> Bool {
      let isBelow = if let upper, let start = other.lower { upper < start } else { false }
      let isAbove = if let lower, let end = other.upper { lower > end } else { false }
      return !isBelow && !isAbove
    }
  }

  /// Which values pass.
  public enum Values: Hashable, Sendable {
    /// Some words.
    case words([String])
    /// Some stretches of numbers.
    case numbers([Stretch])
  }

  /// What is measured, as messages name it; bands of the same name are compared.
  public let quantity: String
  /// The values that pass.
  public let values: Values

  /// Describes a band.
  public init(_ quantity: String, _ values: Values) {
    self.quantity = quantity
    self.values = values
  }

  /// The directions that pass; a scope's directions are held against them.
  public static func directions(_ directions: [Signal.Direction]) -> PassBand {
    PassBand(directionQuantity, .words(directions.map(\.rawValue)))
  }

  static let directionQuantity = "direction"

  /// Whether some value passes both.
  func overlaps(_ other: PassBand) -> Bool {
    switch (values, other.values) {
    case (.words(let words), .words(let others)): words.contains(where: others.contains)
    case (.numbers(let stretches), .numbers(let others)):
      stretches.contains { stretch in others.contains(where: stretch.overlaps) }
    // What is not comparable is not contradictory.
    default: true
    }
  }
}
