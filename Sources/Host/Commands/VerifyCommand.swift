internal import RuleEngine

/// `verify`: whether the record is what was written, and follows from what was seen.
enum VerifyCommand: Command {
  static let help = CommandHelp(
    name: "verify", summary: "whether the record is as it was written, and every verdict follows from its inputs",
    arguments: "",
    details: """
      Follows the chains of hashes, compares the columns and the daily statistics with the records, and evaluates every
      verdict again from what is recorded with it: it is the same, byte for byte, or a line says where it is not. The
      store keeps the text of the rules; for records of a version that did not, name the files with --rules, as they
      were, and with the variables that they had. A host may write meanwhile. The exit code is 1 where something is found.
      """,
    options: [
      .store, OptionSpec("--rules", "FILE...", isList: true, "rules that the store has no text of"),
      OptionSpec(switch: "--json", "JSON, a line for each fault, and one that sums up"),
    ],
    example: "entrygate verify --store entrygate.sqlite")

  /// So many faults are listed for people.
  private static let maxListed: Int64 = 100

  static func run(_ arguments: Arguments, _ context: CommandContext) throws(HostError) -> ExitCode {
    try arguments.allowRest(0)
    var handedIn: [RuleChain] = []
    for path in arguments.list("--rules") { handedIn.append(try context.chain(path: path)) }
    let worker: WorkerPool
    do { worker = try WorkerPool(threads: 1) } catch { throw .network(error) }
    let path = arguments.value("--store") ?? "entrygate.sqlite"
    let isJSON = arguments.has("--json")
    let summary: VerificationSummary
    do {
      summary = try verify(path, handedIn, isJSON: isJSON, context, on: worker)
    } catch {
      throw .store(path: path, error)
    }
    if isJSON {
      try context.output.writeLine(summary.json)
    } else {
      if summary.faultCount > maxListed {
        try context.output.write("… and \(summary.faultCount - maxListed) more; --json lists all\n")
      }
      try context.output.write(summary.text)
    }
    return summary.faultCount == 0 ? .done : .found
  }

  private static func verify(
    _ path: String, _ handedIn: [RuleChain], isJSON: Bool, _ context: CommandContext, on worker: WorkerPool
  ) throws(StoreError) -> VerificationSummary {
    let reader = try StoreReader(path: path)
    try reader.holdStill(toVerify: true)
    let total = try reader.verdictCount()
    let chains = try RecordedChains(reader, handedIn: handedIn, registry: context.registry)
    let progress = ProgressBar(context.errors, total: total, of: "records")
    var listed: Int64 = 0
    var verification = try Verification(reader, chains: chains) { fault in
      listed += 1
      if isJSON {
        try? context.output.writeLine(fault.json)
      } else if listed <= maxListed {
        try? context.output.write("\(fault)".printable + "\n")
      }
    }
    try verification.run(on: worker) { progress.show($0) }
    progress.clear()
    return verification.summary
  }
}
