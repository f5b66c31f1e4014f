#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A package that rules are added to: the file with the list of its rule types, and where its tests are.
///
/// The list is the one array in `Sources` that begins with a line ending in `[any EntryRule.Type] = [` and has a line for each
/// type, in alphabetical order. The rules stand beside it, their tests in `Tests/MODULETests`.
struct RulePackage {
  /// The package's folder, as it was given.
  let folder: String
  /// The module of the rules, a folder of `Sources`.
  let module: String
  /// The file with the list, below `folder`.
  let listPath: String
  /// The text of that file.
  let list: String

  /// Finds the list.
  ///
  /// - Throws: `HostError.noRuleList` where there is none, or more than one.
  init(folder: String) throws(HostError) {
    self.folder = folder
    var found: [(module: String, path: String, text: String)] = []
    for module in (try? FolderListing.names(in: "\(folder)/Sources")) ?? [] {
      for name in (try? FolderListing.names(in: "\(folder)/Sources/\(module)")) ?? [] where name.hasSuffix(".swift") {
        let path = "Sources/\(module)/\(name)"
        guard let bytes = try? FileBytes.read(path: "\(folder)/\(path)", takesOpen: false),
          let text = String(validating: bytes, as: UTF8.self)
        else { continue }
        if RulePackage.holdsList(text) { found.append((module, path, text)) }
      }
    }
    guard let only = found.first, found.count == 1 else {
      throw .noRuleList(folder: folder, found: found.map(\.path))
    }
    (module, listPath, list) = only
  }

  /// Where the rule goes, below `folder`.
  func rulePath(_ name: RuleName) -> String { "Sources/\(module)/\(name.typeName).swift" }

  /// Where its tests go, below `folder`.
  func testPath(_ name: RuleName) -> String { "Tests/\(module)Tests/\(name.typeName)Tests.swift" }

  /// The list's file with one more type, at its place.
  func list(with name: RuleName) -> String {
    var lines = RulePackage.lines(of: list)
    // The file was found by this line.
    let first = (lines.firstIndex(where: RulePackage.beginsList) ?? 0) + 1
    let end = lines[first...].firstIndex(where: RulePackage.endsList) ?? lines.count
    let stem = name.typeName.dropLast("Rule".count)
    let place = lines[first..<end].firstIndex { line in
      let type = line.trimmingPrefix(while: \.isWhitespace)
      return type[..<(type.firstRange(of: "Rule.self")?.lowerBound ?? type.endIndex)] > stem
    }
    let indentation = lines[first - 1].prefix(while: \.isWhitespace) + "  "
    lines.insert("\(indentation)\(name.typeName).self,", at: place ?? end)
    return lines.joined(separator: "\n")
  }

  /// Writes the rule, its line in the list and its tests; nothing where one of the files is there, or cannot be written.
  ///
  /// - Returns: the files that were written, below `folder`.
  func add(_ name: RuleName) throws(HostError) -> [String] {
    let skeleton = RuleSkeleton(name: name, module: module)
    let texts = [(rulePath(name), skeleton.rule), (testPath(name), skeleton.test)]
    var written: [String] = []
    do throws(HostError) {
      for (path, text) in texts {
        try makeFolders(above: path)
        try FileBytes.write(Array(text.utf8), path: "\(folder)/\(path)", isNew: true)
        written.append(path)
      }
      try FileBytes.write(Array(list(with: name).utf8), path: "\(folder)/\(listPath)")
    } catch {
      for path in written { unlink("\(folder)/\(path)") }
      throw error
    }
    return written + [listPath]
  }

  private func makeFolders(above path: String) throws(HostError) {
    var parent = folder
    for name in path.split(separator: "/").dropLast() {
      parent += "/\(name)"
      guard mkdir(parent, 0o777) == 0 || errno == EEXIST else { throw .cannotCreate(path: parent, errno: errno) }
    }
  }

  private static func lines(of text: String) -> [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false)
  }

  private static func holdsList(_ text: String) -> Bool {
    let lines = lines(of: text)
    guard let first = lines.firstIndex(where: beginsList) else { return false }
    return lines[first...].contains(where: endsList)
  }

  private static func beginsList(_ line: Substring) -> Bool { line.hasSuffix("[any EntryRule.Type] = [") }

  private static func endsList(_ line: Substring) -> Bool {
    line.trimmingPrefix(while: \.isWhitespace).hasPrefix("]")
  }
}
