internal import RuleEngine

/// `rules.json` as a running host reads it again and again, with its overrides.
struct RulesFile {
  let path: String
  /// Nil of a candidate's, which has none.
  let overrides: OverridesFile?
  let registry: RuleRegistry
  let environment: [String: String]

  /// The rules of a candidate.
  init(candidate path: String, registry: RuleRegistry, environment: [String: String]) {
    self.path = path
    overrides = nil
    self.registry = registry
    self.environment = environment
  }

  /// - Parameter overrides: the file of overrides, where another one than that beside the rules is named.
  init(path: String, overrides: String? = nil, registry: RuleRegistry, environment: [String: String]) {
    self.path = path
    self.overrides = OverridesFile(named: overrides, rulesPath: path)
    self.registry = registry
    self.environment = environment
  }

  /// What a reading gave.
  enum Reading {
    case chain(RuleChain)
    /// The faults, a line each.
    case faults([String])
  }

  /// Reads the file. The host's loop calls it, so that it must not wait, as it would for a pipe.
  func read() -> Reading {
    do {
      let source = SourceText(name: path, bytes: try FileBytes.read(path: path, takesOpen: false))
      let chain = try ChainLoader(registry: registry, environment: environment).load(source)
      return .chain(try overrides?.applied(to: chain) ?? chain)
    } catch let faults as ConfigurationFaults {
      return .faults(faults.diagnostics.map(\.description))
    } catch HostError.configuration(let faults) {
      return .faults(faults.diagnostics.map(\.description))
    } catch {
      return .faults(["\(error)"])
    }
  }
}

/// Which rules are in force, since when, and what stands in the file if it is something else.
struct RulesState {
  let digest: String
  /// How often rules were put in force, the first time included.
  let generation: Int
  let loadedAtMs: Int64
  /// What is wrong with the file since then; nil while nothing is.
  var error: String?
}
