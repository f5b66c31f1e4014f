#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif
internal import RuleEngine

/// `prune`: deletes the oldest records, and keeps the others provable.
enum PruneCommand: Command {
  static let help = CommandHelp(
    name: "prune", summary: "deletes the oldest records, and keeps the others provable", arguments: "--older-than SPAN",
    details: """
      A host may run on the store meanwhile. The hash of the last record that goes stays, and verify begins there. No
      record goes that the rules in the store look back on; entries that are open, and losses in a row, are carried over,
      and the daily statistics stay. Where what would go is not as it was written, nothing does. A signal whose record is
      gone is a new one when it is sent again. The file keeps its size: new records take the room.
      """,
    options: [
      OptionSpec("--older-than", "SPAN", "how old a record must be at least: 90d, 36h (s, m, h, d)"), .store,
      OptionSpec("--why", "TEXT", "the reason, as verify shows it; default the span"),
      OptionSpec(switch: "--dry-run", "says what would be done, and does nothing"),
    ],
    example: "entrygate prune --older-than 90d --store entrygate.sqlite --dry-run")

  static func run(_ arguments: Arguments, _ context: CommandContext) throws(HostError) -> ExitCode {
    try arguments.allowRest(0)
    let span = try arguments.required("--older-than", what: "how old a record must be at least, as 90d")
    guard let olderThanMs = TimeSpan.ms(span), olderThanMs > 0 else {
      throw arguments.badValue("--older-than", expected: "a span of time, as 90d or 36h (s, m, h, d)")
    }
    let path = arguments.value("--store") ?? "entrygate.sqlite"
    let nowMs = HostClock.system.wallMs()
    let request = Request(
      olderThanMs: olderThanMs, why: arguments.value("--why") ?? "older than \(span)",
      isDryRun: arguments.has("--dry-run"), nowMs: nowMs)
    let plan: PruningPlan
    var outcome: StorePruner.Outcome
    do {
      (plan, outcome) = try prepare(path, request, context)
      if !request.isDryRun, outcome.records > 0 { outcome = try prune(path, request, plan) }
    } catch {
      throw .store(path: path, error)
    }
    try context.output.write(text(outcome, plan, isDryRun: request.isDryRun))
    return .done
  }

  private struct Request {
    let olderThanMs: Int64
    let why: String
    let isDryRun: Bool
    let nowMs: Int64
  }

  /// Looks at what is to be done, and that all of it is whole. The reader goes before the first record does: while it
  /// looks at the store as it was, the log cannot be used anew.
  private static func prepare(
    _ path: String, _ request: Request, _ context: CommandContext
  ) throws(StoreError) -> (PruningPlan, StorePruner.Outcome) {
    let reader = try StoreReader(path: path)
    try reader.holdStill()
    let chains = try RecordedChains(reader, registry: context.registry)
    let plan = PruningPlan(
      olderThanMs: request.olderThanMs, reach: PruningPlan.Reach(chains),
      reportsExits: try StoreError.wrap { () throws(SQLiteError) in try StorePruner.reportsExits(reader.connection) },
      nowMs: request.nowMs)
    let preview = try StoreError.wrap { () throws(SQLiteError) in try StorePruner(reader.connection, plan).preview() }
    if preview.records > 0, let fault = try reader.fault(beforePruning: preview) { throw .damaged(fault) }
    return (plan, preview)
  }

  private static func prune(
    _ path: String, _ request: Request, _ plan: PruningPlan
  ) throws(StoreError) -> StorePruner.Outcome {
    let connection = try SQLiteVerdictStore.connectionBesideHost(path)
    let isHostRunning = StoreLock.isHeld(storePath: path)
    let outcome = try StoreError.wrap { () throws(SQLiteError) in
      var beganMs = HostClock.system.monotonicMs()
      return try StorePruner(connection, plan).prune(
        why: request.why, nowMs: request.nowMs, batchSize: isHostRunning ? 100 : 2000
      ) {
        guard isHostRunning else { return }
        // A host that waits for the store looks again after longer and longer pauses: it must find it free mostly.
        let tookMs = HostClock.system.monotonicMs() - beganMs
        _ = poll(nil, 0, Int32(min(max(20, 3 * tookMs), 2000)))
        beganMs = HostClock.system.monotonicMs()
      }
    }
    // A host takes a log that somebody cut for a lost one.
    if !isHostRunning { connection.emptyLog() }
    return outcome
  }

  private static func text(_ outcome: StorePruner.Outcome, _ plan: PruningPlan, isDryRun: Bool) -> String {
    var text = ""
    if plan.isHeldBackByRules {
      text += "records after \(CivilTime(ms: plan.cutoffMs).iso8601) stay: rules of the store look back on them\n"
    }
    let stay = "\(outcome.kept.of("record")) stay\(outcome.kept == 1 ? "s" : "")"
    if outcome.records == 0 { return text + "nothing to prune; \(stay)\n" }
    let carried = "\(outcome.carriedOpen) open and \(outcome.carriedClosed) closed entries are carried over"
    return text + (isDryRun ? "would prune " : "pruned ")
      + "\(outcome.records.of("record")), \(outcome.firstSeq) to \(outcome.lastSeq), and \(outcome.exits.of("exit")); "
      + "\(stay), \(carried)\n"
  }
}
