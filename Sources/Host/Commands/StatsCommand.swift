internal import RuleEngine

/// `stats`: the daily statistics.
enum StatsCommand: Command {
  static let help = CommandHelp(
    name: "stats", summary: "the daily statistics, filtered", arguments: "",
    details: """
      A UTC day, network, symbol and base symbol a line. The table shows the last 20; --json and --csv give all. A TIME is
      one as 2026-03-25T09:00:00Z, a UTC day, milliseconds since 1970, or a while before now, as -90m (s, m, h, d).
      """,
    options: [.store] + OptionSpec.filters + [OptionSpec("--last", "N", "the last N lines"), .json, .csv],
    example: "entrygate stats --from 2026-03-01 --to 2026-04-01 --csv")

  static func run(_ arguments: Arguments, _ context: CommandContext) throws(HostError) -> ExitCode {
    try arguments.allowRest(0)
    let filter = try arguments.filter(nowMs: HostClock.system.wallMs())
    let listing = Listing<StoreReader.DayStatistics>(
      columns: [
        ("Day", .left), ("Network", .left), ("Symbol", .left), ("Base symbol", .left), ("Signals", .right),
        ("Approved", .right), ("Rejected", .right),
      ],
      cells: { row in
        [
          row.day, row.network, row.symbol, row.baseSymbol ?? "", "\(row.entrySignals)", "\(row.tradesApproved)",
          "\(row.tradesRejected)",
        ]
      },
      json: json,
      fields: [
        "day", "network", "symbol", "base_symbol", "entry_signals", "trades_approved", "trades_rejected",
      ],
      csv: { row in
        [
          .text(row.day), .text(row.network), .text(row.symbol), .text(row.baseSymbol), .number("\(row.entrySignals)"),
          .number("\(row.tradesApproved)"), .number("\(row.tradesRejected)"),
        ]
      },
      filter: filter, nothing: "no statistics match",
      footnote: filter.limits.isEmpty ? "" : "only what matches \(filter.limits) is counted".printable + "\n",
      prunedRemark: filter.asksForVerdicts ? "and are not counted by these filters" : nil,
      uncounted: { reader throws(StoreError) in filter.asksForVerdicts ? try reader.verdictsWithoutSignal(filter) : [] }
    )
    return try context.list(arguments, as: listing) { reader, last throws(StoreError) in
      var rows = try reader.statistics(filter, last: last).makeIterator()
      return { () throws(StoreError) in rows.next() }
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
    return writer.text
  }
}
