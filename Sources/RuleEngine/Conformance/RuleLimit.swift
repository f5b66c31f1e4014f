/// Which values of a parameter make a rule stricter, so that it can be checked that they never let more pass.
public struct RuleLimit: Sendable {
  enum Order: Sendable {
    case lower
    case higher
    case steps([EffectiveParameter.Value], others: [String: EffectiveParameter.Value])
    case none
  }

  /// The parameter's name.
  public let parameter: String
  let order: Order

  /// A number: the lower, the stricter; `null` is the loosest.
  public static func lower(_ parameter: String) -> RuleLimit { RuleLimit(parameter: parameter, order: .lower) }

  /// A number: the higher, the stricter; `null` is the loosest.
  public static func higher(_ parameter: String) -> RuleLimit { RuleLimit(parameter: parameter, order: .higher) }

  /// Values, each of which is stricter than the one before it.
  ///
  /// - Parameter others: what other parameters are, where the order hangs on them; else they are those of each example.
  public static func steps(
    _ parameter: String, loosestFirst values: [EffectiveParameter.Value],
    with others: [String: EffectiveParameter.Value] = [:]
  ) -> RuleLimit {
    RuleLimit(parameter: parameter, order: .steps(values, others: others))
  }

  /// No value is stricter than another: the parameter says what is meant, not how much of it.
  public static func none(_ parameter: String) -> RuleLimit { RuleLimit(parameter: parameter, order: .none) }
}

extension RuleLimit {
  /// Parameters that differ in this one alone, from the loosest to the strictest; empty where there is no order.
  func ladder(
    from parameters: [EffectiveParameter], of declarations: [ParameterDeclaration]
  ) -> [[EffectiveParameter]] {
    var others: [String: EffectiveParameter.Value] = [:]
    let values: [EffectiveParameter.Value]
    switch order {
    case .none: values = []
    case .steps(let steps, let given): (values, others) = (steps, given)
    case .lower: values = numbers(near: parameters, of: declarations, descending: true)
    case .higher: values = numbers(near: parameters, of: declarations)
    }
    return values.map { value in
      let changed = others.merging([parameter: value]) { $1 }
      return parameters.map {
        EffectiveParameter(name: $0.name, value: changed[$0.name] ?? $0.value, unit: $0.unit)
      }
    }
  }

  /// Numbers around the one in force, as far as the parameter accepts them; first none, where it accepts that.
  private func numbers(
    near parameters: [EffectiveParameter], of declarations: [ParameterDeclaration], descending: Bool = false
  ) -> [EffectiveParameter.Value] {
    guard
      case .number(let bounds, _, let isWhole, let isNullable)? = declarations.first(where: { $0.name == parameter })?
        .type
    else { return [] }
    // The least difference that a parameter knows.
    let step = (isWhole ? ExactDecimal(1) : ExactDecimal(billionths: 1)).units
    var units: Set<Int128> = [
      bounds.lower.units, bounds.lower.units + step, bounds.upper.units - step, bounds.upper.units,
    ]
    if case .number(let number)? = parameters.first(where: { $0.name == parameter })?.value {
      let half = number.units / 2 / step * step
      units.formUnion([half, number.units - step, number.units, number.units + step, number.units * 2])
    }
    let ascending = units.sorted().map { ExactDecimal(units: $0) }.filter(bounds.contains)
    let numbers = descending ? ascending.reversed() : ascending
    return (isNullable ? [.none] : []) + numbers.map { .number($0) }
  }
}
