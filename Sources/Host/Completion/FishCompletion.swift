/// Completion for fish.
enum FishCompletion {
  static func script(_ commands: [CommandCompletion]) -> String {
    """
    # Completion of entrygate for fish, written by: entrygate completion fish
    function __entrygate_is
      set -l words (commandline -opc)
      if test (count $argv) -eq 0
        test (count $words) -eq 1
      else
        test (count $words) -gt 1; and test $words[2] = $argv[1]
      end
    end
    complete -c entrygate -f
    complete -c entrygate -n __entrygate_is -l help -d 'the commands'
    complete -c entrygate -n __entrygate_is -l version -d 'the version'
    \(commands.map(command).joined())
    """
  }

  private static func command(_ command: CommandCompletion) -> String {
    let name = command.help.name
    var text = "complete -c entrygate -n __entrygate_is -a \(name) -d \(quoted(command.help.summary))\n"
    let prefix = "complete -c entrygate -n '__entrygate_is \(name)'"
    for option in command.options {
      text += "\(prefix) -l \(option.name.dropFirst(2))\(place(option.completion)) -d \(quoted(option.help))\n"
    }
    // fish knows of one value for each option: what follows it in a list are words for themselves.
    let places = [command.arguments] + command.options.filter(\.isList).map(\.completion)
    if places.contains(.files) { text += "\(prefix) -F\n" }
    for case .words(let words) in places { text += "\(prefix) -a '\(words.joined(separator: " "))'\n" }
    return text
  }

  private static func place(_ completion: Completion?) -> String {
    switch completion {
    case nil: ""
    case .unknown: " -x"
    case .files: " -r -F"
    case .words(let words): " -x -a '\(words.joined(separator: " "))'"
    }
  }

  private static func quoted(_ text: String) -> String {
    "'\(text.replacing("\\", with: "\\\\").replacing("'", with: "\\'"))'"
  }
}
