internal import RuleEngine

/// `verdicts`: the record.
enum VerdictsCommand: Command {
  static let help = CommandHelp(
    name: "verdicts", summary: "the recorded verdicts, filtered", arguments: "",
    details: "The table shows the last 20 unless --last says otherwise; --json gives all.",
    options: [.store] + OptionSpec.filters + [OptionSpec("--last", "N", "the last N of them"), .json],
    example: "entrygate verdicts --pair 'PURR|HYPE' --action rejected --last 5")

  static func run(_ arguments: Arguments, _ context: CommandContext) throws(HostError) -> ExitCode {
    try arguments.allowRest(0)
    let filter = try arguments.filter()
    let last = try arguments.count("--last")
    return try context.reading(arguments) { reader throws(StoreError) in
      arguments.has("--json") ? try json(reader, filter, last) : try table(reader, filter, last ?? 20)
    }
  }

  private static func json(
    _ reader: StoreReader, _ filter: StoreReader.Filter, _ last: Int?
  ) throws(StoreError) -> String {
    var text = ""
    try reader.forEachVerdict(filter, last: last) { row in
      // The verdict is an object that is not empty: the two members follow its last.
      text += "\(row.verdict.dropLast()),\"prev\":\"\(row.previousHash)\",\"hash\":\"\(row.hash)\"}\n"
    }
    return text
  }

  private static func table(
    _ reader: StoreReader, _ filter: StoreReader.Filter, _ last: Int
  ) throws(StoreError) -> String {
    var table = TextTable([
      ("Seq", .right), ("Time", .left), ("Signal", .left), ("Pair", .left), ("Side", .left), ("Action", .left),
      ("Rule", .left), ("Code", .left), ("Reason", .left),
    ])
    var count = 0
    try reader.forEachVerdict(filter, last: last) { row in
      count += 1
      table.append([
        "\(row.seq)", CivilTime(ms: row.timeMs).iso8601, row.signalID, row.pair, row.direction, row.action,
        row.rule ?? "", row.code ?? "", row.reason ?? "",
      ])
    }
    return count == 0 ? "no verdict matches\(filter.caseHint)\n" : table.text
  }
}

extension StoreReader.Filter {
  /// What to try where nothing matches: names are compared with their case.
  var caseHint: String {
    let given = [("--pair", pair), ("--coin", coin)].compactMap { name, value in value.map { (name, $0) } }
    let hints = given.filter { $1 != $1.uppercased() }.map { "\($0) '\($1.uppercased())'" }
    return hints.isEmpty ? "" : "; case matters: try \(hints.joined(separator: " "))"
  }

  /// What the counts are limited to beside the day; empty where to nothing.
  var limits: String {
    [("--pair", pair), ("--coin", coin), ("--rule", rule), ("--action", action)]
      .compactMap { name, value in value.map { "\(name) \($0)" } }.joined(separator: " ")
  }
}

extension CommandContext {
  /// Opens the store that is asked for, and writes what `body` makes of it.
  func reading(
    _ arguments: Arguments, _ body: (StoreReader) throws(StoreError) -> String
  ) throws(HostError) -> ExitCode {
    let path = arguments.value("--store") ?? "entrygate.sqlite"
    let text: String
    do {
      text = try body(StoreReader(path: path))
    } catch {
      throw .store(path: path, error)
    }
    try output.write(text)
    return .done
  }
}
