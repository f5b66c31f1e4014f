#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif
internal import RuleEngine

/// Everything that ends a command before its work is done.
enum HostError: Error {
  /// The command line is wrong.
  case usage(UsageFault, command: String?)
  /// A file that is to be read cannot be.
  case cannotRead(path: String, errno: Int32)
  /// What stood as a file is a pipe, a device or a socket, which must not be waited for.
  case notAFile(path: String)
  /// The file of rules cannot be read.
  case noRules(path: String, errno: Int32)
  /// A report would take the place of a file that is none.
  case notAReport(path: String)
  /// The answer cannot be written.
  case cannotWrite(name: String, errno: Int32)
  /// A file was begun and cannot be written to its end.
  case cannotFinish(path: String, errno: Int32)
  /// `rules.json` is wrong.
  case configuration(ConfigurationFaults)
  /// A file of table tests is wrong.
  case tests(ConfigurationFaults)
  /// There is no file of table tests where they are looked for.
  case noTests(folder: String)
  /// A variable of the environment is wrong.
  case variable(name: String, text: String, expected: String)
  /// A line of `.env` is wrong.
  case dotEnv(path: String, line: Int, problem: String)
  /// The list of rule types is wrong.
  case registry(RuleRegistry.Fault)
  /// A recording cannot be begun.
  case cannotRecord(path: String, errno: Int32)
  /// A file that is to be a new one is there already, or one cannot be opened to be written.
  case cannotCreate(path: String, errno: Int32)
  /// The sources of a package have no list of rule types, or several.
  case noRuleList(folder: String, found: [String])
  /// No enabled entry reads a book.
  case nothingToRecord(rules: String)
  /// A compressed file cannot be read; the error is the system's where its program cannot be run.
  case compressed(path: String, errno: Int32?)
  /// A recording cannot be followed.
  case recording(path: String, line: Int, RecordingFault)
  /// The exchange's list of spot pairs cannot be used.
  case spotMeta(path: String, SpotCoinResolver.Fault)
  /// Another host listens on a socket.
  case listening(path: String)
  /// A socket cannot be made.
  case cannotListen(path: String, errno: Int32)
  /// A host cannot be asked.
  case cannotConnect(path: String, errno: Int32)
  /// The network, or the system's threads, cannot be used.
  case network(NetworkError)
  /// A host was asked and refused.
  case refusedByHost(String)
  /// The store refuses.
  case store(path: String, StoreError)
  /// A parameter cannot take the values that are asked for.
  case sweep(ParameterSweep.Fault)
  /// There is nothing to explain.
  case explain(ExplainFault)
}

/// What is wrong with a command line.
enum UsageFault: Error, Hashable {
  case unknownCommand(String, NearestName)
  case unknownOption(String, NearestName)
  case missingValue(option: String)
  case badValue(option: String, text: String, expected: String)
  /// What an option gives could not stand in the file that it is for.
  case refused(option: String, Diagnostic.Problem)
  case repeated(option: String)
  case missingOption(String, what: String)
  case excluded(option: String, by: String)
  case unexpectedArgument(String)
  case unknownRule(String, NearestName)
  case unknownBenchmark(String, NearestName)
  case badRuleName(String, RuleName.Fault)
  case noCommand
}

extension HostError {
  /// How the program ends.
  var exitCode: ExitCode {
    switch self {
    case .usage: .usage
    case .cannotRead(_, let code), .noRules(_, let code):
      code == ENOENT || code == EISDIR || code == ENOTDIR ? .noInput : .inputOutput
    case .notAReport, .cannotWrite, .cannotFinish, .listening, .cannotListen, .refusedByHost, .network, .cannotRecord,
      .cannotCreate:
      .inputOutput
    case .noRuleList, .notAFile: .noInput
    case .compressed(_, let code): code == nil ? .badInput : .inputOutput
    case .cannotConnect(_, let code): code == ENOENT ? .noInput : .inputOutput
    case .configuration, .variable, .dotEnv, .registry, .nothingToRecord: .configuration
    case .sweep(.refused): .configuration
    case .sweep: .usage
    case .recording, .spotMeta, .tests: .badInput
    case .explain(.damaged): .inputOutput
    case .explain, .noTests: .noInput
    case .store(_, let error):
      switch error {
      case .missing: .noInput
      case .otherKind, .notEmpty: .usage
      case .moved, .filesChanged, .foreign, .newer, .inUse, .lockUnavailable, .damaged, .planted, .sqlite: .inputOutput
      }
    }
  }
}
