internal import RuleEngine

extension JSONScanner {
  /// The next key of an object that has only these, each once; nil at its end.
  ///
  /// - Parameter seen: the keys before it.
  mutating func nextKey<Key>(notIn seen: inout Set<Key>) throws -> Key?
  where Key: CaseIterable & RawRepresentable<String> {
    guard let token = try nextKey() else { return nil }
    let name = text(token)
    guard let key = Key(rawValue: name) else {
      let suggestion = NearestName(to: name, among: Key.allCases.map(\.rawValue))
      throw SignalFault(.unknownKey(name.cut(to: 60), suggestion), at: token.start - 1)
    }
    guard seen.insert(key).inserted else { throw SignalFault(.duplicateKey(name), at: token.start - 1) }
    return key
  }
}
