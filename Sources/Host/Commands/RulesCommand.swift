internal import RuleEngine

/// `rules`: the manual of the rule types.
enum RulesCommand: Command {
  static let help = CommandHelp(
    name: "rules", summary: "the rule types: parameters, units, ranges, defaults, codes", arguments: "[NAME]",
    details: "", options: [], example: "entrygate rules futures_spot_arb")

  static func run(_ arguments: Arguments, _ context: CommandContext) throws(HostError) -> ExitCode {
    try arguments.allowRest(1)
    guard let name = arguments.rest.first else {
      try context.output.write(overview(context.registry))
      return .done
    }
    guard let type = context.registry[name] else {
      let suggestion = NearestName(to: name, among: context.registry.identifiers)
      throw .usage(.unknownRule(name, suggestion), command: "rules")
    }
    try context.output.write(page(type))
    return .done
  }

  private static func overview(_ registry: RuleRegistry) -> String {
    var table = TextTable([("Rule", .left), ("What it does", .left)])
    for type in registry.types { table.append([type.identifier, type.documentation.summary]) }
    return table.text + "\nA page on one of them: entrygate rules NAME\n"
  }

  static func page(_ type: any EntryRule.Type) -> String {
    let documentation = type.documentation
    var text = "\(type.identifier): \(documentation.summary)\n"
    if !documentation.details.isEmpty { text += "\n\(documentation.details)\n" }
    var parameters = TextTable([
      ("Parameter", .left), ("Accepts", .left), ("Default", .left), ("What it does", .left),
    ])
    let declarations = ParameterReader.describe(type)
    for declaration in declarations {
      parameters.append([
        declaration.name, declaration.expectation, declaration.defaultText ?? "must be given", declaration.summary,
      ])
    }
    if !declarations.isEmpty { text += "\n\(parameters.text)" }
    var codes = TextTable([("Code", .left), ("Outcome", .left), ("When", .left)])
    for code in documentation.codes { codes.append([code.code.rawValue, code.kind.rawValue, code.meaning]) }
    if !documentation.codes.isEmpty { text += "\n\(codes.text)" }
    return text + "\nWhen it cannot know, and on_unavailable is not given: \(type.onUnavailable.rawValue).\n"
  }
}
