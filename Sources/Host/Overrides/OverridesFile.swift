internal import RuleEngine

/// The overrides that stand beside a file of rules.
struct OverridesFile {
  let path: String
  /// Whether somebody has named it: then it must be there.
  let isNamed: Bool

  /// - Parameters:
  ///   - name: the file that was named; nil for `overrides.json` in the folder of the rules, where there is one.
  ///   - rulesPath: where the rules stand.
  init(named name: String?, rulesPath: String) {
    let folder = rulesPath.lastIndex(of: "/").map { rulesPath[...$0] } ?? ""
    path = name ?? folder + "overrides.json"
    isNamed = name != nil
  }

  /// Its text; nil where there is none and none was named.
  func source() throws(HostError) -> SourceText? {
    guard isNamed || StoreReader.exists(path) else { return nil }
    // A running host reads it too, and must not wait as it would for a pipe.
    return SourceText(name: path, bytes: try FileBytes.read(path: path, takesOpen: false))
  }

  /// The rules with their overrides.
  func applied(to chain: RuleChain) throws(HostError) -> RuleChain {
    guard let source = try source() else { return chain }
    do {
      return chain.overridden(by: try OverridesLoader(for: chain).load(source))
    } catch {
      throw .configuration(error)
    }
  }
}

extension OptionSpec {
  static let overrides = OptionSpec(
    "--overrides", "PATH", "which entries do not block; default overrides.json beside the rules, if it is there")
}

extension CommandContext {
  /// The rules that are asked for, with the overrides beside them.
  func chainInForce(_ arguments: Arguments, path: String) throws(HostError) -> RuleChain {
    try OverridesFile(named: arguments.value("--overrides"), rulesPath: path).applied(to: chain(path: path))
  }
}
