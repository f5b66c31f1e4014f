internal import RuleEngine

/// `stats`: the daily statistics.
enum StatsCommand: Command {
  static let help = CommandHelp(
    name: "stats", summary: "the daily statistics, filtered", arguments: "",
    details: "A UTC day, network, symbol and base symbol a line. The table shows the last 20; --json gives all.",
    options: [.store] + OptionSpec.filters + [OptionSpec("--last", "N", "the last N lines"), .json],
    example: "entrygate stats --day 2026-03-25")

  static func run(_ arguments: Arguments, _ context: CommandContext) throws(HostError) -> ExitCode {
    try arguments.allowRest(0)
    let filter = try arguments.filter()
    let last = try arguments.count("--last")
    return try context.reading(arguments) { reader throws(StoreError) in
      let isJSON = arguments.has("--json")
      let rows = try reader.statistics(filter, last: last ?? (isJSON ? nil : 20))
      return isJSON ? rows.map(json).joined() : table(rows, filter)
    }
  }

  private static func json(_ row: StoreReader.DayStatistics) -> String {
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("day", row.day)
      writer.member("network", row.network)
      writer.member("symbol", row.symbol)
      if let baseSymbol = row.baseSymbol { writer.member("base_symbol", baseSymbol) }
      writer.member("entry_signals", row.entrySignals)
      writer.member("trades_approved", row.tradesApproved)
      writer.member("trades_rejected", row.tradesRejected)
    }
    return writer.text + "\n"
  }

  private static func table(_ rows: [StoreReader.DayStatistics], _ filter: StoreReader.Filter) -> String {
    if rows.isEmpty { return "no statistics match\(filter.caseHint)\n" }
    var table = TextTable([
      ("Day", .left), ("Network", .left), ("Symbol", .left), ("Base symbol", .left), ("Signals", .right),
      ("Approved", .right), ("Rejected", .right),
    ])
    for row in rows {
      table.append([
        row.day, row.network, row.symbol, row.baseSymbol ?? "", "\(row.entrySignals)", "\(row.tradesApproved)",
        "\(row.tradesRejected)",
      ])
    }
    let limits = filter.limits
    return table.text + (limits.isEmpty ? "" : "only what matches \(limits) is counted".printable + "\n")
  }
}
