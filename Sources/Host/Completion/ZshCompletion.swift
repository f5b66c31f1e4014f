/// Completion for zsh, by its own `_arguments`.
enum ZshCompletion {
  static func script(_ commands: [CommandCompletion]) -> String {
    let names = commands.map { "      \(quoted("\($0.help.name):\($0.help.summary)"))\n" }
    return """
      #compdef entrygate
      # Completion of entrygate for zsh, written by: entrygate completion zsh
      _entrygate() {
        local curcontext=$curcontext state line
        local -a commands
        _arguments -C '--help[the commands]' '--version[the version]' '1:command:->command' '*::argument:->argument'
        case $state in
          command)
            commands=(
      \(names.joined())\
            )
            _describe command commands
            ;;
          argument)
            case $words[1] in
      \(commands.map(command).joined())\
            esac
            ;;
        esac
      }
      if [[ $funcstack[1] == _entrygate ]]; then
        _entrygate "$@"
      else
        compdef _entrygate entrygate
      fi

      """
  }

  private static func command(_ command: CommandCompletion) -> String {
    var words = command.options.map(option)
    if let arguments = command.arguments { words.append("*:argument:\(action(arguments))") }
    let lines = words.map { " \\\n          \(quoted($0))" }.joined()
    return "        \(command.help.name)) _arguments\(lines) ;;\n"
  }

  private static func option(_ option: OptionSpec) -> String {
    let help = "[\(escaped(option.help))]"
    guard let completion = option.completion, let value = option.value else { return option.name + help }
    let place = "\(escaped(value)):\(action(completion))"
    // Of a list all words up to the next option are values.
    return option.isList ? "\(option.name)\(help):*--*:\(place)" : "\(option.name)=\(help):\(place)"
  }

  private static func action(_ completion: Completion) -> String {
    switch completion {
    case .unknown: " "
    case .files: "_files"
    case .words(let words): "(\(words.joined(separator: " ")))"
    }
  }

  private static func escaped(_ text: String) -> String {
    var text = text.replacing("\\", with: "\\\\")
    for character in [":", "[", "]"] { text = text.replacing(character, with: "\\" + character) }
    return text
  }

  private static func quoted(_ text: String) -> String { "'\(text.replacing("'", with: "'\\''"))'" }
}
