internal import RuleEngine

/// `rules`: the manual of the rule types.
enum RulesCommand: Command {
  static let help = CommandHelp(
    name: "rules", summary: "the rule types: parameters, units, ranges, defaults, codes", arguments: "[NAME]",
    details: "", options: [OptionSpec(switch: "--facts", "what the rule compare can compare: names, units, arguments")],
    example: "entrygate rules futures_spot_arb")

  static func words(_ registry: RuleRegistry) -> [String] { registry.identifiers }

  static func run(_ arguments: Arguments, _ context: CommandContext) throws(HostError) -> ExitCode {
    try arguments.allowRest(arguments.has("--facts") ? 0 : 1)
    if arguments.has("--facts") {
      try context.output.write(facts(context.registry))
      return .done
    }
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

  /// The facts that the parameters of some rule may name, and a line for each argument of any of them.
  private static func facts(_ registry: RuleRegistry) -> String {
    var table = TextTable([
      ("Fact", .left), ("Unit", .left), ("Arguments", .left), ("From", .left), ("What it is", .left),
    ])
    var argumentTable = TextTable([
      ("Argument", .left), ("Accepts", .left), ("Default", .left), ("What it does", .left),
    ])
    var seen: Set<FactDeclaration> = []
    var seenArguments: Set<ParameterDeclaration> = []
    for fact in registry.types.flatMap({ ParameterReader.describe($0).flatMap(\.facts) })
    where seen.insert(fact).inserted {
      table.append([
        fact.name, fact.unit.rawValue, fact.arguments.map(\.name).joined(separator: ", "),
        fact.sources.map(\.rawValue).joined(separator: ", "), fact.summary,
      ])
      for argument in fact.arguments where seenArguments.insert(argument).inserted {
        argumentTable.append([
          argument.name, argument.expectation, argument.defaultText ?? "must be given", argument.summary,
        ])
      }
    }
    return "\(table.text)\n\(argumentTable.text)"
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
