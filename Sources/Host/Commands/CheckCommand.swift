internal import RuleEngine

/// `check`: validates the rules and shows what is in force.
enum CheckCommand: Command {
  static let help = CommandHelp(
    name: "check", summary: "validates the rules and shows what is in force", arguments: "[FILE]",
    details: """
      Every fault of the file is reported with its line and column; the exit code is then 78. Otherwise each entry is
      shown with its mode, its parameters in force (a fraction as a percentage too) and its line. Warnings on standard
      error name enabled entries that can never reject or never pass, that contradict each other or say the same,
      comparisons that always or never hold, shadows whose review_by has passed, and overrides that do nothing, or end
      within a day.
      """,
    options: [
      .rules, .overrides, OptionSpec(switch: "--json", #"one JSON object: {"digest","entries":[…]}"#),
      OptionSpec(switch: "--strict", "exit 1 where there is anything to be warned of"),
    ],
    example: "entrygate check rules.json")

  static func run(_ arguments: Arguments, _ context: CommandContext) throws(HostError) -> ExitCode {
    try arguments.allowRest(1)
    if let extra = arguments.rest.first, arguments.has("--rules") {
      throw arguments.badValue("--rules", expected: "nothing, since \"\(extra)\" is the file to check")
    }
    let path = arguments.rest.first ?? arguments.value("--rules") ?? "rules.json"
    // What every other command would refuse to start with is found here.
    _ = try context.environment.network()
    _ = try context.language(arguments)
    let overrides = OverridesFile(named: arguments.value("--overrides"), rulesPath: path)
    let chain = try overrides.applied(to: context.chain(path: path))
    let nowMs = HostClock.system.wallMs()
    try context.output.write(arguments.has("--json") ? json(chain) : text(chain, path, context, nowMs: nowMs))
    let findings =
      ChainLint.findings(in: chain, file: path, nowMs: nowMs)
      + OverrideLint.findings(in: chain, file: overrides.path, nowMs: nowMs)
    for finding in findings { try context.errors.write("\(finding)\n") }
    let isClean = findings.isEmpty && context.startWarnings(chain).isEmpty
    return arguments.has("--strict") && !isClean ? .found : .done
  }

  /// What is in force, as a table, and what to be warned of.
  static func text(_ chain: RuleChain, _ path: String, _ context: CommandContext, nowMs: Int64) -> String {
    var table = TextTable([
      ("Entry", .left), ("Rule", .left), ("In force", .left), ("Unavailable", .left), ("Scope", .left),
      ("Line", .right),
    ])
    // What stands below each row: a row's parameters would make it wider than most terminals.
    var below: [String] = [""]
    for entry in chain.entries {
      let inForce = entry.isEnabled ? (entry.mode == .shadow ? "shadow" : "enforced") : "off"
      let stage = entry.stage == .riskReview ? "risk review: " : ""
      append(entry.node, depth: 0, stage + inForce, entry.onUnavailable.rawValue, to: &table, &below)
    }
    var body = ""
    for (line, parameters) in zip(table.lines, below) {
      body += line
      body += "\n"
      body += parameters
    }
    let warnings = context.startWarnings(chain).map { "\n\($0[.en])\n" }.joined()
    return "\(path): valid\n\n\(body)\n\(variables(chain, context.environment))"
      + "\(OverridesTable.text(chain, nowMs: nowMs))\(chain.digest)\n\(warnings)"
  }

  private static func append(
    _ node: ChainNode, depth: Int, _ inForce: String, _ onUnavailable: String, to table: inout TextTable,
    _ below: inout [String]
  ) {
    let indentation = String(repeating: "  ", count: depth)
    table.append([
      indentation + node.id, node.kind, inForce, onUnavailable, node.scope.summary, "\(node.position.line)",
    ])
    if case .rule(let instance) = node.body, !instance.parameters.isEmpty {
      below.append("    \(indentation)\(instance.parameters.map(text).joined(separator: " ").printable)\n")
    } else {
      below.append("")
    }
    for child in node.children { append(child, depth: depth + 1, "", "", to: &table, &below) }
  }

  private static func variables(_ chain: RuleChain, _ environment: Environment) -> String {
    guard !chain.variables.isEmpty else { return "" }
    var table = TextTable([("From the environment", .left), ("Value", .left), ("Place", .left)])
    for variable in chain.variables {
      table.append([variable.name, environment[variable.name] ?? "unset: the default holds", variable.path])
    }
    return table.text + "\n"
  }

  private static func text(_ parameter: EffectiveParameter) -> String {
    let text = parameter.value.text
    // A comparison's own sign does not run into the one before it.
    let value = "\(parameter.name)=" + (text.first?.isLetter == false && parameter.isWord ? "\"\(text)\"" : text)
    guard parameter.unit == .fraction, case .number(let number) = parameter.value else { return value }
    // Two places more to the right is a percentage; the number has at most 9 decimals, so nothing is lost.
    return value + " (\(ExactDecimal(units: number.units * 100)) %)"
  }

  private static func json(_ chain: RuleChain) -> String {
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("digest", chain.digest)
      writer.key("entries")
      writer.array { writer in
        for entry in chain.entries {
          writer.object { writer in
            writer.node(entry.node) { writer in
              writer.member("chain", entry.stage == .gates ? "chain" : "risk_review")
              writer.member("enabled", entry.isEnabled)
              writer.member("mode", entry.mode.rawValue)
              writer.member("on_unavailable", entry.onUnavailable.rawValue)
            }
          }
        }
      }
      writer.overrides(chain.overrides)
    }
    return writer.text + "\n"
  }
}

extension JSONWriter {
  fileprivate mutating func node(_ node: ChainNode, _ entryMembers: (inout JSONWriter) -> Void = { _ in }) {
    member("id", node.id)
    member("rule", node.kind)
    entryMembers(&self)
    if node.scope != .everything {
      key("scope")
      object { $0.scopeMembers(node.scope) }
    }
    if case .rule(let instance) = node.body {
      key("params")
      parameters(instance.parameters)
    }
    member("line", Int64(node.position.line))
    guard !node.children.isEmpty else { return }
    key("children")
    array { writer in
      for child in node.children { writer.object { $0.node(child) } }
    }
  }
}

extension EffectiveParameter {
  fileprivate var isWord: Bool { if case .word = value { true } else { false } }
}
