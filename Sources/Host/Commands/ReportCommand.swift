internal import RuleEngine

/// `report`: what a store holds, as a page.
enum ReportCommand: Command {
  static let help = CommandHelp(
    name: "report", summary: "what a store holds as a page: charts, outcomes, margins, outages, statistics",
    arguments: "",
    details: """
      One file of HTML that needs nothing else and loads nothing: no script, no font, no image. The same records give the
      same bytes. A report takes the place of an earlier one, and of no other file.
      A TIME is one as 2026-03-25T09:00:00Z, a UTC day, which is its first moment, milliseconds since 1970, or a while
      before now, as -90m (s, m, h, d).
      """,
    options: [.store, OptionSpec("--out", "FILE", "where it is written; default report.html")] + OptionSpec.filters + [
      .language
    ],
    example: "entrygate report --day 2026-03-25 --out report.html --lang en")

  static func run(_ arguments: Arguments, _ context: CommandContext) throws(HostError) -> ExitCode {
    try arguments.allowRest(0)
    let words = ReportWords(language: try context.language(arguments))
    let filter = try arguments.filter(nowMs: HostClock.system.wallMs())
    let file = arguments.value("--out") ?? "report.html"
    let isNew = !StoreReader.exists(file)
    if !isNew { try requireReport(file) }
    let store = arguments.value("--store") ?? "entrygate.sqlite"
    let report: Report
    do {
      report = try StoreReader(path: store).report(filter, ExplanationReader(registry: context.registry))
    } catch {
      throw .store(path: store, error)
    }
    let bytes = ReportPage(report: report, words: words).bytes
    try FileBytes.write(bytes, path: file)
    try context.errors.write(summary(report, file: file).printable + "\n")
    if report.unreadable.isEmpty { return .done }
    try context.errors.write(words.unreadable(report.unreadable) + "\n")
    return .badInput
  }

  private static func summary(_ report: Report, file: String) -> String {
    let approved = report.approvedCount
    let all = report.marks.count
    let pruned = all == 0 ? report.pruning.map { "; \($0.words(.en))" } ?? "" : ""
    return "\(all.of("signal")), \(approved) approved, \(all - approved) rejected: \(file)\(pruned)"
  }

  /// Makes sure that what is there was written by this command.
  private static func requireReport(_ path: String) throws(HostError) {
    let bytes: [UInt8]
    do {
      bytes = try FileBytes.read(path: path, takesOpen: false)
    } catch {
      // A device, a folder, or a file too large to be one.
      throw .notAReport(path: path)
    }
    let signature = "\(ReportPage.signature)".utf8
    // An empty file holds nothing that could be lost.
    guard bytes.isEmpty || bytes.starts(with: signature) else { throw .notAReport(path: path) }
  }
}
