extension RuleExample {
  /// Asks a rule type for this example's outcome.
  ///
  /// One line makes all examples of a type its tests, in this package or in another:
  ///
  /// ```swift
  /// @Test(arguments: CooldownRule.examples)
  /// func `examples hold`(_ example: RuleExample) { #expect(example.mismatch(with: CooldownRule.self) == nil) }
  /// ```
  ///
  /// - Returns: nil where the type says what the example says; else both, in words, with the example's file and line.
  public func mismatch(with type: any EntryRule.Type) -> String? {
    let place = "\(file):\(line): \(name): "
    let rule: any EntryRule
    do {
      rule = try type.make(parameters: parameters)
    } catch {
      return place + "\(error)"
    }
    let outcome = rule.evaluate(entry)
    let found = RuleExample.text(outcome.kind, outcome.code, margin: outcome.evidence.margin?.description)
    let margin = margin ?? outcome.evidence.margin?.description
    let wanted = RuleExample.text(expected, code, margin: margin)
    return found == wanted ? nil : place + "expected \(wanted), found \(found)"
  }

  private static func text(_ kind: Outcome.Kind, _ code: ReasonCode?, margin: String?) -> String {
    [kind.rawValue, code?.rawValue, margin.map { "margin \($0)" }].compactMap(\.self).joined(separator: " ")
  }
}

extension EntryRule {
  /// Makes a rule of the text of a `params` object, as the loader of `rules.json` would.
  ///
  /// - Throws: `ConfigurationFaults` with every fault of the text.
  public static func make(parameters: String, environment: [String: String] = [:]) throws -> Self {
    try makeWithParameters(parameters, environment: environment).rule
  }

  /// The rule as `make` gives it, and the values in force.
  static func makeWithParameters(
    _ parameters: String, environment: [String: String] = [:]
  ) throws -> (rule: Self, parameters: [EffectiveParameter]) {
    let source = SourceText(name: "params", bytes: Array(parameters.utf8))
    var faults = FaultLog()
    let params: JSONValue
    do {
      params = try JSONValue(parsing: source.bytes)
    } catch {
      faults.add(.syntax(error.kind), at: error.offset, "")
      throw ConfigurationFaults(diagnostics: faults.diagnostics(in: source))
    }
    var reader = ParameterReader(params: params, ruleOffset: 0, path: "params", environment: environment)
    let rule = try Self(&reader)
    reader.finish()
    guard reader.faults.count == 0 else {
      throw ConfigurationFaults(diagnostics: reader.faults.diagnostics(in: source))
    }
    return (rule, reader.effective)
  }
}
