/// The rule types a gate knows, by their identifiers. Immutable, made once and passed down.
public struct RuleRegistry: Sendable {
  /// Why a list of rule types is not a registry.
  public enum Fault: Error, Hashable, Sendable {
    /// Two types have the same identifier.
    case duplicate(String)
    /// An identifier is not lower-case letters, digits and underscores, or it is a combinator's keyword.
    case malformed(String)
  }

  /// The types, sorted by identifier.
  public let types: [any EntryRule.Type]
  private let typesByIdentifier: [String: any EntryRule.Type]

  /// Makes a registry of a list.
  ///
  /// - Throws: `Fault` where an identifier is malformed or given twice.
  public init(_ types: [any EntryRule.Type]) throws(Fault) {
    var byIdentifier: [String: any EntryRule.Type] = [:]
    for type in types {
      let identifier = type.identifier
      guard RuleRegistry.isWellFormed(identifier) else { throw .malformed(identifier) }
      guard byIdentifier.updateValue(type, forKey: identifier) == nil else { throw .duplicate(identifier) }
    }
    typesByIdentifier = byIdentifier
    self.types = types.sorted { $0.identifier < $1.identifier }
  }

  /// The type with an identifier; nil where none has it.
  public subscript(identifier: String) -> (any EntryRule.Type)? { typesByIdentifier[identifier] }

  /// All identifiers, sorted.
  public var identifiers: [String] { types.map { $0.identifier } }

  private static func isWellFormed(_ identifier: String) -> Bool {
    guard let first = identifier.utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) else {
      return false
    }
    let isPlain = identifier.utf8.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || byte == UInt8(ascii: "_")
    }
    return isPlain && Combinator(rawValue: identifier) == nil
  }
}

extension RuleRegistry.Fault: CustomStringConvertible {
  /// The fault in words.
  public var description: String {
    switch self {
    case .duplicate(let identifier): "two rule types are named \"\(identifier)\"; rename one of them"
    case .malformed(let identifier):
      "a rule type is named \"\(identifier)\"; use lower-case letters, digits and _, and no combinator's keyword"
    }
  }
}
