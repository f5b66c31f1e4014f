internal import RuleEngine

/// `new-rule`: writes what a new rule begins with.
enum NewRuleCommand: Command {
  static let help = CommandHelp(
    name: "new-rule", summary: "writes a new rule, its line in the list and its tests", arguments: "NAME",
    details: """
      NAME is the one in rules.json, in snake_case. The rule builds as it is written; its tests fail, and say what has to be
      decided. The list is the array [any EntryRule.Type] in the package's Sources. No file is overwritten.
      """,
    options: [OptionSpec("--folder", "PATH", "the package that the rule is added to (the working directory)")],
    example: "entrygate new-rule quiet_minutes")

  static func run(_ arguments: Arguments, _ context: CommandContext) throws(HostError) -> ExitCode {
    try arguments.allowRest(1)
    guard let text = arguments.rest.first else {
      throw .usage(.missingOption("NAME", what: "say what the rule is called, as quiet_minutes"), command: help.name)
    }
    let name: RuleName
    do { name = try RuleName(text, taken: context.registry.identifiers) } catch {
      throw .usage(.badRuleName(text, error), command: help.name)
    }
    let package = try RulePackage(folder: arguments.value("--folder") ?? ".")
    let written = try package.add(name)
    try context.output.write(
      """
      Written: \(written.joined(separator: ", ")).

      Next:
        1. In \(written[0]) write what the rule rejects, its parameters, evaluate, and at least one example for each
           outcome and code.
        2. swift test --filter \(name.typeName)    says what is still missing.
        3. Name it in rules.json as "rule": "\(name.identifier)"; entrygate check shows what is in force.

      """)
    return .done
  }
}
