internal import Foundation

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
    let files = FileManager.default
    var found: [(module: String, path: String, text: String)] = []
    for module in (try? files.contentsOfDirectory(atPath: "\(folder)/Sources"))?.sorted() ?? [] {
      for name in (try? files.contentsOfDirectory(atPath: "\(folder)/Sources/\(module)"))?.sorted() ?? []
      where name.hasSuffix(".swift") {
        let path = "Sources/\(module)/\(name)"
        guard let text = try? String(contentsOfFile: "\(folder)/\(path)", encoding: .utf8) else { continue }
        if RulePackage.lines(of: text).contains(where: RulePackage.beginsList) { found.append((module, path, text)) }
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
    let end = lines[first...].firstIndex { $0.trimmingPrefix(while: \.isWhitespace).hasPrefix("]") } ?? lines.count
    let stem = name.typeName.dropLast("Rule".count)
    let place = lines[first..<end].firstIndex { line in
      line.trimmingPrefix(while: \.isWhitespace).components(separatedBy: "Rule.self")[0] > stem
    }
    let indentation = lines[first - 1].prefix(while: \.isWhitespace) + "  "
    lines.insert("\(indentation)\(name.typeName).self,", at: place ?? end)
    return lines.joined(separator: "\n")
  }

  /// Writes the rule, its line in the list and its tests; nothing where one of the files is there.
  ///
  /// - Returns: the files that were written, below `folder`.
  func add(_ name: RuleName) throws(HostError) -> [String] {
    let skeleton = RuleSkeleton(name: name, module: module)
    let texts = [(rulePath(name), skeleton.rule), (testPath(name), skeleton.test)]
    for (path, _) in texts where FileManager.default.fileExists(atPath: "\(folder)/\(path)") {
      throw .cannotCreate(path: "\(folder)/\(path)", errno: EEXIST)
    }
    for (path, text) in texts { try write(text, to: path) }
    try write(list(with: name), to: listPath)
    return texts.map(\.0) + [listPath]
  }

  private func write(_ text: String, to path: String) throws(HostError) {
    let url = URL(filePath: "\(folder)/\(path)")
    do {
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url, options: .atomic)
    } catch {
      let cause = ((error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError) ?? error as NSError
      throw .cannotCreate(path: "\(folder)/\(path)", errno: Int32(cause.code))
    }
  }

  private static func lines(of text: String) -> [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false)
  }

  private static func beginsList(_ line: Substring) -> Bool { line.hasSuffix("[any EntryRule.Type] = [") }
}
