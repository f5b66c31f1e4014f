internal import RuleEngine

/// `exits`: which entries were closed, with what result, and which are open.
enum ExitsCommand: Command {
  static let help = CommandHelp(
    name: "exits", summary: "the reported exits with the entries they close, or the entries that are open",
    arguments: "",
    details: """
      Times are those of the exits; with --open those of the approvals, of entries without an exit. The table shows the
      last 20; --json and --csv give all. A TIME is one as 2026-03-25T09:00:00Z, a UTC day, milliseconds since 1970, or a
      while before now, as -90m (s, m, h, d).
      """,
    options: [.store, OptionSpec(switch: "--open", "the approved entries whose exits were not reported")]
      + OptionSpec.entryFilters + [OptionSpec("--last", "N", "the last N of them"), .json, .csv],
    example: "entrygate exits --open --coin PURR --to -1d")

  static func run(_ arguments: Arguments, _ context: CommandContext) throws(HostError) -> ExitCode {
    try arguments.allowRest(0)
    let filter = try arguments.filter(nowMs: HostClock.system.wallMs())
    let areOpen = arguments.has("--open")
    let listing = Listing<StoreReader.ApprovedEntry>(
      columns: [
        ("Seq", .right), ("Signal", .left), ("Pair", .left), ("Side", .left), ("Strategy", .left), ("Approved", .left),
        ("Closed", .left), ("Held", .left), ("PnL USD", .right),
      ],
      cells: { entry in
        [
          "\(entry.seq)", entry.signalID, entry.pair, entry.direction, entry.strategy ?? "",
          CivilTime(ms: entry.approvedMs).iso8601, entry.closure.map { CivilTime(ms: $0.closedMs).iso8601 } ?? "open",
          entry.closure.map { StatusCommand.duration(ms: $0.heldMs) } ?? "", entry.closure?.pnlUSD ?? "",
        ]
      },
      json: json,
      fields: [
        "seq", "signal_id", "pair", "coin", "direction", "strategy", "approved", "closed", "held_ms", "pnl_usd",
      ],
      csv: { entry in
        [
          .number("\(entry.seq)"), .text(entry.signalID), .text(entry.pair), .text(entry.coin), .text(entry.direction),
          .text(entry.strategy), .text(CivilTime(ms: entry.approvedMs).iso8601),
          .text(entry.closure.map { CivilTime(ms: $0.closedMs).iso8601 }),
          .number(entry.closure.map { "\($0.heldMs)" }), .number(entry.closure?.pnlUSD),
        ]
      },
      filter: filter, nothing: "no \(areOpen ? "open entry" : "exit") matches")
    return try context.list(arguments, as: listing) { reader, last throws(StoreError) in
      try reader.entries(filter, areOpen: areOpen, last: last)
    }
  }

  private static func json(_ entry: StoreReader.ApprovedEntry) -> String {
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("seq", entry.seq)
      writer.member("signal_id", entry.signalID)
      writer.member("pair", entry.pair)
      writer.member("coin", entry.coin)
      writer.member("direction", entry.direction)
      if let strategy = entry.strategy { writer.member("strategy", strategy) }
      writer.member("approved", entry.approvedMs)
      guard let closure = entry.closure else { return }
      writer.member("closed", closure.closedMs)
      writer.member("held_ms", closure.heldMs)
      writer.member("pnl_usd", closure.pnlUSD)
    }
    return writer.text
  }
}
