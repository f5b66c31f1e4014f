internal import RuleEngine

/// `verdicts`: the record.
enum VerdictsCommand: Command {
  static let help = CommandHelp(
    name: "verdicts", summary: "the recorded verdicts, filtered", arguments: "",
    details: """
      The table shows the last 20 unless --last says otherwise; --json and --csv give all. A TIME is one as
      2026-03-25T09:00:00Z, a UTC day, milliseconds since 1970, or a while before now, as -90m (s, m, h, d).
      """,
    options: [.store] + OptionSpec.filters + [OptionSpec("--last", "N", "the last N of them"), .json, .csv],
    example: "entrygate verdicts --pair 'PURR|HYPE' --action rejected --from -2h --last 5")

  static func run(_ arguments: Arguments, _ context: CommandContext) throws(HostError) -> ExitCode {
    try arguments.allowRest(0)
    let filter = try arguments.filter(nowMs: HostClock.system.wallMs())
    // A column that most verdicts leave empty; who asks for overrides wants to know whose they are.
    let isOverridden = filter.isOverridden
    let listing = Listing<StoreReader.Row>(
      columns: [
        ("Seq", .right), ("Time", .left), ("Signal", .left), ("Pair", .left), ("Side", .left), ("Action", .left),
        ("Rule", .left), ("Code", .left), ("Reason", .left),
      ] + (isOverridden ? [("Overridden", .left)] : []),
      cells: { row in
        [
          "\(row.seq)", CivilTime(ms: row.timeMs).iso8601, row.signalID, row.pair, row.direction, row.action,
          row.rule ?? "", row.code ?? "", row.reason ?? "",
        ] + (isOverridden ? [row.overridden] : [])
      },
      json: json,
      fields: [
        "seq", "time", "signal_id", "pair", "coin", "direction", "strategy", "action", "stage", "rule", "code",
        "reason",
      ] + (isOverridden ? ["overridden"] : []),
      csv: { row in
        [
          .number("\(row.seq)"), .text(CivilTime(ms: row.timeMs).iso8601), .text(row.signalID), .text(row.pair),
          .text(row.coin), .text(row.direction), .text(row.strategy), .text(row.action), .text(row.stage),
          .text(row.rule), .text(row.code), .text(row.reason),
        ] + (isOverridden ? [.text(row.overridden)] : [])
      },
      filter: filter, nothing: "no verdict matches", unreadable: { $0.isReadable ? nil : $0.seq })
    return try context.list(arguments, as: listing) { reader, last throws(StoreError) in
      try reader.verdicts(filter, last: last)
    }
  }

  private static func json(_ row: StoreReader.Row) -> String {
    var hashes = JSONWriter()
    hashes.object { writer in
      writer.member("prev", row.previousHash)
      writer.member("hash", row.hash)
    }
    // The verdict of a row that can be read is an object that is not empty: the two members follow its last.
    return "\(row.verdict.dropLast()),\(hashes.text.dropFirst())"
  }
}

extension StoreReader.Row {
  /// Which entries overrides lifted, and who answers for them: `purr-futures-spot-arb by mei`.
  fileprivate var overridden: String {
    let lifts = (try? JSONValue(parsing: Array(verdict.utf8)))?["overrides"]?.elements ?? []
    return lifts.map { "\($0["id"]?.string ?? "?") by \($0["author"]?.string ?? "?")" }.joined(separator: ", ")
  }
}

extension StoreReader.Filter {
  /// What the counts are limited to; empty where to nothing but days.
  var limits: String { asksForVerdicts ? allLimits : "" }

  /// All that the records are limited to, as options; empty where to nothing.
  var allLimits: String {
    let isDay = fromMs.map { $0 % CivilTime.msOfDay == 0 && toMs == $0 + CivilTime.msOfDay } ?? false
    let texts = [
      ("--day", isDay ? fromMs.map { CivilTime(ms: $0).date } : nil), ("--pair", pair), ("--coin", coin),
      ("--rule", rule), ("--action", action), ("--code", code), ("--direction", direction?.rawValue),
      ("--strategy", strategy), ("--from", isDay ? nil : fromMs.map { CivilTime(ms: $0).iso8601 }),
      ("--to", isDay ? nil : toMs.map { CivilTime(ms: $0).iso8601 }),
    ]
    let words = texts.compactMap { name, value in value.map { "\(name) \($0)" } }
    return (words + (isOverridden ? ["--overridden"] : [])).joined(separator: " ")
  }
}
