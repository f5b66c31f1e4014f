/// The faults found so far, each with the offset of its place.
package struct FaultLog: Sendable {
  private(set) var faults: [(offset: Int, path: String, problem: Diagnostic.Problem)] = []

  package init() {}

  package var count: Int { faults.count }

  package mutating func add(_ problem: Diagnostic.Problem, at offset: Int, _ path: String) {
    faults.append((offset, path, problem))
  }

  mutating func append(_ other: FaultLog) { faults += other.faults }

  /// All faults in file order, with lines and columns.
  package func diagnostics(in source: SourceText) -> [Diagnostic] {
    let ordered = faults.enumerated().sorted { ($0.element.offset, $0.offset) < ($1.element.offset, $1.offset) }
    return ordered.map { _, fault in
      Diagnostic(
        file: source.name, position: source.position(at: fault.offset), path: fault.path, problem: fault.problem)
    }
  }
}

/// An object of the file whose keys are checked: unknown and duplicate ones are reported.
package struct KeyedObject {
  package let value: JSONValue
  package let path: String
  private let members: [JSONValue.Member]

  /// - Returns: nil, with a fault, where the value is not an object.
  package init?(
    _ value: JSONValue, path: String, keys: [String], misplaced: (String) -> String? = { _ in nil },
    faults: inout FaultLog
  ) {
    guard let members = value.members else {
      faults.add(.unexpectedValue(expected: "an object", found: value.foundText, hint: nil), at: value.offset, path)
      return nil
    }
    self.value = value
    self.path = path
    var kept: [JSONValue.Member] = []
    kept.reserveCapacity(members.count)
    // A linear search serves a handful of keys; a set serves an object that somebody made huge.
    var seen: Set<String>? = members.count > 16 ? [] : nil
    for (place, member) in members.enumerated() {
      let isNew = seen?.insert(member.key).inserted ?? !members[..<place].contains { $0.key == member.key }
      if isNew, keys.contains(member.key) {
        kept.append(member)
        continue
      }
      let key = member.key.cut(to: 60)
      let problem: Diagnostic.Problem =
        if !isNew {
          .duplicateKey
        } else if let rule = misplaced(member.key) {
          .misplacedKey(rule: rule)
        } else {
          .unknownKey(suggestion: NearestName(to: key, among: keys))
        }
      faults.add(problem, at: member.keyOffset, path.isEmpty ? key : "\(path).\(key)")
    }
    self.members = kept
  }

  package subscript(key: String) -> JSONValue? { member(key)?.value }

  func member(_ key: String) -> JSONValue.Member? { members.first { $0.key == key } }

  package func path(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  /// The members among some keys, in file order.
  func members(among keys: [String]) -> [JSONValue.Member] { members.filter { keys.contains($0.key) } }
}

extension JSONValue {
  /// The value as a message says what was found: `the string "5"`, `1.5`, `an object`. Long ones are cut.
  public var foundText: String {
    switch content {
    case .scalar(.null): "null"
    case .scalar(.bool(let value)): String(value)
    case .scalar(.number(let text)): text.cut(to: 60)
    case .scalar(.string(let text)): "the string \"\(text.cut(to: 60))\""
    case .array(let elements): elements.isEmpty ? "an empty list" : "a list"
    case .object: "an object"
    }
  }
}
