// Parameters that are names of coins.
extension ParameterReader {
  /// A list of one or more coins, exact names or beginnings of names.
  public mutating func coinPatterns(_ name: String, _ summary: String) -> [Scope.Pattern] {
    let type = ParameterType.coinPatterns
    if declares(name) { declare(name, type, nil, summary) }
    let read: [Scope.Pattern]? = read(name, .words) { source, faults in
      let texts = source.value.elements?.map(\.string) ?? []
      guard !texts.isEmpty, texts.allSatisfy({ $0.map(ScopeParser.isCoinPattern) ?? false }) else {
        source.refuse(expected: type.description, &faults)
        return nil
      }
      return texts.compactMap { $0.map { Scope.Pattern($0) } }
    }
    guard let read else {
      missing(name)
      return []
    }
    // The order of a list of names, and a name said twice, change nothing: they are not part of what is in force.
    let patterns = Set(read).sorted { $0.text < $1.text }
    effective.append(EffectiveParameter(name: name, value: .words(patterns.map(\.text)), unit: .none))
    return patterns
  }
}
