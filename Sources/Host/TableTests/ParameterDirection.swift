internal import RuleEngine

/// Whether a rule's limits tighten in one direction: raising a parameter may let more through or less, but not both.
enum ParameterDirection {
  /// The limits of a rule that are no limits, each with a case that shows it.
  ///
  /// A parameter that one and the same case passes between two values that reject it is a target, as that of `==`, and
  /// has no direction.
  static func faults(
    of instance: ChainNode.RuleInstance, _ contexts: [(EntryContext, TestCase)]
  ) -> [(problem: String, testCase: TestCase)] {
    instance.parameters.indices.compactMap { index in
      guard case .number(let value) = instance.parameters[index].value else { return nil }
      return fault(of: index, at: value, instance, contexts)
    }
  }

  private static func fault(
    of index: Int, at value: ExactDecimal, _ instance: ChainNode.RuleInstance, _ contexts: [(EntryContext, TestCase)]
  ) -> (problem: String, testCase: TestCase)? {
    let variants = values(around: value).compactMap { value in
      variant(of: instance, index, value).map { (value: value, rule: $0) }
    }
    guard variants.count > 1 else { return nil }
    var tightened: (String, TestCase)?
    var loosened: (String, TestCase)?
    for (context, testCase) in contexts {
      let kinds = variants.map { $0.rule.evaluate(context).kind }
      var changes: [(isTightening: Bool, words: String)] = []
      for place in kinds.indices.dropFirst() where Set(kinds[place - 1...place]) == [.pass, .reject] {
        changes.append((kinds[place] == .reject, "from \(variants[place - 1].value) to \(variants[place].value)"))
      }
      if Set(changes.map(\.isTightening)).count > 1 { return nil }
      // One value alone, at either end, may be a target that was hit by chance.
      guard let change = changes.first, kinds.count(where: { $0 == .pass }) > 1,
        kinds.count(where: { $0 == .reject }) > 1
      else { continue }
      if change.isTightening { tightened = tightened ?? (change.words, testCase) }
      if !change.isTightening { loosened = loosened ?? (change.words, testCase) }
    }
    guard let tightened, let loosened else { return nil }
    let name = instance.parameters[index].name
    return (
      "\(name) has no direction: raising it \(tightened.0) rejects what passed in case \"\(tightened.1.name)\", and "
        + "raising it \(loosened.0) lets through what was rejected",
      loosened.1
    )
  }

  private static func values(around value: ExactDecimal) -> [ExactDecimal] {
    let units = value.units
    // What is beyond every parameter's bounds need not be tried, and could not be multiplied.
    guard units.magnitude < 1 << 120 else { return [] }
    let (one, billionth) = (ExactDecimal(1).units, Int128(1_000_000_000))
    // Half of a whole number is one as well: a parameter may accept no other.
    let half = value.whole.map { ExactDecimal($0 / 2).units } ?? units / 2 / billionth * billionth
    let places = [units, units - one, units + one, units - billionth, units + billionth, half, units * 2, units * 10]
    return Set(places).sorted().map { ExactDecimal(units: $0) }
  }

  /// The rule with another value of one parameter; nil where that is not allowed.
  private static func variant(
    of instance: ChainNode.RuleInstance, _ index: Int, _ value: ExactDecimal
  ) -> (any EntryRule)? {
    var parameters = instance.parameters
    parameters[index] = EffectiveParameter(
      name: parameters[index].name, value: .number(value), unit: parameters[index].unit)
    var writer = JSONWriter()
    writer.parameters(parameters)
    return try? type(of: instance.rule).make(parameters: writer.text)
  }
}
