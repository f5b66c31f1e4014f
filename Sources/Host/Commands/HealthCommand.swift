#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif
internal import RuleEngine

/// `health`: which entries of the rules somebody should look at.
enum HealthCommand: Command {
  static let help = CommandHelp(
    name: "health", summary: "which entries block all, have no data, never block, or are never asked", arguments: "",
    details: """
      Reads the record, which a running host may be writing. A habit is what all of the last --last outcomes have in common,
      or at least three where they span a day. Near are passes and rejections within a tenth of the threshold. The line is
      that of --rules. With a finding the exit code is 1. A running host says the same in status, its log and its alerts.
      """,
    options: [
      .rules, .store, OptionSpec("--last", "N", "how many outcomes in a row are a habit; default 20"),
      OptionSpec("--idle", "DAYS", "how long an entry may block nothing; default 7"), .language, .json,
    ],
    example: "entrygate health --store entrygate.sqlite --rules rules.json")

  static func run(_ arguments: Arguments, _ context: CommandContext) throws(HostError) -> ExitCode {
    try arguments.allowRest(0)
    var limits = HealthLimits()
    if let last = try arguments.count("--last", upTo: 1_000_000) { limits.inARow = last }
    if let idleMs = try arguments.durationMs("--idle", unitMs: 86_400_000) { limits.idleMs = idleMs }
    limits.atLeast = min(limits.atLeast, limits.inARow)
    let words = HealthWords(language: try context.language(arguments))
    let rulesPath = arguments.value("--rules") ?? "rules.json"
    let chain = try context.chain(path: rulesPath)
    let path = arguments.value("--store") ?? "entrygate.sqlite"
    let health: GateHealth
    let last: Explanation?
    let unreadable: [Int64]
    let pruning: Pruning?
    do {
      let reader = try StoreReader(path: path)
      (health, last, unreadable) = try RecordedHealth.read(reader, chain, context.registry)
      pruning = try reader.lastPruning()
    } catch {
      throw .store(path: path, error)
    }
    if !unreadable.isEmpty { try context.errors.write(LocalizedText.unreadable(unreadable)[.en] + "\n") }
    guard let last else {
      let why = pruning.map { ": \($0.words(.en))" } ?? " yet"
      if unreadable.isEmpty { try context.errors.write("\(path.printable) holds no verdict\(why)\n") }
      return unreadable.isEmpty ? .done : .badInput
    }
    // Of a host that is idle the record is as old as its last signal; what has lasted is what the record has seen.
    let findings = health.findings(limits, nowMs: last.timeMs)
    if last.digest != chain.digest {
      try context.errors.write(
        "\(rulesPath.printable) is not what gave the last verdict, and its lines may be others\n")
    }
    if arguments.has("--json") {
      try context.output.write(json(chain, health, findings))
    } else {
      try context.output.write(table(chain, health).text)
      if !findings.isEmpty { try context.output.write("\n") }
      for finding in findings {
        try context.output.write("\(rulesPath):\(finding.line ?? 1): \(words.line(finding))".printable + "\n")
      }
    }
    return !unreadable.isEmpty ? .badInput : findings.isEmpty ? .done : .found
  }

  private static func table(_ chain: RuleChain, _ health: GateHealth) -> TextTable {
    var table = TextTable([
      ("Entry", .left), ("In force", .left), ("Asked", .right), ("Pass", .right), ("Reject", .right),
      ("Unavailable", .right), ("Allowed", .right), ("Near passes", .right), ("Near rejections", .right),
      ("Line", .right),
    ])
    for (place, entry) in chain.entries.enumerated() {
      let said = health[place]
      let inForce = entry.isEnabled ? (entry.mode == .shadow ? "shadow" : "enforced") : "off"
      table.append([
        entry.id, inForce, "\(said.asked)", "\(said.passes)", "\(said.rejections)", "\(said.unavailable)",
        "\(said.allowed)", share(said.nearPasses, of: said.passes), share(said.nearRejections, of: said.rejections),
        "\(entry.node.position.line)",
      ])
    }
    return table
  }

  /// A count, and what part of another one it is, in whole percents.
  private static func share(_ count: Int, of all: Int) -> String {
    all == 0 ? "" : "\(count) (\((count * 100 + all / 2) / all) %)"
  }

  private static func json(_ chain: RuleChain, _ health: GateHealth, _ findings: [HealthFinding]) -> String {
    var writer = JSONWriter()
    writer.object { writer in
      writer.key("entries")
      writer.array { writer in
        for (place, entry) in chain.entries.enumerated() {
          let said = health[place]
          writer.object { writer in
            writer.member("id", entry.id)
            writer.member("mode", entry.mode.rawValue)
            writer.member("enabled", entry.isEnabled)
            writer.member("pass", Int64(said.passes))
            writer.member("reject", Int64(said.rejections))
            writer.member("unavailable", Int64(said.unavailable))
            writer.member("allowed", Int64(said.allowed))
            writer.member("near_passes", Int64(said.nearPasses))
            writer.member("near_rejections", Int64(said.nearRejections))
            writer.member("line", Int64(entry.node.position.line))
          }
        }
      }
      writer.key("findings")
      writer.array { writer in for finding in findings { writer.object { $0.finding(finding) } } }
    }
    return writer.text + "\n"
  }
}
