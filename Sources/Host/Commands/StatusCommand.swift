internal import RuleEngine

/// `status`: what a running host is doing.
enum StatusCommand: Command {
  static let help = CommandHelp(
    name: "status", summary: "what a running host is doing", arguments: "--listen PATH", details: "",
    options: [
      OptionSpec("--listen", "PATH", "the socket of a running host"), OptionSpec(switch: "--json", "one JSON object"),
    ],
    example: "entrygate status --listen entrygate.sock")

  static func run(_ arguments: Arguments, _ context: CommandContext) throws(HostError) -> ExitCode {
    try arguments.allowRest(0)
    let path = try arguments.required("--listen", what: "the socket of a running host")
    let isJSON = arguments.has("--json")
    let (line, answer) = try HostClient(path: path).command { writer in
      writer.member("command", "status")
      if !isJSON { writer.member("answers", true) }
    }
    guard let status = answer["status"] else { throw .refusedByHost(answer["reason"]?.string ?? "no status") }
    if isJSON {
      // The object inside `{"status":…}`, as the host wrote it.
      try context.output.writeLine(Array(line[status.offset...].dropLast()))
    } else {
      try context.output.write(text(status))
    }
    return .done
  }

  static func text(_ status: JSONValue) -> String {
    let chain = status["chain"]
    var facts = TextTable([("Host", .left), ("", .left)])
    facts.append(["up", duration(ms: status["uptime_ms"]?.whole ?? 0)])
    facts.append(["network", word(status["network"])])
    let server = status["connection"]?["url"]?.string.map { " (\($0))" } ?? ""
    let state = word(status["connection"]?["state"])
    facts.append(["market data", "\(word(status["market_network"])), \(state)\(server)"])
    facts.append(["halted", halted(status["halted"])])
    facts.append(["rules", word(chain?["digest"])])
    if let error = chain?["error"]?.string { facts.append(["rules on disk", error]) }
    facts.append(["store", "\(word(status["store"]?["path"])), \(count(status["store"]?["records"], "record"))"])
    if let answers = status["answers"] {
      let counts = "\(word(answers["approved"])) approved, \(word(answers["rejected"])) rejected"
      facts.append(["answered", "\(counts) since the start"])
    }
    if let recording = status["recording"] {
      let amount = "\(count(recording["files"], "file")), \(count(recording["bytes"], "byte"))"
      let state = recording["error"]?.string ?? amount
      facts.append(["recording", "\(word(recording["folder"])), \(state), \(count(recording["lost"], "line")) lost"])
    }
    for override in status["overrides"]?.elements ?? [] {
      facts.append([
        "overridden",
        "\(word(override["entry"])) until \(word(override["until"])), by \(word(override["author"])): \(word(override["reason"]))",
      ])
    }
    if let candidate = status["candidate"] {
      let flips = "\(word(candidate["stricter"])) it would reject, \(word(candidate["looser"])) it would approve"
      let lost = candidate["lost"]?.number == "0" ? "" : ", \(word(candidate["lost"])) lost"
      facts.append([
        "candidate", "\(word(candidate["rules"])), \(count(candidate["signals"], "signal")): \(flips)\(lost)",
      ])
      if let error = candidate["error"]?.string { facts.append(["", error]) }
    }
    let outbox = status["outbox"]
    facts.append(["alerts", "\(word(outbox?["pending"])) pending, \(word(outbox?["failed"])) failed"])
    if let account = status["account"] {
      let age = account["age_ms"].map { ", \(word($0)) ms old" } ?? ""
      let amount = account["available_usd"]?.string.map { "$\($0)" } ?? "unknown"
      facts.append(["balance", "\(amount)\(age), of \(word(account["address"]))"])
    }
    var text = facts.text + "\n"
    if let feeds = status["feeds"]?.elements, !feeds.isEmpty {
      var table = TextTable([
        ("Feed", .left), ("Book", .left), ("State", .left), ("Mid", .right), ("Age ms", .right), ("Frames", .right),
      ])
      for feed in feeds {
        let state = feed["live"]?.bool == true ? "live" : "dead"
        table.append([
          word(feed["feed"]), word(feed["coin"]), feed["slow"]?.bool == true ? "\(state), slow" : state,
          word(feed["mid"]),
          word(feed["age_ms"]), word(feed["frames"]),
        ])
      }
      text += table.text + "\n"
    }
    if let contexts = status["contexts"]?.elements {
      var table = TextTable([("Context", .left), ("Funding an hour", .right), ("Oracle", .right), ("Age ms", .right)])
      for context in contexts {
        table.append([
          word(context["coin"]), word(context["funding_rate"]), word(context["oracle"]), word(context["age_ms"]),
        ])
      }
      text += table.text + "\n"
    }
    var entries = TextTable([
      ("Entry", .left), ("Rule", .left), ("In force", .left), ("Pass", .right), ("Reject", .right),
      ("Unavailable", .right),
    ])
    for entry in status["entries"]?.elements ?? [] {
      let inForce = entry["enabled"]?.bool == true ? word(entry["mode"]) : "off"
      entries.append([
        word(entry["id"]), word(entry["rule"]), inForce, word(entry["pass"]), word(entry["reject"]),
        word(entry["unavailable"]),
      ])
    }
    text += entries.text
    if let health = status["health"]?.elements, !health.isEmpty {
      var table = TextTable([
        ("Look at", .left), ("Line", .right), ("Finding", .left), ("Signals", .right), ("Since", .left),
      ])
      for finding in health {
        let since = finding["since"]?.whole.map { CivilTime(ms: $0).iso8601 } ?? ""
        let what = [word(finding["finding"]), word(finding["code"])].filter { !$0.isEmpty }.joined(separator: ": ")
        table.append([word(finding["id"]), word(finding["line"]), what, word(finding["count"]), since])
      }
      text += "\n" + table.text
    }
    return text
  }

  /// A time in its two largest units, as `6 min 24 s`.
  static func duration(ms: Int64) -> String {
    let seconds = ms / 1000
    let units: [(name: String, seconds: Int64)] = [("d", 86_400), ("h", 3600), ("min", 60), ("s", 1)]
    guard let first = units.firstIndex(where: { seconds >= $0.seconds }) else { return "\(ms) ms" }
    let large = "\(seconds / units[first].seconds) \(units[first].name)"
    guard first + 1 < units.count else { return large }
    return large + " \(seconds % units[first].seconds / units[first + 1].seconds) \(units[first + 1].name)"
  }

  private static func halted(_ halt: JSONValue?) -> String {
    guard let why = halt?["why"]?.string else { return "no" }
    let end = halt?["until"]?.whole.map { "until \(CivilTime(ms: $0).iso8601)" } ?? "until resumed"
    return "\(end): \(why)"
  }

  private static func count(_ value: JSONValue?, _ noun: String) -> String {
    let number = word(value)
    return "\(number) \(noun)\(number == "1" ? "" : "s")"
  }

  private static func word(_ value: JSONValue?) -> String { value?.string ?? value?.number ?? "" }
}
