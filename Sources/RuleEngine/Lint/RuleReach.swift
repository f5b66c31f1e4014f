/// What a rule with its parameters can say, whatever the entry: what the lint of `check` and the coverage
/// of `test` look at.
public struct RuleReach: Hashable, Sendable {
  /// The outcomes that some entry can get.
  public let outcomes: Set<Outcome.Kind>
  /// What an entry must be to pass: all of these, and perhaps more.
  public let passBands: [PassBand]
  /// What an entry must be to be rejected: all of these, and perhaps more.
  public let rejectBands: [PassBand]
  /// The codes that the rule type documents and no entry can get with these parameters.
  public let excludedCodes: Set<ReasonCode>
  /// What is probably not meant in these parameters, a warning each, in words that need no more than its place.
  public let doubts: [String]

  /// Describes what a rule can say.
  public init(
    _ outcomes: Set<Outcome.Kind> = Set(Outcome.Kind.allCases), passBands: [PassBand] = [],
    rejectBands: [PassBand] = [], excludedCodes: Set<ReasonCode> = [], doubts: [String] = []
  ) {
    self.outcomes = outcomes
    self.passBands = passBands
    self.rejectBands = rejectBands
    self.excludedCodes = excludedCodes
    self.doubts = doubts
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

/// The values of one measured quantity with which an entry can pass, or be rejected. Two entries whose bands of one
/// quantity have no value in common cannot both do so.
public struct PassBand: Hashable, Sendable {
  /// A stretch of numbers; nil for no end.
  public struct Stretch: Hashable, Sendable {
    /// The lowest number, or what the numbers are above.
    public let lower: ExactDecimal?
    /// Whether `lower` itself is in it.
    public let includesLower: Bool
    /// The highest number, or what the numbers are below.
    public let upper: ExactDecimal?
    /// Whether `upper` itself is in it.
    public let includesUpper: Bool

    /// Makes a stretch, of which both ends are part unless said otherwise.
    public init(
      _ lower: ExactDecimal?, _ upper: ExactDecimal?, includesLower: Bool = true, includesUpper: Bool = true
    ) {
      self.lower = lower
      self.includesLower = includesLower
      self.upper = upper
      self.includesUpper = includesUpper
    }

    func overlaps(_ other: Stretch) -> Bool { !isBelow(other) && !other.isBelow(self) }

    private func isBelow(_ other: Stretch) -> Bool {
      guard let upper, let start = other.lower else { return false }
      return upper < start || (upper == start && !(includesUpper && other.includesLower))
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
