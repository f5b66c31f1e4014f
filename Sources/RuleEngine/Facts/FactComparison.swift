/// How two numbers are compared.
public enum FactComparison: String, CaseIterable, Hashable, Sendable {
  /// Left below right.
  case below = "<"
  /// Left at most right.
  case atMost = "<="
  /// Left above right.
  case above = ">"
  /// Left at least right.
  case atLeast = ">="
  /// Both the same number.
  case equal = "=="
  /// Not the same number.
  case unequal = "!="

  /// The name under which the right side stands in a verdict.
  public var name: String {
    switch self {
    case .below: "below"
    case .atMost: "at_most"
    case .above: "above"
    case .atLeast: "at_least"
    case .equal: "equal"
    case .unequal: "unequal"
    }
  }

  /// Makes the comparison under whose name a right side stands in a verdict; nil where none does.
  public init?(named name: String) {
    guard let comparison = FactComparison.allCases.first(where: { $0.name == name }) else { return nil }
    self = comparison
  }

  /// Whether it holds where left - right has this sign.
  public func holds(_ sign: Int) -> Bool {
    switch self {
    case .below: sign < 0
    case .atMost: sign <= 0
    case .above: sign > 0
    case .atLeast: sign >= 0
    case .equal: sign == 0
    case .unequal: sign != 0
    }
  }

  /// How far left is on the side of right where it should be, `excess` being left - right.
  public func margin(_ excess: ExactDecimal) -> ExactDecimal {
    switch self {
    case .below, .atMost: .zero - excess
    case .above, .atLeast: excess
    case .equal: .zero - excess.magnitude
    case .unequal: excess.magnitude
    }
  }

  /// The comparison that holds of the two sides exchanged.
  public var reversed: FactComparison {
    switch self {
    case .below: .above
    case .atMost: .atLeast
    case .above: .below
    case .atLeast: .atMost
    case .equal, .unequal: self
    }
  }

  /// The left sides with which it holds of a right one, and those with which it does not.
  public func bands(_ right: ExactDecimal) -> (pass: [PassBand.Stretch], reject: [PassBand.Stretch]) {
    let below = PassBand.Stretch(nil, right, includesUpper: false)
    let above = PassBand.Stretch(right, nil, includesLower: false)
    return switch self {
    case .below: ([below], [.init(right, nil)])
    case .atMost: ([.init(nil, right)], [above])
    case .above: ([above], [.init(nil, right)])
    case .atLeast: ([.init(right, nil)], [below])
    case .equal: ([.init(right, right)], [below, above])
    case .unequal: ([below, above], [.init(right, right)])
    }
  }
}
