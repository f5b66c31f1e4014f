internal import RuleEngine

/// `halt`: no entry is approved until it ends.
enum HaltCommand: Command {
  static let help = CommandHelp(
    name: "halt", summary: "approves no entry, until resumed or until a time", arguments: "--why TEXT",
    details: """
      It holds across restarts, and takes the place of a halt before it. With --listen a running host is told; with
      --store it stands in the store, which a running host heeds too.
      """,
    options: [
      OptionSpec("--why", "TEXT", "the reason, as it stands in every verdict"),
      OptionSpec(
        "--until", "TIME", "when it ends by itself: 2099-12-31T12:00:00Z, milliseconds since 1970, or +30m (s, m, h, d)"
      ),
      OptionSpec("--listen", "PATH", "the socket of a running host"), .store,
    ],
    example: "entrygate halt --why 'exchange maintenance' --until +30m --listen entrygate.sock")

  static func run(_ arguments: Arguments, _ context: CommandContext) throws(HostError) -> ExitCode {
    try arguments.allowRest(0)
    let why = try arguments.required("--why", what: "say why entries are halted")
    let nowMs = HostClock.system.wallMs()
    var untilMs: Int64?
    if let text = arguments.value("--until") {
      guard let end = HaltEnd(text, nowMs: nowMs) else {
        throw arguments.badValue("--until", expected: "a time \(HaltEnd.forms)")
      }
      guard end.ms > nowMs else {
        throw arguments.badValue(
          "--until",
          expected: "a time to come: it is \(CivilTime(ms: nowMs).iso8601) now; +30m is half an hour from now")
      }
      untilMs = end.ms
    }
    return try context.change(to: Halt(why: why, sinceMs: nowMs, untilMs: untilMs), arguments)
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

/// When a halt ends, as `--until` says it.
struct HaltEnd {
  /// How it is written, and how far it goes: for messages.
  static let forms =
    "as 2099-12-31T12:00:00Z, milliseconds since 1970, or +30m from now (s, m, h, d), at the latest "
    + CivilTime(ms: JSONScanner.maxTimeMs).iso8601

  /// Milliseconds since 1970 UTC.
  let ms: Int64

  /// Reads a time in ISO 8601, milliseconds since 1970, or a while from now: `+90s`, `+30m`, `+2h`, `+1d`.
  init?(_ text: String, nowMs: Int64) {
    // Else a while without its unit would be a time of 1970.
    let time =
      text.hasPrefix("+")
      ? TimeSpan.ms(text.dropFirst()).map { nowMs + $0 } : Int64(text) ?? CivilTime.ms(iso8601: text)
    guard let time, time > 0, time <= JSONScanner.maxTimeMs else { return nil }
    ms = time
  }
}

extension CommandContext {
  /// Halts or resumes, through a running host or in the store.
  fileprivate func change(to halt: Halt?, _ arguments: Arguments) throws(HostError) -> ExitCode {
    if let socket = arguments.value("--listen") {
      let name = halt == nil ? "resume" : "halt"
      var question = JSONWriter()
      question.object { writer in
        writer.member("command", name)
        guard let halt else { return }
        writer.member("why", halt.why)
        if let untilMs = halt.untilMs { writer.member("until", untilMs) }
      }
      let line = try HostClient(path: socket).ask(question.bytes)
      let answer = try? JSONValue(parsing: line)
      // Whoever says anything else has not halted.
      guard let answer, answer[name]?.bool == true else {
        let words = "it answers \(String(decoding: line.prefix(1000), as: UTF8.self))"
        throw .refusedByHost(answer?["reason"]?.string ?? words)
      }
      try output.write(
        HaltCommand.report(halt, replaced: answer["replaced"]?.string, wasHalted: answer["was_halted"]?.bool != false))
      return .done
    }
    let path = arguments.value("--store") ?? "entrygate.sqlite"
    let previous: Halt?
    do {
      previous = try HaltWriter.write(halt, to: path, nowMs: HostClock.system.wallMs())
    } catch {
      throw .store(path: path, error)
    }
    try output.write(HaltCommand.report(halt, replaced: previous?.why, wasHalted: previous != nil))
    if !StoreLock.isHeld(storePath: path) {
      let what = halt == nil ? "the next one starts with entries resumed" : "the halt holds for the next one"
      try? errors.write("no host is running on \(path); \(what)".printable + "\n")
    }
    return .done
  }
}

extension HaltCommand {
  /// What was done.
  ///
  /// - Parameters:
  ///   - replaced: the reason of the halt whose place this one takes; nil where none was in force.
  ///   - wasHalted: whether there was anything to resume.
  static func report(_ halt: Halt?, replaced: String?, wasHalted: Bool) -> String {
    guard let halt else { return wasHalted ? "resumed\n" : "nothing was halted\n" }
    let until = halt.untilMs.map { " until \(CivilTime(ms: $0).iso8601)" } ?? ""
    let instead = replaced.map { "in place of the halt before: \($0.printable)\n" } ?? ""
    return "halted\(until): \(halt.why.printable)\n\(instead)"
  }
}
