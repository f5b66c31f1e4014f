internal import RuleEngine

/// `completion`: a shell's program that completes the commands.
enum CompletionCommand: Command {
  static let help = CommandHelp(
    name: "completion", summary: "what a shell reads to complete commands, options and their values",
    arguments: Shell.allCases.map(\.rawValue).joined(separator: " | "),
    details: """
      It is made of the commands' own help and names the rules that this program knows; docs/operations.md says where each
      shell looks for it.
      """,
    options: [], example: "entrygate completion bash > ~/.local/share/bash-completion/completions/entrygate")

  static func run(_ arguments: Arguments, _ context: CommandContext) throws(HostError) -> ExitCode {
    try arguments.allowRest(1)
    guard let word = arguments.rest.first else {
      throw .usage(.missingOption(help.arguments, what: "which shell"), command: help.name)
    }
    guard let shell = Shell(rawValue: word) else { throw .usage(.unexpectedArgument(word), command: help.name) }
    let commands = CommandRunner.commands.map { CommandCompletion($0, registry: context.registry) }
    try context.output.write(shell.script(commands))
    return .done
  }
}
