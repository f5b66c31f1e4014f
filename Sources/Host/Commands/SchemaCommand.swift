internal import RuleEngine

/// `schema`: the JSON Schema of the rules.
enum SchemaCommand: Command {
  static let help = CommandHelp(
    name: "schema", summary: "the JSON Schema of rules.json, with the rules this program knows", arguments: "",
    details: """
      Draft 2020-12. An editor that is told of it, by "$schema" in the file, completes names, shows what they mean, and
      marks what check would refuse. docs/rules.schema.json is the one of the built-in rules.
      """,
    options: [], example: "entrygate schema >rules.schema.json")

  static func run(_ arguments: Arguments, _ context: CommandContext) throws(HostError) -> ExitCode {
    try arguments.allowRest(0)
    try context.output.write(RulesSchema(context.registry).text)
    return .done
  }
}
