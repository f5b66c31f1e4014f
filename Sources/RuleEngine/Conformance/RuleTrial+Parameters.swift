// What a rule type says of itself, and of its parameters.
extension RuleTrial {
  mutating func checkDocumentation() {
    let documentation = type.documentation
    if documentation.title.zh.isEmpty || documentation.title.en.isEmpty { report("its title is empty") }
    if !documentation.summary.hasPrefix("Rejects ") || !documentation.summary.hasSuffix(".") {
      report("its summary is no sentence that begins with \"Rejects\": \"\(documentation.summary)\"")
    }
    let documented = Set(documentation.codes.map { "\($0.kind.rawValue) \($0.code)" })
    let shown = Set(type.examples.compactMap { example in example.code.map { "\(example.expected.rawValue) \($0)" } })
    for code in documented.subtracting(shown).sorted() { report("no example shows \(code)") }
    for code in shown.subtracting(documented).sorted() { report("an example shows \(code), which is not documented") }
    for code in documentation.codes where code.meaning.isEmpty { report("\(code.code) has no meaning") }
    if !type.examples.contains(where: { $0.expected == .pass }) { report("no example passes") }
    for parameter in ParameterReader.describe(type) {
      if !parameter.summary.hasSuffix(".") { report("\(parameter.name) has no summary that is a sentence") }
      let wanted = RuleTrial.unit(of: parameter.name)
      if let wanted, parameter.unit != wanted {
        report("\(parameter.name) counts \"\(parameter.unit.rawValue)\", and its name says \(wanted.rawValue)")
      }
    }
    forEach { subject, entry in
      let outcome = subject.rule.evaluate(entry)
      guard let code = outcome.code else { return nil }
      return documented.contains("\(outcome.kind.rawValue) \(code)") ? nil : "it gives \(outcome.outline), undocumented"
    }
  }

  /// The unit that a parameter's name ends in.
  private static func unit(of name: String) -> ParameterUnit? {
    switch name.split(separator: "_").last {
    case "ms": .milliseconds
    case "s", "seconds": .seconds
    case "usd": .usd
    case "bps": .bps
    default: nil
    }
  }

  mutating func checkLimits() {
    let declarations = ParameterReader.describe(type)
    let (declared, limited) = (Set(declarations.map(\.name)), Set(type.limits.map(\.parameter)))
    for name in declared.subtracting(limited).sorted() {
      report("`limits` does not say which values of \(name) are stricter; RuleLimit.none(\"\(name)\") where none is")
    }
    for name in limited.subtracting(declared).sorted() { report("`limits` names \(name), which is no parameter") }
    for limit in type.limits where declared.contains(limit.parameter) { check(limit, declarations) }
  }

  private mutating func check(_ limit: RuleLimit, _ declarations: [ParameterDeclaration]) {
    if case .none = limit.order { return }
    // Else the property would hold of nothing.
    var isFelt = false
    var seen: Set<[String]> = []
    for subject in subjects {
      let texts = limit.ladder(from: subject.parameters, of: declarations).map(RuleTrial.text)
      guard seen.insert(texts).inserted else { continue }
      // A step that contradicts another parameter is left out.
      let steps = texts.compactMap { text in (try? type.make(parameters: text)).map { (text: text, rule: $0) } }
      let fault = firstFault(of: subject) { entry in
        let passes = steps.map { $0.rule.evaluate(entry).kind == .pass }
        isFelt = isFelt || passes.first == true && passes.last == false
        guard let first = passes.firstIndex(of: false), let later = passes[first...].firstIndex(of: true) else {
          return nil
        }
        return "it passes with \(steps[later].text), and not with \(steps[first].text), which is looser"
      }
      if let fault { report(fault) }
    }
    if !isFelt {
      report(
        "no entry around the examples passes with the loosest \(limit.parameter) alone; add an example at its edge")
    }
  }

  mutating func checkParameters() {
    for subject in subjects {
      let text = RuleTrial.text(subject.parameters)
      do {
        let (rule, parameters) = try type.makeWithParameters(text)
        if parameters != subject.parameters { report("\(text) is \(RuleTrial.text(parameters)) when read again") }
        let fault = firstFault(of: subject) { entry in
          let (outcome, again) = (subject.rule.evaluate(entry), rule.evaluate(entry))
          return outcome == again ? nil : "\(outcome.outline), and \(again.outline) when made of its values in force"
        }
        if let fault { report(fault) }
      } catch {
        report("\(text), which is in force, is refused: \(error)")
      }
    }
  }
}
