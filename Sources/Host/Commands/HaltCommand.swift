internal import RuleEngine

/// `halt`: no entry is approved until it ends.
enum HaltCommand: Command {
  static let help = CommandHelp(
    name: "halt", summary: "approves no entry, until resumed or until a time", arguments: "--why TEXT",
    details: """
      It holds across restarts. With --listen a running host is told; with --store it stands in the store, which a running
      host heeds too.
      """,
    options: [
      OptionSpec("--why", "TEXT", "the reason, as it stands in every verdict"),
      OptionSpec("--until", "TIME", "when it ends by itself: 2026-03-25T12:00:00Z, or milliseconds since 1970"),
      OptionSpec("--listen", "PATH", "the socket of a running host"), .store,
    ],
    example: "entrygate halt --why 'exchange maintenance' --until 2026-03-25T12:00:00Z --store entrygate.sqlite")

  static func run(_ arguments: Arguments, _ context: CommandContext) throws(HostError) -> ExitCode {
    try arguments.allowRest(0)
    let why = try arguments.required("--why", what: "say why entries are halted")
    var untilMs: Int64?
    if let text = arguments.value("--until") {
      guard let ms = Int64(text) ?? CivilTime.ms(iso8601: text), ms > 0, ms <= JSONScanner.maxTimeMs else {
        throw arguments.badValue("--until", expected: "a time as 2026-03-25T12:00:00Z, or milliseconds since 1970")
      }
      untilMs = ms
    }
    let halt = Halt(why: why, sinceMs: HostClock.system.wallMs(), untilMs: untilMs)
    return try context.change(to: halt, arguments)
  }
}

/// `resume`: ends a halt.
enum ResumeCommand: Command {
  static let help = CommandHelp(
    name: "resume", summary: "approves entries again, where the rules do", arguments: "", details: "",
    options: [OptionSpec("--listen", "PATH", "the socket of a running host"), .store],
    example: "entrygate resume --store entrygate.sqlite")

  static func run(_ arguments: Arguments, _ context: CommandContext) throws(HostError) -> ExitCode {
    try arguments.allowRest(0)
    return try context.change(to: nil, arguments)
  }
}

extension CommandContext {
  /// Halts or resumes, through a running host or in the store.
  fileprivate func change(to halt: Halt?, _ arguments: Arguments) throws(HostError) -> ExitCode {
    let done = halt.map { "halted: \($0.why)\n" } ?? "resumed\n"
    if let socket = arguments.value("--listen") {
      let (_, answer) = try HostClient(path: socket).command { writer in
        writer.member("command", halt == nil ? "resume" : "halt")
        guard let halt else { return }
        writer.member("why", halt.why)
        if let untilMs = halt.untilMs { writer.member("until", untilMs) }
      }
      if let reason = answer["reason"]?.string { throw .refusedByHost(reason) }
      try output.write(done)
      return .done
    }
    let path = arguments.value("--store") ?? "entrygate.sqlite"
    do {
      try HaltWriter.write(halt, to: path, nowMs: HostClock.system.wallMs())
    } catch {
      throw .store(path: path, error)
    }
    try output.write(done)
    return .done
  }
}
