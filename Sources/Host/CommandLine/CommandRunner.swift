internal import RuleEngine

/// What a command works with.
struct CommandContext {
  let registry: RuleRegistry
  let environment: Environment
  let output: TextOutput
  let errors: TextOutput
}

/// One command of the program.
protocol Command: Sendable {
  static var help: CommandHelp { get }

  /// The words that may stand for themselves on its command line, where they can be listed and its help does not.
  static func words(_ registry: RuleRegistry) -> [String]

  /// Does the work.
  static func run(_ arguments: Arguments, _ context: CommandContext) throws(HostError) -> ExitCode
}

extension Command {
  static func words(_ registry: RuleRegistry) -> [String] { [] }
}

/// Finds the command, runs it, and says what went wrong.
struct CommandRunner {
  /// The commands, in the order of the help.
  static let commands: [any Command.Type] = [
    EvaluateCommand.self,
    ReplayCommand.self,
    RunCommand.self,
    RecordCommand.self,
    StatusCommand.self,
    HaltCommand.self,
    ResumeCommand.self,
    CheckCommand.self,
    OverrideCommand.self,
    HealthCommand.self,
    ExplainCommand.self,
    RulesCommand.self,
    SchemaCommand.self,
    NewRuleCommand.self,
    VerdictsCommand.self,
    StatsCommand.self,
    ExitsCommand.self,
    DiffCommand.self,
    SweepCommand.self,
    VerifyCommand.self,
    PruneCommand.self,
    ReportCommand.self,
    TestCommand.self,
    BenchCommand.self,
    CompletionCommand.self,
  ]

  let rules: [any EntryRule.Type]
  let output: TextOutput
  let errors: TextOutput

  func run(_ words: [String]) -> ExitCode {
    var code: ExitCode
    do {
      code = try start(words)
    } catch {
      report(error)
      code = error.exitCode
    }
    do {
      try output.flush()
    } catch {
      report(error)
      code = error.exitCode
    }
    try? errors.flush()
    return code
  }

  private func report(_ error: HostError) {
    switch error {
    // Each fault of a file is a line as compilers write it, which editors take their user to.
    case .configuration, .tests: try? errors.write("\(error)\n")
    default:
      let lines = "entrygate: \(error)".split(separator: "\n").map { String($0).printable + "\n" }
      try? errors.write(lines.joined())
    }
  }

  private func start(_ words: [String]) throws(HostError) -> ExitCode {
    guard let name = words.first else { throw .usage(.noCommand, command: nil) }
    if ["--help", "-h", "help"].contains(name) {
      try output.write(CommandRunner.overview)
      return .done
    }
    if name == "--version" {
      try output.write("entrygate \(EntryGate.version)\n")
      return .done
    }
    guard let command = CommandRunner.commands.first(where: { $0.help.name == name }) else {
      let suggestion = NearestName(to: name, among: CommandRunner.commands.map { $0.help.name })
      throw .usage(.unknownCommand(name, suggestion), command: nil)
    }
    let rest = Array(words.dropFirst())
    if rest.contains("--help") || rest.contains("-h") {
      try output.write(command.help.text)
      return .done
    }
    let arguments = try Arguments(rest, options: command.help.options, command: name)
    let registry: RuleRegistry
    do { registry = try RuleRegistry(rules) } catch { throw .registry(error) }
    let context = CommandContext(
      registry: registry, environment: try Environment.current(), output: output, errors: errors)
    return try command.run(arguments, context)
  }

  private static var overview: String {
    var text = """
      entrygate: says yes or no to a trading strategy's entries, by the rules of rules.json

      Usage: entrygate COMMAND [options]


      """
    var table = TextTable([("Command", .left), ("What it does", .left)])
    for command in commands { table.append([command.help.name, command.help.summary]) }
    text += table.text
    text += """

      Each command has --help. Example:

        entrygate check rules.json

      """
    return text
  }
}

/// What `--help` shows of a command.
struct CommandHelp {
  let name: String
  let summary: String
  /// What stands behind the name: `[FILE]`, or one of several words: `add | list`.
  let arguments: String
  let details: String
  let options: [OptionSpec]
  let example: String

  var text: String {
    var text = "entrygate \(name): \(summary)\n\nUsage: entrygate \(name)"
    text += (arguments.isEmpty ? "" : " \(arguments)") + (options.isEmpty ? "\n" : " [options]\n")
    if !details.isEmpty { text += "\n\(details)\n" }
    if !options.isEmpty {
      var table = TextTable([("Option", .left), ("", .left)])
      for option in options {
        table.append([[option.name, option.value].compactMap(\.self).joined(separator: " "), option.help])
      }
      text += "\n\(table.text)"
    }
    return text + "\nExample:\n\n  \(example)\n"
  }
}
