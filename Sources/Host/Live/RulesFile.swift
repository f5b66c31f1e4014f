internal import RuleEngine

/// `rules.json` as a running host reads it again and again.
struct RulesFile {
  let path: String
  let registry: RuleRegistry
  let environment: [String: String]

  /// What a reading gave.
  enum Reading {
    case chain(RuleChain)
    /// The faults, a line each.
    case faults([String])
  }

  /// Reads the file. The host's loop calls it, so that it must not wait, as it would for a pipe.
  func read() -> Reading {
    do {
      let source = SourceText(name: path, bytes: try FileBytes.read(path: path, neverWaits: true))
      return .chain(try ChainLoader(registry: registry, environment: environment).load(source))
    } catch let faults as ConfigurationFaults {
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
