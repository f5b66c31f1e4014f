internal import RuleEngine

/// What may stand at a place of a command line.
enum Completion: Hashable {
  /// What nobody can list, as a number.
  case unknown
  case files
  case words([String])
}

/// What may stand behind a command's name, as its help says it.
struct CommandCompletion {
  let help: CommandHelp
  /// What may stand for itself; nil where nothing may.
  let arguments: Completion?

  init(_ command: any Command.Type, registry: RuleRegistry) {
    help = command.help
    let words = command.words(registry)
    let alternatives = help.arguments.split(separator: " | ").map(String.init)
    if !words.isEmpty {
      arguments = .words(words)
    } else if alternatives.count > 1 {
      arguments = .words(alternatives)
    } else {
      arguments = help.arguments.hasPrefix("[FILE") ? .files : nil
    }
  }

  /// Its options, with the one that every command has.
  var options: [OptionSpec] { help.options + [OptionSpec(switch: "--help", "what it does, with an example")] }
}

extension OptionSpec {
  /// What may stand behind it; nil of a switch.
  var completion: Completion? {
    guard let value else { return nil }
    if !choices.isEmpty { return .words(choices) }
    return ["PATH", "FILE", "FILE...", "FOLDER"].contains(value) ? .files : .unknown
  }
}

/// A shell that completes what is typed.
enum Shell: String, CaseIterable {
  case bash, zsh, fish

  /// The shell's program that completes these commands.
  func script(_ commands: [CommandCompletion]) -> String {
    switch self {
    case .bash: BashCompletion.script(commands)
    case .zsh: ZshCompletion.script(commands)
    case .fish: FishCompletion.script(commands)
    }
  }
}
