#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif
internal import RuleEngine

/// Where benchmarks run: the rule types there are, and a folder for files, which is removed at the end.
final class BenchPlace {
  let registry: RuleRegistry
  /// The folder.
  let folder: String
  private var names: Set<String> = []

  /// Makes a new folder inside `parent`, whose disk is the one that is measured.
  init(registry: RuleRegistry, parent: String) throws(HostError) {
    self.registry = registry
    var template = Array("\(parent)/entrygate-bench-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw .cannotCreate(path: parent, errno: errno) }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    for name in names { unlink("\(folder)/\(name)") }
    rmdir(folder)
  }

  /// The path of a file in the folder, which goes when the folder goes.
  func path(_ name: String) -> String {
    names.insert(name)
    return "\(folder)/\(name)"
  }

  /// The path of a store in the folder; the files that SQLite keeps beside it go with it.
  func storePath(_ name: String) -> String {
    for suffix in ["-wal", "-shm", "-journal", "-lock"] { names.insert(name + suffix) }
    return path(name)
  }

  /// The chain of a text of rules.
  func chain(_ rules: String) throws(HostError) -> RuleChain {
    let source = SourceText(name: "bench.json", bytes: Array(rules.utf8))
    do {
      return try ChainLoader(registry: registry, environment: [:]).load(source)
    } catch {
      throw .configuration(error)
    }
  }
}
