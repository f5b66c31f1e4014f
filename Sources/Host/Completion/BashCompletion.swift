/// Completion for bash, 3.2 and later.
enum BashCompletion {
  static func script(_ commands: [CommandCompletion]) -> String {
    let names = commands.map(\.help.name) + ["--help", "--version"]
    // A place is described by its words, `/` for files, `-` for what nobody can list.
    return """
      # Completion of entrygate for bash, written by: entrygate completion bash
      _entrygate() {
        local word=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]} IFS=$' \\t\\n'
        local option= options= value= arguments= lists= place= index distance=0
        local -a before
        COMPREPLY=()
        if ((COMP_CWORD == 1)); then
          COMPREPLY=($(compgen -W '\(names.joined(separator: " "))' -- "$word"))
          return
        fi
        # bash takes --name=value apart.
        for ((index = 2; index < COMP_CWORD; index++)); do
          [[ ${COMP_WORDS[index]} == = ]] || before+=("${COMP_WORDS[index]}")
        done
        [[ $word == = ]] && word=
        for ((index = ${#before[@]} - 1; index >= 0; index--)); do
          distance=$((distance + 1))
          if [[ ${before[index]} == --* ]]; then
            option=${before[index]}
            break
          fi
        done
        case $command in
      \(commands.map(command).joined())\
          *) return ;;
        esac
        if [[ $word == --* ]]; then
          place=$options
        elif [[ -n $value && ($distance == 1 || $lists == *" $option "*) ]]; then
          place=$value
        elif [[ $word == -* ]]; then
          place=$options
        else
          place=${arguments:-$options}
        fi
        case $place in
          -) ;;
          /)
            IFS=$'\\n'
            # Where a shell asks it knows best how names are to be written.
            compopt -o default 2>/dev/null || COMPREPLY=($(compgen -f -- "$word"))
            ;;
          *) COMPREPLY=($(compgen -W "$place" -- "$word")) ;;
        esac
      }
      complete -F _entrygate entrygate

      """
  }

  private static func command(_ command: CommandCompletion) -> String {
    let options = command.options.map(\.name).joined(separator: " ")
    let lists = command.options.filter(\.isList).map(\.name)
    var text = "    \(command.help.name))\n      options='\(options)'\n"
    if let arguments = command.arguments { text += "      arguments=\(place(arguments))\n" }
    if !lists.isEmpty { text += "      lists=' \(lists.joined(separator: " ")) '\n" }
    let values = command.options.compactMap { option in option.completion.map { (option.name, place($0)) } }
    if !values.isEmpty {
      text += "      case $option in\n"
      for (name, place) in values { text += "        \(name)) value=\(place) ;;\n" }
      text += "      esac\n"
    }
    return text + "      ;;\n"
  }

  private static func place(_ completion: Completion) -> String {
    switch completion {
    case .unknown: "-"
    case .files: "/"
    case .words(let words): "'\(words.joined(separator: " "))'"
    }
  }
}
