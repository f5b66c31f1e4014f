#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif
public import RuleEngine

/// The entry point of a gate binary.
///
/// A package of your own that depends on EntryGate has a gate of its own with one line:
///
/// ```swift
/// await EntryGate.main(rules: BuiltInRules.all + [MyRule.self])
/// ```
public enum EntryGate {
  /// The version, by https://semver.org.
  public static let version = "0.1.0"

  /// Runs the command that the process's arguments name, and ends the process with its exit code.
  ///
  /// - Parameter rules: the rule types that `rules.json` may name.
  public static func main(rules: [any EntryRule.Type]) async {
    // A reader that goes away is met where its stream is written, not by a signal that ends the process unsaid.
    signal(SIGPIPE, SIG_IGN)
    // So is a file that may not grow any more: a store is out of order then, and every answer says so.
    signal(SIGXFSZ, SIG_IGN)
    let output = TextOutput(descriptor: STDOUT_FILENO, name: "standard output")
    let errors = TextOutput(descriptor: STDERR_FILENO, name: "standard error")
    let code = CommandRunner(rules: rules, output: output, errors: errors)
      .run(Array(CommandLine.arguments.dropFirst()))
    // All is written, descriptor by descriptor. `exit` would take the libraries apart while threads of the network still
    // work with them: OpenSSL ends itself there (https://docs.openssl.org/3.0/man3/OPENSSL_init_crypto/).
    _exit(code.rawValue)
  }
}
