#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif
internal import RuleEngine

/// `test`: table tests of the rules.
enum TestCommand: Command {
  static let help = CommandHelp(
    name: "test", summary: "table tests of the rules, their boundaries, and what they have not seen",
    arguments: "[FILE...]",
    details: """
      A file holds cases: a signal as evaluate takes it, and what is to be said of it. Without a FILE, all *.tests.json
      beside rules.json, or --rules, are run. The rules see the variables of the file's "env" and no others.
      Of the cases, others are made for each rule: every input is moved to where the outcome changes, and taken away or
      made too old where the rule needs it. A rule that passes then, whose margin contradicts its outcome, or whose
      parameter tightens in no one direction is at fault.
      The last table counts the outcomes seen of each entry, by written cases and (behind +) by generated ones.
      The exit code is 1 where a case does not hold, a rule is at fault or less is seen than --min-coverage wants.
      """,
    options: [
      OptionSpec("--rules", "PATH", "the rules to test, in place of those that the files name"),
      OptionSpec("--min-coverage", "PERCENT", "the share of outcomes that written cases must see, of all there can be"),
      OptionSpec("--junit", "FILE", "writes the results as JUnit XML, too"), .language, .json,
    ],
    example: "entrygate test Examples/purr.tests.json --min-coverage 90 --junit results.xml")

  static func run(_ arguments: Arguments, _ context: CommandContext) throws(HostError) -> ExitCode {
    let language = try context.language(arguments)
    let minPercent = try arguments.count("--min-coverage", upTo: 100)
    let rules = arguments.value("--rules")
    let files = arguments.rest.isEmpty ? try files(beside: rules ?? "rules.json") : arguments.rest
    // What is wrong with a file is said before any of them is run.
    var tables: [TestTable] = []
    for file in files { tables.append(try table(file, rules: rules, context)) }
    if let path = arguments.value("--junit"), let identity = FileIdentity(path: path, followsLinks: true),
      tables.contains(where: { table in
        [table.file, table.rules].contains { FileIdentity(path: $0, followsLinks: true) == identity }
      })
    {
      throw arguments.badValue("--junit", expected: "a file of its own, not one that is tested")
    }
    let isShown = context.errors.isTerminal
    let show = { (text: String) in
      guard isShown else { return }
      try? context.errors.write("\r\u{1B}[K\(text.printable)")
      try? context.errors.flush()
    }
    var run = TestRun()
    for table in tables { run.run(table, language: language, progress: show) }
    show("")
    if arguments.has("--json") {
      for line in run.jsonLines { try context.output.writeLine(line) }
    } else {
      try context.output.write(run.text)
    }
    if let path = arguments.value("--junit") {
      try FileBytes.write(Array(JUnitReport(run, minPercent: minPercent).text.utf8), path: path)
    }
    // The summary stands behind what it sums up.
    try context.output.flush()
    try context.errors.write(run.summary + "\n")
    var code = run.failureCount + run.findingCount == 0 ? ExitCode.done : .found
    if let minPercent, run.percent < minPercent {
      try context.errors.write(TestRun.shortfall(run.percent, minPercent) + "\n")
      code = .found
    }
    return code
  }

  private static func table(
    _ file: String, rules: String?, _ context: CommandContext
  ) throws(HostError) -> TestTable {
    let source = SourceText(name: file, bytes: try FileBytes.read(path: file))
    var reader: TableReader
    do {
      reader = try TableReader(source)
    } catch {
      throw .tests(error)
    }
    // The machine's own variables must not decide what a test says.
    let isolated = CommandContext(
      registry: context.registry, environment: Environment(variables: reader.environment), output: context.output,
      errors: context.errors)
    let path = rules ?? sibling(of: file, reader.rules)
    let chain = try isolated.chain(path: path)
    do {
      return TestTable(file: file, rules: path, chain: chain, cases: try reader.cases(chain))
    } catch {
      throw .tests(error)
    }
  }

  private static func sibling(of file: String, _ path: String) -> String {
    guard !path.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return path }
    return file[...slash] + path
  }

  private static func files(beside rules: String) throws(HostError) -> [String] {
    let folder = rules.lastIndex(of: "/").map { String(rules[...$0]) } ?? "."
    let files = try FolderListing.names(in: folder).filter { $0.hasSuffix(".tests.json") }
    if files.isEmpty { throw .noTests(folder: folder) }
    return files.map { sibling(of: rules, $0) }
  }
}
